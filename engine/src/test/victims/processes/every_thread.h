/*
 * Threads that each become something and look at themselves when asked to: become(), look(), looks, now, begin, end, failed
 * and THREADS are the victim's.
 */
static void *live(void *argument)
{
    long me = (long)argument;

    become(me);
    look(&looks[me]);
    pthread_barrier_wait(&end);
    for (;;) {
        pthread_barrier_wait(&begin);
        look(&now[me]);
        pthread_barrier_wait(&end);
    }
    return NULL;
}

static void set_up(const char *directory)
{
    pthread_t thread;

    (void)directory;
    pthread_barrier_init(&begin, NULL, THREADS);
    pthread_barrier_init(&end, NULL, THREADS);
    for (long i = 1; i < THREADS; i++) {
        MUST(pthread_create(&thread, NULL, live, (void *)i) == 0);
    }
    look(&looks[0]);
    pthread_barrier_wait(&end);
    MUST(failed == 0);
}

/* On return all have looked at themselves anew. */
static void look_again(void)
{
    pthread_barrier_wait(&begin);
    look(&now[0]);
    pthread_barrier_wait(&end);
}
