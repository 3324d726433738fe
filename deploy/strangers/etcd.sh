# etcd, a Go program: kept connections that put, get and compare, and a watch that never ends; each host has a disk of its own.
version() { etcd --version | sed -n 's/^etcd Version: //p'; }
packages="etcd-server"
options="--file-locks --action-script $work/bring"

# Its database is locked, and locks are not handed over on a disk that two hosts share.
disk() {
    mkdir -p "$work/disk-$(hostname)" "$work/data"
    mountpoint -q "$work/data" || mount --bind "$work/disk-$(hostname)" "$work/data"
}

start() {
    disk
    exec etcd --data-dir "$work/data/etcd" --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://10.77.0.100:2379 \
        --listen-peer-urls http://127.0.0.1:2380
}

# copy FROM TO makes TO what FROM is; files that are there already stay the files they are.
copy() {
    (cd "$2" && find . -type f) | while read -r file; do [ -e "$1/$file" ] || rm -f "$2/$file"; done
    cp -a "$1/." "$2/"
}

# Most of it is on the target's disk before the program, whatever it makes and removes meanwhile.
expect() {
    disk
    for other in "$work"/disk-*; do
        [ "$other" = "$work/disk-$(hostname)" ] || copy "$other" "$work/disk-$(hostname)" || true
    done
    cat >"$work/bring" <<SCRIPT
#!/bin/sh
[ "\$CRTOOLS_SCRIPT_ACTION" != network-lock ] || exec "$here/run.sh" etcd "$work" bring
SCRIPT
    chmod +x "$work/bring"
}

# The rest follows once it stands still.
bring() {
    for other in "$work"/disk-*; do
        [ "$other" = "$work/disk-$(hostname)" ] || copy "$work/disk-$(hostname)" "$other"
    done
}

check() { exec python3 "$here/etcd.py" "$work"; }
