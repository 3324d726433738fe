# shellcheck shell=bash
# lab.sh up, down and status.

# Mount points have to exist on the shared root file system; they go with the last lab.
lab_mount_points="/run/crj /var/lib/crj"

lab_up() {
    local agents=yes kafka=yes option
    for option in "$@"; do
        case $option in
            --no-agents) agents=no ;;
            --no-kafka) kafka=no ;;
            *) die "up: unknown option $option" ;;
        esac
    done
    [ "$agents$kafka" = nono ] || need_distribution
    if [ -e "$lab/up" ] && host_is_up switch; then
        say "lab $lab_name is up already"
        return
    fi
    # What a machine that lost its power left behind.
    [ ! -e "$lab" ] || lab_down
    trap 'warn "lab $lab_name did not come up; taking it down again"; trap - EXIT; lab_down' EXIT
    create_lab
    start_services "$agents" "$kafka"
    touch "$lab/up"
    trap - EXIT
    say "lab $lab_name is up: hostA (service address $service_address), hostB, client"
}

create_lab() {
    mkdir -p "$lab_base"
    (
        flock 9
        # shellcheck disable=SC2086
        mkdir -p "$lab" $lab_mount_points
        write_etc_hosts
        local host
        for host in $all_hosts; do
            create_host "$host"
        done
        create_network
    ) 9<"$lab_base"
}

start_services() {
    local host
    [ "$2" = no ] || start_kafka
    if [ "$1" = yes ]; then
        for host in $agent_hosts; do start_agent "$host"; done
        for host in $agent_hosts; do await_agent "$host"; done
    fi
    [ "$2" = no ] || await_kafka
}

lab_down() {
    [ -e "$lab_base" ] || return 0
    (
        flock 9
        local host
        for host in $all_hosts; do destroy_host "$host"; done
        rm -rf "$lab"
        # Not empty means another lab is up, or a crj that was installed here; then they stay.
        # shellcheck disable=SC2086
        if rmdir "$lab_base" 2>/dev/null; then
            rmdir --ignore-fail-on-non-empty $lab_mount_points
        fi
    ) 9<"$lab_base"
}

lab_status() {
    local host state result=0
    for host in $all_hosts; do
        state=down
        if host_is_up "$host"; then state=up; else result=1; fi
        printf '%-8s %-5s' "$host" "$state"
        case $host in
            hostA | hostB) describe_service "$host" agent ;;
            kafka) describe_service "$host" broker ;;
            *) echo ;;
        esac
    done
    return "$result"
}

describe_service() {
    local pid
    if pid=$(service_pid "$1" "$2"); then
        echo "$(host_address "$1") $2 pid $pid"
    else
        echo "$(host_address "$1") no $2"
    fi
}
