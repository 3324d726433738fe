#!/usr/bin/env bash
# Puts CRIU and crit, the peer that the interoperability tests compare with, into a folder of their own;
# nothing is installed into the system. Usage: deploy/criu-peer.sh [DIR]
#
# Prints the folder; DIR/criu and DIR/crit are ready to run then. DIR is by default crj/criu-peer below
# ${XDG_CACHE_HOME:-~/.cache}; a folder that is complete already is left as it is.
#
# The packages are those of Debian's unstable suite, from the mirror that this machine uses: the stable
# suite's CRIU does not work on today's kernels. As their libraries are newer than the system's, they are
# unpacked side by side and run with the loader that belongs to them.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

peer=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/crj/criu-peer}

debian_mirror() {
    local uri
    uri=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
        awk '/^URIs:/ && $2 ~ /\/debian\/?$/ {print $2; exit}')
    [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        awk '$1 == "deb" {for (i = 2; i < NF; i++) if ($i ~ /:\/\/.*\/debian\/?$/) {print $i; exit}}')
    [ -n "$uri" ] || die "no Debian mirror in /etc/apt; CRIU's packages come from the one that is configured there"
    echo "$uri"
}

# apt with a package list and a state of its own: nothing counts as installed, nothing is installed.
private_apt() {
    apt-get -qq -o Dir::State="$work/state" -o Dir::State::Lists="$work/lists" -o Dir::State::status=/dev/null \
        -o Dir::Cache="$work/cache" -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o APT::Sandbox::User=root "$@"
}

download() {
    local keyring
    keyring=$(find /usr/share/keyrings -name 'debian-archive-keyring.*' | sort | head -n 1)
    [ -n "$keyring" ] || die "no Debian archive keyring in /usr/share/keyrings; install debian-archive-keyring"
    mkdir -p "$work/state" "$work/lists/partial" "$work/cache/archives/partial"
    echo "deb [signed-by=$keyring] $(debian_mirror) sid main" >"$work/sources.list"
    private_apt update
    private_apt install -y --download-only --no-install-recommends criu python3-pycriu </dev/null >/dev/null
}

unpack() {
    local package
    for package in "$work"/cache/archives/*.deb; do
        dpkg-deb --extract "$package" "$work/root"
    done
}

first_of() {
    local path
    for path in "$@"; do
        if [ -e "$path" ]; then
            echo "$path"
            return
        fi
    done
    die "none of these is in CRIU's packages: $*"
}

# write_wrapper NAME ENVIRONMENT PROGRAM… ; the paths are those of the final folder.
write_wrapper() {
    local name=$1 environment=$2 loader
    shift 2
    loader=$(first_of "$peer"/root/usr/lib64/ld-linux-x86-64.so.2 "$peer"/root/lib64/ld-linux-x86-64.so.2)
    cat >"$peer/$name" <<TEXT
#!/bin/sh
$environment exec "$loader" --library-path "$peer/root/usr/lib/x86_64-linux-gnu:$peer/root/lib/x86_64-linux-gnu" $* "\$@"
TEXT
    chmod 0755 "$peer/$name"
}

main() {
    if [ -x "$peer/criu" ] && [ -x "$peer/crit" ]; then
        echo "$peer"
        return
    fi
    mkdir -p "$peer"
    peer=$(cd "$peer" && pwd)
    work=$(mktemp -d "$peer/install.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    say "fetching CRIU from the Debian mirror of this machine into $peer" >&2
    download
    unpack
    rm -rf "$peer/root"
    mv "$work/root" "$peer/root"
    local python
    python=$(find "$peer/root/usr/bin" -name 'python3.*' ! -name '*config*' | sort | head -n 1)
    [ -n "$python" ] || die "no python3 among the packages of CRIU"
    write_wrapper criu "" "\"$peer/root/usr/sbin/criu\""
    write_wrapper crit "PYTHONHOME=\"$peer/root/usr\" PYTHONPATH=\"$peer/root/usr/lib/python3/dist-packages\"" \
        "\"$python\" -m crit"
    "$peer/criu" --version >&2 || die "CRIU is in $peer, but does not run"
    echo "$peer"
}

main
