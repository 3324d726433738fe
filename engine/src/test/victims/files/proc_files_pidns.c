/*
 * Files of /proc and /sys, and all numbers are those of a pid namespace of their own.
 * launch: unshare --pid --fork --mount-proc
 */
#include "files/proc_files.c"
