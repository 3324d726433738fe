/*
 * A program that logs by way of a datagram server outside of its tree, as programs do by way of syslog's: the server
 * outlives it, counts what it is sent and answers by writing the number to WORK_DIRECTORY/count.
 */
#include "victim.h"

#include "unix.h"

#include <sys/wait.h>

#define SERVER_LIFE_SECONDS 120

static int client, said;
static char *count_path;

static void serve(int server)
{
    char bytes[32];
    int count = 0;

    setsid();
    alarm(SERVER_LIFE_SECONDS);
    while (recv(server, bytes, sizeof(bytes), 0) > 0) {
        FILE *file = fopen(count_path, "w");
        fprintf(file, "%d", ++count);
        fclose(file);
        alarm(SERVER_LIFE_SECONDS);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    count_path = in(directory, "count");
    int server = bound(SOCK_DGRAM, in(directory, "log"));
    pid_t parent = fork();
    MUST(parent >= 0);
    if (parent == 0) {
        if (fork() == 0) {
            serve(server);
        }
        _exit(0);
    }
    MUST(waitpid(parent, NULL, 0) == parent && close(server) == 0);
    client = socket(AF_UNIX, SOCK_DGRAM, 0);
    MUST(connected(client, in(directory, "log")) == 0);
}

static int counted(void)
{
    int count = 0;
    FILE *file = fopen(count_path, "r");

    if (file) {
        if (fscanf(file, "%d", &count) != 1) {
            count = 0;
        }
        fclose(file);
    }
    return count;
}

static const char *check(void)
{
    EXPECT(send(client, "line", 4, MSG_NOSIGNAL) == 4);
    said++;
    for (int tries = 0; counted() != said && tries < 500; tries++) {
        usleep(10000);
    }
    EXPECT(counted() == said);
    return NULL;
}
