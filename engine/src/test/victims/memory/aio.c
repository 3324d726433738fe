/* Contexts of asynchronous I/O with their rings: io_setup(2). */
#include "victim.h"
#include <linux/aio_abi.h>
#include <sys/syscall.h>

#define WAITING 5

static aio_context_t contexts[2], waiting;
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

static void set_up(const char *directory)
{
    fd = open(in(directory, "aio"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    MUST(fd >= 0);
    MUST(syscall(SYS_io_setup, 16, &contexts[0]) == 0);
    MUST(syscall(SYS_io_setup, 1000, &contexts[1]) == 0);
    MUST(syscall(SYS_io_setup, 64, &waiting) == 0);
    MUST(submit());
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
    return NULL;
}
