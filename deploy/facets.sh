#!/bin/bash
# Runs every facet (engine/src/test/victims/*/*.c) from crj to crj and between crj and CRIU, and writes docs/facets.md.
#
#   deploy/facets.sh            all but the migrations
#   deploy/facets.sh --migrate  in the lab as well: raises it, and takes it down again
#
# As root. Takes some minutes. CRJ_CRIU_PEER is what deploy/criu-peer.sh prints; without it that is run first.
set -euo pipefail

cd "$(dirname "$(readlink -f -- "$0")")/.."

peer=${CRJ_CRIU_PEER:-$(deploy/criu-peer.sh | tail -1)}
[ -x "$peer/criu" ] || { echo "facets.sh: no CRIU in $peer; run deploy/criu-peer.sh" >&2; exit 1; }

classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -pl engine test-compile dependency:build-classpath -Dmdep.outputFile="$classpath" -Dmdep.includeScope=test

migrated=
if [ "${1:-}" = --migrate ]; then
    migrated=$PWD/engine/target/facets-migrated.tsv
    JAVA_CLASSES="target/test-classes:target/classes:$(cat "$classpath")" deploy/lib/facets-migrate.sh "$migrated"
fi

cd engine
# shellcheck disable=SC2086
java -XX:-UsePerfData -XX:+UseSerialGC -Dcrj.criuPeer="$peer" \
    -cp "target/test-classes:target/classes:$(cat "$classpath")" \
    io.crj.engine.facet.FacetMatrix ../docs/facets.md $migrated
