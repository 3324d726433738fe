/*
 * A watch list that polls network devices itself.
 * criu: cannot it forgets it
 */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/ioctl.h>

struct params {
    uint32_t usecs;
    uint16_t budget;
    uint8_t prefer, pad;
};
#define SET_PARAMS _IOW(0x8A, 1, struct params)
#define GET_PARAMS _IOR(0x8A, 2, struct params)

static int list, is_set;

static void set_up(const char *directory)
{
    struct params params = {50, 8, 1, 0};

    (void)directory;
    MUST((list = epoll_create1(0)) >= 0);
    /* Kernels before 6.9 know nothing of it. */
    is_set = ioctl(list, SET_PARAMS, &params) == 0;
}

static const char *check(void)
{
    struct params params;

    EXPECT((ioctl(list, GET_PARAMS, &params) == 0) == is_set);
    EXPECT(!is_set || (params.usecs == 50 && params.budget == 8 && params.prefer == 1));
    return NULL;
}
