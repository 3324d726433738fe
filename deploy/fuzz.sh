#!/usr/bin/env bash
# Feeds hostile inputs to everything that reads connections and images: deploy/fuzz.sh [--runs N] [--seed S], N inputs (a
# million unless told) for each reader, with a heap too small for a length field that is believed. Build first
# (mvn -q -DskipTests package). Needs no rights.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

need_distribution
tests=$deploy_dir/../chaos-tests/target/classes
[ -d "$tests" ] || die "no classes in $tests; build first (mvn -q -DskipTests package)"
exec java -Xmx96m -XX:MaxDirectMemorySize=64m \
    -cp "$tests:$crj_home/lib/*" io.crj.chaos.fuzz.FuzzMain "$@"
