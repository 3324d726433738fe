/* An open POSIX message queue with messages; mq_overview(7).
 * refused: message queue
 * criu: cannot queues are in no image of its
 */
#include "victim.h"
#include <mqueue.h>

static mqd_t queue;
static char name[64];

static void set_up(const char *directory)
{
    struct mq_attr limits = {.mq_maxmsg = 5, .mq_msgsize = 100};

    (void)directory;
    snprintf(name, sizeof(name), "/crj-facet-%d", getpid());
    queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &limits);
    MUST(queue >= 0 && mq_unlink(name) == 0);
    MUST(mq_send(queue, "first", 5, 3) == 0 && mq_send(queue, "second", 6, 7) == 0);
}

static const char *check(void)
{
    struct mq_attr state;

    EXPECT(mq_getattr(queue, &state) == 0 && state.mq_maxmsg == 5 && state.mq_msgsize == 100 && state.mq_curmsgs == 2);
    return NULL;
}
