/*
 * Registers that programs seldom touch: the bases of FS and GS, control words of x87 and SSE, a thread in a data segment.
 * criu: cannot restore data segments
 */
#include "victim.h"
#include <asm/prctl.h>
#include <pthread.h>
#include <sys/syscall.h>

static uint64_t place[4] = {0x1122334455667788ull, 0x99aabbccddeeff00ull, 3, 4};
static volatile int ask, done;
static volatile uint64_t seen, base;
static volatile uint16_t control, segment;
static volatile uint32_t mxcsr;

static void *live(void *argument)
{
    uint16_t control_word = 0x0c7f;
    uint32_t sse = 0x7f80;
    unsigned long at = 0;

    (void)argument;
    syscall(SYS_arch_prctl, ARCH_SET_GS, place);
    __asm__ volatile("fldcw %0" : : "m"(control_word));
    __asm__ volatile("ldmxcsr %0" : : "m"(sse));
    __asm__ volatile("mov %0, %%ds" : : "r"((uint16_t)0x2b));
    for (;;) {
        if (ask) {
            uint64_t value;
            __asm__ volatile("movq %%gs:8, %0" : "=r"(value));
            seen = value;
            __asm__ volatile("fnstcw %0" : "=m"(control_word));
            __asm__ volatile("stmxcsr %0" : "=m"(sse));
            control = control_word;
            mxcsr = sse & 0xffc0;
            __asm__ volatile("mov %%ds, %0" : "=r"(control_word));
            segment = control_word;
            syscall(SYS_arch_prctl, ARCH_GET_GS, &at);
            base = at;
            ask = 0;
            done = 1;
        }
        usleep(1000);
    }
    return NULL;
}

static void set_up(const char *directory)
{
    pthread_t thread;

    (void)directory;
    MUST(pthread_create(&thread, NULL, live, NULL) == 0);
}

static const char *check(void)
{
    done = 0;
    ask = 1;
    for (int i = 0; i < 2000 && !done; i++) {
        usleep(1000);
    }
    EXPECT(done == 1);
    EXPECT(seen == place[1] && base == (uint64_t)place);
    EXPECT(control == 0x0c7f && mxcsr == 0x7f80);
    EXPECT(segment == 0x2b);
    return NULL;
}
