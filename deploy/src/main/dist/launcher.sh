#!/bin/sh
# Starts the crj program that this file is named after, on Java 17 or newer.
# JAVA_HOME chooses the Java, else it is the one on PATH; CRJ_JAVA_OPTS adds JVM options.
set -eu

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

self=$(readlink -f -- "$0")
program=${self##*/}
home=${self%/bin/*}

if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but $java cannot be run; unset JAVA_HOME or point it at a JDK 17 or newer"
else
    java=$(command -v java) || die "no java on PATH; install one (apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
fi

# The release file tells the version without the cost of starting a JVM.
release=$(dirname "$(dirname "$(readlink -f -- "$java")")")/release
if [ -r "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")
else
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
fi
[ "${version:-0}" -ge 17 ] || die "$java is Java ${version:-of an unknown version}; crj needs 17 or newer"

# A short-lived program gains nothing from the optimising compiler or a parallel collector, only a slower start.
short_lived="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
case $program in
    crj) main=io.crj.engine.cli.CrjMain options=$short_lived ;;
    crj-migrate) main=io.crj.coordinator.cli.MigrateMain options=$short_lived ;;
    crj-lab) main=io.crj.deploy.LabMain options=$short_lived ;;
    crj-agent)
        main=io.crj.agent.AgentMain options=
        [ "${1:-}" != pki ] || options=$short_lived
        ;;
    *) die "unknown program $program in $home/bin" ;;
esac

# Without -UsePerfData a starting JVM removes the hsperfdata files of processes that are about to be restored.
# shellcheck disable=SC2086
exec "$java" -XX:-UsePerfData $options --enable-native-access=ALL-UNNAMED -Djna.nosys=true \
    ${CRJ_JAVA_OPTS:-} -cp "$home/lib/*" "$main" "$@"
