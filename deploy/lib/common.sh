# shellcheck shell=bash
# Speaking, waiting and starting things; sourced by every script of this folder.

deploy_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The built distribution; another one may be named in CRJ_HOME.
crj_home=${CRJ_HOME:-$deploy_dir/target/crj}

say() {
    printf '%s\n' "$*"
}

warn() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
    warn "$*"
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "needs root: network, pid and mount namespaces are made; run it as root"
}

need_distribution() {
    [ -x "$crj_home/bin/crj-agent" ] ||
        die "no crj-agent in $crj_home/bin; build it first (mvn -q -DskipTests package) or set CRJ_HOME"
    compgen -G "$crj_home/lib/bcpkix-*.jar" >/dev/null ||
        die "$crj_home is older than its sources; build it again (mvn -q -DskipTests package), or only fetch its" \
            "libraries (mvn -q -pl wire-protocol dependency:copy-dependencies -DincludeScope=runtime" \
            "-DoutputDirectory=$crj_home/lib)"
}

# await SECONDS COMMAND… polls until the command succeeds; fails when the time is over.
await() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

# Closes every descriptor above 2, so that what is started next inherits none: a stray one would become
# part of the state of a process that migrates, and would keep our locks. bash's own copy of the script
# (255) is close-on-exec already.
close_inherited() {
    local path fd
    for path in /proc/"$BASHPID"/fd/*; do
        fd=${path##*/}
        if [ "$fd" -gt 2 ] && [ "$fd" != 255 ]; then
            eval "exec $fd>&-"
        fi
    done
}

# start_detached LOG COMMAND… runs it in the background in a session of its own, without our descriptors;
# its pid is then in $detached_pid.
start_detached() {
    local log=$1
    shift
    (
        close_inherited
        exec setsid "$@"
    ) </dev/null >>"$log" 2>&1 &
    detached_pid=$!
}
