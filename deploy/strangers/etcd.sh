# etcd, a Go program: kept connections that put, get and compare, and a watch that never ends.
version() { etcd --version | sed -n 's/^etcd Version: //p'; }
packages="etcd-server"
options="--file-locks"
start() {
    exec etcd --data-dir "$work/data" --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://10.77.0.100:2379 \
        --listen-peer-urls http://127.0.0.1:2380 --unsafe-no-fsync
}
check() { exec python3 "$here/etcd.py" "$work"; }
