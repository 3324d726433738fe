/* Contexts of asynchronous I/O with their rings: io_setup(2). */
#include "victim.h"
#include <linux/aio_abi.h>
#include <sys/syscall.h>

#define WAITING 5

static aio_context_t contexts[2], waiting, round_the_end;
static unsigned tail, capacity;
static int fd;
static char text[] = "text";
static struct iocb requests[WAITING];

/* Events that nobody fetches until the check does. */
static int submit(void)
{
    struct iocb *list[WAITING];

    for (int i = 0; i < WAITING; i++) {
        requests[i] = (struct iocb){.aio_fildes = fd, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_buf = (uintptr_t)text,
                                    .aio_nbytes = i, .aio_data = 100 + i};
        list[i] = &requests[i];
    }
    return syscall(SYS_io_submit, waiting, WAITING, list) == WAITING;
}

/* What libaio reads without asking the kernel: nr, head and tail behind an id. */
static volatile unsigned *ring(aio_context_t context)
{
    return (volatile unsigned *)context;
}

/* One event after the other, until the ring begins anew and has fetched and unfetched ones. */
static int go_round(void)
{
    struct iocb request = {.aio_fildes = fd, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_buf = (uintptr_t)text};
    struct iocb *list = &request;
    struct io_event event;

    capacity = ring(round_the_end)[1];
    for (unsigned i = 0; i < capacity + 3; i++) {
        if (syscall(SYS_io_submit, round_the_end, 1, &list) != 1)
            return 0;
        if (i % 2 && syscall(SYS_io_getevents, round_the_end, 1, 1, &event, NULL) != 1)
            return 0;
    }
    tail = ring(round_the_end)[3];
    return tail < ring(round_the_end)[2];
}

static void set_up(const char *directory)
{
    fd = open(in(directory, "aio"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    MUST(fd >= 0);
    MUST(syscall(SYS_io_setup, 16, &contexts[0]) == 0);
    MUST(syscall(SYS_io_setup, 1000, &contexts[1]) == 0);
    MUST(syscall(SYS_io_setup, 64, &waiting) == 0);
    MUST(submit());
    MUST(syscall(SYS_io_setup, 20, &round_the_end) == 0 && go_round());
}

static const char *check(void)
{
    struct iocb request = {.aio_fildes = fd, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_buf = (uintptr_t)text, .aio_nbytes = 4};
    struct iocb *list = &request;
    struct io_event event;

    for (int i = 0; i < 2; i++) {
        EXPECT(syscall(SYS_io_submit, contexts[i], 1, &list) == 1);
        EXPECT(syscall(SYS_io_getevents, contexts[i], 1, 1, &event, NULL) == 1);
        EXPECT(event.res == 4 && event.obj == (uintptr_t)&request);
    }
    struct io_event events[WAITING];
    EXPECT(syscall(SYS_io_getevents, waiting, WAITING, WAITING, events, NULL) == WAITING);
    for (int i = 0; i < WAITING; i++)
        EXPECT(events[i].data == 100u + i && events[i].res == i && events[i].obj == (uintptr_t)&requests[i]);
    EXPECT(submit());
    EXPECT(ring(round_the_end)[3] == tail);
    EXPECT(syscall(SYS_io_getevents, round_the_end, 1, 1, &event, NULL) == 1 && event.res == 0);
    EXPECT(syscall(SYS_io_submit, round_the_end, 1, &list) == 1);
    EXPECT(ring(round_the_end)[3] == (tail + 1) % capacity);
    tail = (tail + 1) % capacity;
    return NULL;
}
