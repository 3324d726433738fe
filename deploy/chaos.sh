#!/usr/bin/env bash
# Migrations with faults: kills, stops, cuts and the like at each state boundary, with a table of what became of them.
# See deploy/chaos.sh --help. Needs what deploy/prerequisites.sh installs, and a build (mvn -q -DskipTests package).
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

need_root
need_distribution
tests=$deploy_dir/../chaos-tests
[ -d "$tests/target/classes" ] || die "no classes in $tests/target; build them first (mvn -q -DskipTests package)"
# The folder in which its labs have their files.
cd "$tests"
exec java -XX:-UsePerfData -cp "target/classes:$crj_home/lib/*" io.crj.chaos.matrix.ChaosMain "$@"
