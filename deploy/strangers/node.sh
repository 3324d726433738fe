# node with kept connections, websockets, a chunked stream that never ends, and a worker thread that makes the hashes.
version() { node --version; }
packages="nodejs"
start() { exec node "$here/server.js" 8001; }
check() { exec python3 "$here/http_echo.py" "$work" 8001 stream websocket; }
