#!/usr/bin/env bash
# Three hosts on this machine to try crj on: hostA, hostB and client, each with network, pid, mount and
# UTS namespaces of its own, joined by a bridge; agents on hostA and hostB, a Kafka broker, and a service
# address that starts on hostA. See usage below. Several labs can be up at once: CRJ_LAB names another.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
. "$deploy_dir/lib/hosts.sh"
. "$deploy_dir/lib/network.sh"
. "$deploy_dir/lib/pki.sh"
. "$deploy_dir/lib/services.sh"
. "$deploy_dir/lib/lifecycle.sh"

usage() {
    cat <<TEXT
usage: deploy/lab.sh COMMAND
  up [--no-agents] [--no-kafka]   raise the lab and wait until everything answers
  down                            take it down; leaves nothing behind
  status                          what is up; fails when the lab is not
  exec HOST COMMAND…              run something on hostA, hostB, client, kafka or switch
  agent HOST start|stop|kill      the crj-agent of hostA or hostB
  broker start|kill               the Kafka broker
  link HOST up|down               plug or pull a host's network cable
  logs HOST                       print what the agent (or, on kafka, the broker) wrote
environment: CRJ_LAB names a lab (default "lab"), CRJ_HOME a built distribution, CRJ_LAB_PKI a folder whose
certificates are used, and kept for other labs, instead of new ones.
TEXT
}

lab_exec() {
    [ $# -ge 2 ] || die "exec needs a host and a command"
    need_host "$1"
    export PATH="$crj_home/bin:$PATH"
    unset CRJ_KAFKA
    # Also while the broker is down; but where there never was one nobody shall wait for it.
    [ ! -f "$lab/kafka.broker.pid" ] || export CRJ_KAFKA="kafka:$kafka_port"
    # Whoever runs crj-migrate, on whichever host, is the lab's coordinator.
    CRJ_PKI=$(coordinator_pki)
    export CRJ_PKI
    # JVMs unpack native libraries; the host's own file system goes away with the host, /tmp would keep them.
    export CRJ_JAVA_OPTS="-Djava.io.tmpdir=/run/crj -Djna.tmpdir=/run/crj ${CRJ_JAVA_OPTS:-}"
    # crj keeps its state below /var/lib/crj then, which goes with the host too.
    unset XDG_STATE_HOME
    in_host "$@"
}

lab_agent() {
    [ $# = 2 ] || die "agent needs a host and one of start, stop, kill"
    need_host "$1"
    case $2 in
        start)
            start_agent "$1"
            await_agent "$1"
            ;;
        stop) end_service "$1" agent TERM ;;
        kill) end_service "$1" agent KILL ;;
        *) die "agent $1 $2: not one of start, stop, kill" ;;
    esac
}

lab_broker() {
    [ $# = 1 ] || die "broker needs one of start, kill"
    need_host kafka
    case $1 in
        start)
            start_kafka
            await_kafka
            ;;
        kill) end_service kafka broker KILL ;;
        *) die "broker $1: not one of start, kill" ;;
    esac
}

lab_link() {
    [ $# = 2 ] || die "link needs a host and one of up, down"
    need_host "$1"
    case $2 in
        up | down) set_link "$1" "$2" ;;
        *) die "link $1 $2: not one of up, down" ;;
    esac
}

lab_logs() {
    [ $# = 1 ] || die "logs needs a host"
    [ -f "$(log_of "$1")" ] || die "no log of $1 in $lab"
    cat "$(log_of "$1")"
}

main() {
    local command=${1:-}
    [ $# = 0 ] || shift
    check_lab_name
    case $command in
        up | down | exec | agent | broker | link) need_root ;;
    esac
    case $command in
        up | down | status | exec | agent | broker | link | logs) "lab_$command" "$@" ;;
        help | --help | -h) usage ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}

main "$@"
