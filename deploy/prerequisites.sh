#!/usr/bin/env bash
# Installs from the system's package manager what building, testing and the lab need and this machine
# lacks, and says what. Does nothing, and asks for nothing, when all is there.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

has_command() {
    command -v "$1" >/dev/null
}

has_jdk() {
    local javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac version
    has_command "$javac" || return 1
    version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ]
}

has_c_compiler() {
    has_command gcc && [ -e /usr/include/stdio.h ]
}

# need PACKAGE CHECK… puts the package on the list when the check fails.
missing=()
need() {
    local package=$1
    shift
    "$@" || missing+=("$package")
}

need openjdk-17-jdk-headless has_jdk
need maven has_command mvn
need gcc has_c_compiler
need libc6-dev has_c_compiler
need nftables has_command nft
need iptables has_command iptables
need iproute2 has_command ip
need procps has_command pgrep
need python3 has_command python3
need redis-server has_command redis-server
need redis-tools has_command redis-cli
need util-linux has_command nsenter
need mount has_command mount
need vim-tiny has_command vi
need tini has_command tini

# Debian starts a service as soon as its package is installed, unless this policy file forbids it. The
# lab runs a redis-server of its own; one on the machine itself is not ours to start.
policy=/usr/sbin/policy-rc.d
forbid_services() {
    [ ! -e "$policy" ] || mv "$policy" "$policy.before-crj"
    trap restore_policy EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
}

restore_policy() {
    rm -f "$policy"
    [ ! -e "$policy.before-crj" ] || mv "$policy.before-crj" "$policy"
}

install_missing() {
    need_root
    has_command apt-get || die "these Debian packages are missing and there is no apt-get here: ${missing[*]}"
    say "installing from the system's package manager: ${missing[*]}"
    forbid_services
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        die "apt-get could not install ${missing[*]}; see its messages above"
    case " ${missing[*]} " in
        *" redis-server "*) [ ! -d /run/systemd/system ] || systemctl -q disable redis-server ;;
    esac
    say "installed: ${missing[*]}"
}

if [ "${#missing[@]}" -gt 0 ]; then
    install_missing
fi
