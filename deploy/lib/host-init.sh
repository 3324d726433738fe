#!/bin/sh
# Becomes process 1 of a lab host; lib/hosts.sh starts it inside the host's new namespaces.
#   host-init.sh HOST STATE_FOLDER FIRST_PID
set -eu
host=$1 state=$2 first_pid=$3

hostname "$host"
ip link set lo up
mount --bind "$state/etc-hosts" /etc/hosts
mount -t tmpfs -o mode=0755 crj-run /run/crj
mount -t tmpfs -o mode=0755 crj-lib /var/lib/crj
mount -t tmpfs -o mode=1777 crj-shm /dev/shm
# Terminals are known by their numbers, which each host counts for itself.
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 crj-pts /dev/pts
mount --bind /dev/pts/ptmx /dev/ptmx

# A process keeps its pid when it moves, so that pid has to be free on the other host. Two fresh pid
# namespaces both count from 1 and would be full of the same small numbers; so each host counts from a
# start of its own.
echo "$first_pid" > /proc/sys/kernel/ns_last_pid

# An ignored SIGCHLD makes the kernel reap orphans the moment they die: a pid that was given up is free
# at once. sh and sleep either leave zombies or reap late; perl-base is on every Debian.
# The new name, also in /proc/1/comm, tells hosts.sh that everything above is done.
exec perl -e '$SIG{CHLD} = "IGNORE"; $0 = "crj-lab-init"; sleep while 1;'
