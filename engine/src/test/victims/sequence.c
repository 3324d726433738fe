/*
 * A thread that spends its life in a restartable sequence; rseq(2). Whoever stops it there and has it execute something
 * else must have it begin again: in the middle it would find that the kernel has forgotten the sequence.
 */
#include "victim.h"

#include <pthread.h>
#include <sys/rseq.h>

static volatile uint64_t aborts, turns, forgotten;

static void *in_sequence(void *unused)
{
    struct rseq *own = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);

    for (;;) {
        __asm__ volatile goto(
            ".pushsection .data.rseq, \"aw\"\n"
            ".balign 32\n"
            "8: .long 0, 0\n"
            ".quad 1f, 2f - 1f, 4f\n"
            ".popsection\n"
            "leaq 8b(%%rip), %%rax\n"
            "movq %%rax, %[section]\n"
            "1:\n"
            "incq %[turns]\n"
            "cmpq $0, %[section]\n"
            "jne 1b\n"
            "2:\n"
            "jmp %l[lost]\n"
            ".long 0x53053053\n"
            "4:\n"
            "jmp %l[aborted]\n"
            :
            : [section] "m"(own->rseq_cs), [turns] "m"(turns)
            : "rax", "memory", "cc"
            : lost, aborted);
    lost:
        forgotten++;
        continue;
    aborted:
        aborts++;
    }
    return unused;
}

static void set_up(const char *directory)
{
    pthread_t thread;

    (void)directory;
    MUST(__rseq_size != 0);
    MUST(pthread_create(&thread, NULL, in_sequence, NULL) == 0);
}

static const char *check(void)
{
    uint64_t before = turns;

    usleep(20000);
    EXPECT(turns > before);
    EXPECT(forgotten == 0);
    return NULL;
}
