# nginx with two workers, kept connections, and a download of 300 MB that runs all the time.
version() { nginx -v 2>&1 | sed 's|.*/||'; }
packages="nginx-light"
start() {
    mkdir -p "$work/www" "$work/temp"
    head -c 300000000 /dev/urandom >"$work/www/large"
    sha256sum "$work/www/large" | cut -d' ' -f1 >"$work/www/hash"
    cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 2; user root; pid $work/nginx.pid; error_log $work/error.log;
events { worker_connections 64; }
http {
    access_log $work/access.log; sendfile on; keepalive_timeout 600; keepalive_requests 10000000;
    client_body_temp_path $work/temp/body; proxy_temp_path $work/temp/proxy; fastcgi_temp_path $work/temp/fastcgi;
    uwsgi_temp_path $work/temp/uwsgi; scgi_temp_path $work/temp/scgi;
    server { listen 8080; root $work/www; }
}
CONF
    exec nginx -e "$work/error.log" -c "$work/nginx.conf"
}
check() { exec python3 "$here/nginx.py" "$work"; }
