# shellcheck shell=bash
# What runs on the lab's hosts: an agent on hostA and hostB, a Kafka broker on the host kafka.

agent_port=7070
kafka_port=9092

log_of() {
    case $1 in
        hostA | hostB) echo "$lab/$1.agent.log" ;;
        *) echo "$lab/$1.log" ;;
    esac
}

# service_pid HOST NAME prints the pid on that host of a service that is running.
service_pid() {
    local pid init
    init=$(host_init "$1") && read -r pid 2>/dev/null <"$lab/$1.$2.pid" || return 1
    nsenter --target "$init" --mount --pid -- grep -qs crj "/proc/$pid/cmdline" && echo "$pid"
}

# start_service HOST NAME LOG COMMAND…
start_service() {
    local host=$1 name=$2 log=$3
    shift 3
    # shellcheck disable=SC2016
    start_detached "$log" "$deploy_dir/lab.sh" exec "$host" \
        sh -c 'echo $$ >"$0"; exec "$@"' "$lab/$host.$name.pid" "$@"
}

start_agent() {
    service_pid "$1" agent >/dev/null && return
    rm -f "$lab/$1.agent.pid"
    make_pki
    start_service "$1" agent "$(log_of "$1")" "$crj_home/bin/crj-agent" \
        --pki "$(agent_pki "$1")" --listen "0.0.0.0:$agent_port" --service-address "$service_address/24@eth0"
}

await_agent() {
    await 30 service_settled "$1" agent agent_answers "$1" && agent_answers "$1" || {
        tail -n 20 "$(log_of "$1")" >&2
        die "the agent on $1 does not answer on port $agent_port; above is the end of $(log_of "$1")"
    }
}

start_kafka() {
    service_pid kafka broker >/dev/null && return
    # What one before wrote would say that this one is ready.
    rm -f "$lab/kafka.broker.pid" "$(log_of kafka)"
    # The broker is here for a handful of events; the default heap would take a quarter of the machine.
    CRJ_JAVA_OPTS="-Xmx192m" start_service kafka broker "$(log_of kafka)" \
        "$crj_home/bin/crj-lab" kafka --host kafka --port "$kafka_port" --dir /var/lib/crj/kafka
}

await_kafka() {
    await 60 service_settled kafka broker kafka_answers && kafka_answers || {
        tail -n 20 "$(log_of kafka)" >&2
        die "the Kafka broker did not become ready; above is the end of $(log_of kafka)"
    }
}

# service_settled HOST NAME READY…: waiting is over when the service is ready, or was seen and is no more.
service_settled() {
    local host=$1 name=$2
    shift 2
    "$@" && return
    [ -s "$lab/$host.$name.pid" ] && ! service_pid "$host" "$name" >/dev/null
}

agent_answers() {
    port_answers "$1" "$agent_port"
}

kafka_answers() {
    grep -qs "^ready " "$(log_of kafka)"
}

# end_service HOST NAME SIGNAL
end_service() {
    local pid
    pid=$(service_pid "$1" "$2") || die "no $2 runs on $1"
    nsenter --target "$(host_init "$1")" --mount --pid -- kill "-$3" "$pid"
    await 20 service_is_gone "$1" "$2" || die "the $2 on $1 (pid $pid there) still runs 20 s after SIG$3"
}

service_is_gone() {
    ! service_pid "$1" "$2" >/dev/null
}
