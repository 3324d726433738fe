#!/usr/bin/env bash
# Runs the simulator of the migration's three machines: deploy/simulate.sh [--runs N] [--seed S] [--threads T], or
# --replay SEED to see one schedule step by step. Build first (mvn -q -DskipTests package). Needs no rights.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

need_distribution
tests=$deploy_dir/../chaos-tests/target/classes
[ -d "$tests" ] || die "no classes in $tests; build first (mvn -q -DskipTests package)"
exec java -XX:+UseParallelGC -Xmx512m -cp "$tests:$crj_home/lib/*" io.crj.chaos.simulation.SimulationMain "$@"
