/*
 * Files of /proc that belonged to a dead process, and all their numbers are those of a pid namespace of their own.
 * launch: unshare --pid --fork --mount-proc
 */
#include "files/proc_dead.c"
