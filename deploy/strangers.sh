#!/usr/bin/env bash
# Moves programs that know nothing of crj there and back in a lab, each with a client on a third host that checks its
# answers: deploy/strangers.sh [NAME…], all of them unless some are named. Writes docs/strangers.md when it was all of them.
# Installs the Debian packages they need. Build first (mvn -q -DskipTests package).
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

strangers=$deploy_dir/strangers
all="postgresql nginx memcached python gunicorn java17 java25 node tmux sshd prometheus etcd make"
page=$deploy_dir/../docs/strangers.md
policy=/usr/sbin/policy-rc.d

restore_policy() {
    rm -f "$policy"
    [ ! -e "$policy.before-crj" ] || mv "$policy.before-crj" "$policy"
}

# Services that are installed are not to start; see prerequisites.sh.
install_packages() {
    local packages=() name package
    for name in "$@"; do
        for package in $("$strangers/run.sh" "$name" / packages); do
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || packages+=("$package")
        done
    done
    [ "${#packages[@]}" -gt 0 ] || return 0
    say "installing from the system's package manager: ${packages[*]}"
    [ ! -e "$policy" ] || mv "$policy" "$policy.before-crj"
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${packages[@]}" </dev/null >/dev/null || die "apt-get failed"
    restore_policy
}

clean_up() {
    "$deploy_dir/lab.sh" down
    [ ! -e "$policy.before-crj" ] || restore_policy
    rm -rf "$work"
}

main() {
    local name
    [ $# -gt 0 ] || set -- $all
    for name in "$@"; do
        [ -f "$strangers/$name.sh" ] || die "no stranger $name; there are: $all"
    done
    need_root
    need_distribution
    install_packages "$@"
    export CRJ_LAB=${CRJ_LAB:-strangers-$$}
    work=$(mktemp -d /var/tmp/crj-strangers.XXXXXX)
    chmod 0755 "$work"
    trap clean_up EXIT
    "$deploy_dir/lab.sh" up --no-kafka
    python3 "$strangers/there_and_back.py" "$work" "$deploy_dir/lab.sh" "$@" | tee "$work/rows"
    if [ "$*" = "$all" ]; then
        python3 "$strangers/page.py" "$work/rows" >"$page"
    else
        python3 "$strangers/page.py" "$work/rows"
    fi
}

main "$@"
