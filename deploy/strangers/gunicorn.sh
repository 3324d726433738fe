# gunicorn: a master that forks workers before they are needed, renews them, and hears of them through deleted files.
version() { gunicorn --version | sed 's/.*version //; s/)//'; }
packages="gunicorn"
start() {
    cd "$here"
    export PYTHONDONTWRITEBYTECODE=1
    exec gunicorn --workers 4 --max-requests 300 --bind 0.0.0.0:8000 gunicorn_app:application
}
check() { exec python3 "$here/http_echo.py" "$work" 8000 closes; }
