#!/usr/bin/env bash
# Runs the whole test suite: installs what is missing, fetches the peer CRIU, then mvn verify.
# Arguments go to Maven, for instance: deploy/test.sh -pl engine -am
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

need_root
"$deploy_dir/prerequisites.sh"
peer=$("$deploy_dir/criu-peer.sh")
export CRJ_CRIU_PEER=$peer
cd "$deploy_dir/.."
# Programs whose parent has died are waited for at once: the first process of many machines takes a second for it.
# Modules that do not need each other are tested at the same time.
exec tini -s -- mvn -T 2 -B -ntp -Dstyle.color=never -Dcrj.criuPeer="$peer" verify "$@"
