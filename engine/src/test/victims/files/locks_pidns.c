/*
 * Locks of processes whose numbers are those of a pid namespace of their own.
 * options: --file-locks
 * launch: unshare --pid --fork --mount-proc
 * criu: cannot it forgets the child's range
 */
#include "files/locks_family.c"
