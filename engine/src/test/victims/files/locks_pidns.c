/*
 * Locks of processes whose numbers are those of a pid namespace of their own.
 * options: --file-locks
 * migrate: no in the lab both hosts have one kernel and the same files: the source, frozen, still holds its locks and leases
 * launch: unshare --pid --fork --mount-proc
 * criu: cannot it forgets the child's range
 */
#include "files/locks_family.c"
