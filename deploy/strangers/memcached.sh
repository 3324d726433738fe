# memcached with four threads and several connections.
version() { memcached --version | awk '{print $2}'; }
packages="memcached"
start() { exec memcached -u root -m 256 -t 4 -p 11211 -l 0.0.0.0; }
check() { exec python3 "$here/memcached.py" "$work"; }
