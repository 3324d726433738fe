# shellcheck shell=bash
# Lab hosts: each is a process 1 in network, pid, mount and UTS namespaces of its own. Ending that process
# ends everything on the host, and the namespaces, mounts and rules go with it.

lab_base=/run/crj-lab
lab_name=${CRJ_LAB:-lab}
lab=$lab_base/$lab_name
# The switch has the bridge; nothing is made in the root network namespace.
all_hosts="switch hostA hostB client kafka"
agent_hosts="hostA hostB"
service_address=10.77.0.100
service_host=hostA

check_lab_name() {
    case $lab_name in
        *[!A-Za-z0-9_-]* | "") die "CRJ_LAB is \"$lab_name\"; use letters, digits, - and _ only" ;;
    esac
}

host_address() {
    case $1 in
        hostA) echo 10.77.0.1 ;;
        hostB) echo 10.77.0.2 ;;
        client) echo 10.77.0.3 ;;
        kafka) echo 10.77.0.4 ;;
        *) return 1 ;;
    esac
}

first_pid() {
    case $1 in
        hostA) echo 10000 ;;
        hostB) echo 20000 ;;
        client) echo 5000 ;;
        *) echo 1000 ;;
    esac
}

# A pid alone may have been given to another process since; with its start time it is unmistakable.
start_time() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

# host_init HOST prints the pid of the host's process 1 as seen from here; fails when the host is not up.
host_init() {
    local pid started
    read -r pid started 2>/dev/null <"$lab/$1.init" || return 1
    [ -n "$pid" ] && [ "$(start_time "$pid")" = "$started" ] && echo "$pid"
}

host_is_up() {
    host_init "$1" >/dev/null
}

need_host() {
    case " $all_hosts " in
        *" $1 "*) ;;
        *) die "no host $1 in the lab; there are: $all_hosts" ;;
    esac
    host_is_up "$1" || die "$1 of lab $lab_name is not up; start the lab with: deploy/lab.sh up"
}

write_etc_hosts() {
    {
        echo "127.0.0.1 localhost"
        local host
        for host in hostA hostB client kafka; do
            echo "$(host_address "$host") $host"
        done
        echo "$service_address service"
    } >"$lab/etc-hosts"
}

record_init() {
    local host=$1 parent=$2 pid
    # The kernel writes no newline there, so read itself reports an end of file.
    read -r pid _ 2>/dev/null <"/proc/$parent/task/$parent/children" || true
    [ -n "$pid" ] || return 1
    echo "$pid $(start_time "$pid")" >"$lab/$host.init"
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = crj-lab-init ]
}

create_host() {
    local host=$1
    start_detached "$lab/$host.log" unshare --fork --kill-child --pid --mount --uts --ipc --net --mount-proc \
        sh "$deploy_dir/lib/host-init.sh" "$host" "$lab" "$(first_pid "$host")"
    await 10 record_init "$host" "$detached_pid" || {
        cat "$lab/$host.log" >&2
        die "$host did not come up; namespaces need root and a kernel that allows them (see above)"
    }
}

# The process is gone, and its unshare with it, only when the kernel has taken the namespaces down.
destroy_host() {
    local pid
    pid=$(host_init "$1") || return 0
    kill -KILL "$pid"
    await 10 host_is_gone "$1" || die "$1 (pid $pid) does not go away; is something on it in an uninterruptible wait?"
}

host_is_gone() {
    ! host_is_up "$1"
}

# in_host HOST COMMAND… becomes the command on that host, without our descriptors above 2.
in_host() {
    local host=$1 pid
    shift
    pid=$(host_init "$host") || die "$host is not up"
    close_inherited
    exec nsenter --target "$pid" --mount --uts --ipc --net --pid --wdns="$PWD" -- "$@"
}
