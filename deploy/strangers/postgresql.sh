# PostgreSQL with a session inside of a transaction, one that commits, one with parallel queries, and new ones all the time.
version() { /usr/lib/postgresql/*/bin/postgres --version | awk '{print $3}'; }
packages="postgresql postgresql-client"
start() {
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
    chown postgres "$work"
    as="setpriv --reuid=postgres --regid=postgres --init-groups"
    cd "$work"
    $as "$bin/initdb" --no-sync -D "$work/data" >/dev/null
    echo "host all all 10.77.0.0/24 trust" >>"$work/data/pg_hba.conf"
    # Both hosts have one machine's huge pages, of which there may be some, though not for two.
    echo "huge_pages = off" >>"$work/data/postgresql.conf"
    # Its shared memory has names of the host else: a System V segment and files of /dev/shm.
    exec unshare --ipc --mount sh -c 'mount -t tmpfs own /dev/shm; chmod 1777 /dev/shm; exec "$@"' sh $as "$bin/postgres" -D "$work/data" -c "listen_addresses=*" -c "unix_socket_directories=$work"
}
check() { exec python3 "$here/postgresql.py" "$work"; }
