#!/usr/bin/env bash
# Moves a live redis-server with 256 MiB of data from hostA to hostB of a lab, while a client keeps one TCP
# connection to it busy and checks every answer. Installs what is missing, builds, raises the lab and takes
# it down again.
#
# The last line on standard output is the result as a JSON object; the exit code is 0 only if the process
# runs on hostB, no longer on hostA, and the client saw nothing wrong.
set -euo pipefail
export CRJ_LAB=demo
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"
. "$deploy_dir/lib/hosts.sh"

data_mib=256
port=6379
on() { "$deploy_dir/lab.sh" exec "$@"; }

step() {
    say ""
    say "== $*"
}

build() {
    (cd "$deploy_dir/.." && mvn -q -B -ntp -Dstyle.color=never -DskipTests package)
}

redis_answers() {
    [ "$(on hostA redis-cli -p "$port" ping 2>/dev/null)" = PONG ]
}

# As an init system would start it: a session of its own, nothing of ours open. Its output goes to a file
# that is there on both hosts.
start_redis() {
    on hostA setsid --fork redis-server --bind 0.0.0.0 --port "$port" --save "" --protected-mode no \
        --daemonize no </dev/null >"$lab/redis.log" 2>&1
    await 10 redis_answers || {
        cat "$lab/redis.log" >&2
        die "redis-server does not answer on hostA"
    }
    pid=$(on hostA pgrep -x redis-server)
    on client crj-lab redis-fill --port "$port" --mib "$data_mib"
}

start_client() {
    # The first look at the output may come before the background job has made the file.
    : >"$lab/client.out"
    on client crj-lab redis-check --port "$port" --progress --until-exists "$lab/stop" \
        </dev/null >"$lab/client.out" 2>&1 &
    client=$!
    await 20 client_progressed 2 || {
        cat "$lab/client.out" >&2
        die "the client gets no answers from redis"
    }
}

# The client prints a progress line a second.
client_lines() {
    grep -c requests "$lab/client.out" || true
}

client_progressed() {
    [ "$(client_lines)" -ge "$1" ] || ! kill -0 "$client" 2>/dev/null
}

start_events() {
    : >"$lab/events.out"
    on client crj-lab events --until-exists "$lab/stop" </dev/null >"$lab/events.out" 2>"$lab/events.err" &
}

migrate() {
    on client crj-migrate --json --from hostA --to hostB "$pid" </dev/null | tee "$lab/migrate.out"
}

# The client goes on against hostB for some seconds, then stops in good order.
finish_client() {
    await 20 client_progressed $(($(client_lines) + 4)) || true
    touch "$lab/stop"
    wait "$client" || true
    tail -n 8 "$lab/client.out"
}

published_events() {
    python3 "$deploy_dir/lib/demo_result.py" events "$lab/migrate.out"
}

show_events() {
    local wanted
    wanted=$(published_events)
    await 10 events_arrived "$wanted" || warn "only $(wc -l <"$lab/events.out") of $wanted events arrived"
    cat "$lab/events.out"
}

events_arrived() {
    [ "$(wc -l <"$lab/events.out")" -ge "$1" ]
}

# runs_on HOST: whether the process with redis' pid there is redis.
runs_on() {
    [ "$(on "$1" cat "/proc/$pid/comm" 2>/dev/null)" = redis-server ]
}

placement() {
    if runs_on hostB && ! runs_on hostA; then echo moved; else echo "not moved"; fi
}

main() {
    need_root
    step "what is missing on this machine"
    "$deploy_dir/prerequisites.sh"
    step "build"
    build
    step "lab"
    "$deploy_dir/lab.sh" down
    trap '"$deploy_dir/lab.sh" down' EXIT
    trap 'exit 130' INT TERM
    "$deploy_dir/lab.sh" up
    step "redis-server on hostA with $data_mib MiB of data"
    start_redis
    step "a client keeps one connection to $service_address:$port busy"
    start_client
    start_events
    tail -n 1 "$lab/client.out"
    step "crj-migrate --from hostA --to hostB $pid"
    migrate || warn "crj-migrate ended with exit code $?"
    step "the same connection goes on for some seconds"
    finish_client
    step "events that a Kafka consumer read"
    show_events
    local result code=0
    result=$(python3 "$deploy_dir/lib/demo_result.py" result "$lab/migrate.out" "$lab/client.out" "$pid" \
        "$(placement)") || code=$?
    step "lab down"
    trap - EXIT
    "$deploy_dir/lab.sh" down
    say "$result"
    exit "$code"
}

main "$@"
