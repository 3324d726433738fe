#!/bin/bash
# run.sh STRANGER FOLDER start|check|version|packages|options|expect|verify, on the host where it is to happen.
set -eu
here=$(dirname "$(readlink -f "$0")")
work=$2
options=""
packages=""
expect() { :; }
verify() { :; }
. "$here/$1.sh"
case $3 in
    packages | options) echo "${!3}" ;;
    *) "$3" ;;
esac
