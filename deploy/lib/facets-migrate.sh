#!/bin/bash
# Migrates every facet that can go to another host, in a lab of its own; deploy/facets.sh runs it.
#
#   facets-migrate.sh FILE      lines NAME TAB what was wrong, or nothing; JAVA_CLASSES is the class path of the engine's tests
set -euo pipefail

. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

results=$1
export CRJ_LAB=${CRJ_LAB:-facets}
victims=$deploy_dir/../engine/src/test/victims
# The same files on every host.
work=$deploy_dir/../engine/target/facets-lab

lab() {
    "$deploy_dir/lab.sh" "$@"
}

# said TEXT: the victim's status is TEXT.
said() {
    [ "$(cat "$place/status" 2>/dev/null)" = "$1" ]
}

# checked HOST PID TEXT: asked to check itself it says TEXT.
checked() {
    lab exec "$1" kill -USR1 "$2" 2>/dev/null && await 20 said "$3"
}

# Prints what was wrong.
migrate() {
    local options=$1 launch=$2 source=$3 pid answer
    place=$work/$name
    mkdir -p "$place/work"
    chmod 777 "$place" "$place/work"
    gcc -O1 -pthread -I "$victims" -o "$place/program" "$source"
    [ "$launch" != - ] || launch=
    [ "$options" != - ] || options=
    # shellcheck disable=SC2086
    lab exec hostA setsid --fork sh -c 'cd "$0"; echo $$ >pid; exec "$@" </dev/null >/dev/null 2>stderr' \
        "$place" $launch "$place/program" "$place/status" "$place/work"
    await 20 said ready || { echo "starting: $(cat "$place/status" 2>/dev/null)"; return; }
    pid=$(cat "$place/pid")
    if [ -n "$launch" ] && [ "$(lab exec hostA readlink "/proc/$pid/exe")" != "$(readlink -f "$place/program")" ]; then
        pid=$(lab exec hostA cat "/proc/$pid/task/$pid/children" | tr -d ' ')
    fi
    checked hostA "$pid" 'ok 1' || { echo "alone: $(cat "$place/status")"; return; }
    # shellcheck disable=SC2086
    answer=$(lab exec hostA crj-migrate --from hostA --to hostB $options "$pid" 2>&1) ||
        { echo "crj-migrate: $(tail -1 <<<"$answer")"; return; }
    if ! lab exec hostB test -e "/proc/$pid"; then
        pid=$(lab exec hostB pgrep -f "$place/program" | head -1)
    fi
    checked hostB "$pid" 'ok 2' || { echo "migrated, first check: $(cat "$place/status")"; return; }
    checked hostB "$pid" 'ok 3' || echo "migrated, second check: $(cat "$place/status")"
}

trap 'lab down >/dev/null 2>&1 || true' EXIT
rm -rf "$work"
mkdir -p "$work"
: >"$results"
lab up --no-kafka >&2
(cd "$deploy_dir/../engine" && java -cp "$JAVA_CLASSES" io.crj.engine.facet.FacetList) >"$work/list"
while IFS=$'\t' read -r name source options launch <&3; do
    wrong=$(migrate "$options" "$launch" "$source" 2>&1) || wrong="failed: $wrong"
    printf '%s\t%s\n' "$name" "$(tr '\n\t' '  ' <<<"$wrong" | sed 's/ *$//')" | tee -a "$results" >&2
    for host in hostA hostB; do
        lab exec "$host" pkill -KILL -f "$work/$name/program" 2>/dev/null || true
    done
done 3<"$work/list"
