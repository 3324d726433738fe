/* Files by path: offsets, flags, append, sharing by dup and by a second open, directories, character devices. */
#include "victim.h"
#include <sys/sysmacros.h>

#define OWNER_SIGNAL 40

static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
static int reader, again, writer, dupped, appender, folder, direct, null, zero, full, random_source;
static int flags_of_writer, flags_of_direct, flags_of_appender;
static off_t appended;
static char *writer_path;

static int make(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0640);

    MUST(fd >= 0 && write(fd, text, sizeof(text) - 1) == sizeof(text) - 1);
    return fd;
}

static void set_up(const char *directory)
{
    char *read_path = in(directory, "read here (deleted)");

    close(make(read_path));
    MUST((reader = open(read_path, O_RDONLY)) >= 0 && lseek(reader, 10, SEEK_SET) == 10);
    MUST((again = open(read_path, O_RDONLY | O_CLOEXEC)) >= 0 && lseek(again, 20, SEEK_SET) == 20);

    writer_path = in(directory, "written");
    writer = make(writer_path);
    MUST(lseek(writer, 5, SEEK_SET) == 5 && (dupped = fcntl(writer, F_DUPFD, 100)) == 100);
    MUST(fcntl(writer, F_SETFL, O_NONBLOCK) == 0);
    MUST(fcntl(writer, F_SETOWN, getpid()) == 0 && fcntl(writer, F_SETSIG, OWNER_SIGNAL) == 0);
    flags_of_writer = fcntl(writer, F_GETFL);

    char *log_path = in(directory, "log");
    MUST((appender = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) >= 0);
    flags_of_appender = fcntl(appender, F_GETFL);

    MUST((folder = open(directory, O_RDONLY | O_DIRECTORY)) >= 0);
    /* Not every file system has O_DIRECT. */
    direct = open(read_path, O_RDONLY | O_DIRECT);
    if (direct < 0) {
        direct = open(read_path, O_RDONLY | O_NOATIME);
    }
    MUST(direct >= 0);
    flags_of_direct = fcntl(direct, F_GETFL);
    MUST((null = open("/dev/null", O_RDWR)) >= 0);
    MUST((zero = open("/dev/zero", O_RDONLY)) >= 0);
    MUST((full = open("/dev/full", O_WRONLY)) >= 0);
    MUST((random_source = open("/dev/urandom", O_RDONLY)) >= 0);
}

static const char *check_devices(void)
{
    char bytes[16] = {1};
    struct stat device;

    EXPECT(read(null, bytes, sizeof(bytes)) == 0 && write(null, bytes, 3) == 3);
    EXPECT(read(zero, bytes, sizeof(bytes)) == sizeof(bytes) && bytes[0] == 0);
    EXPECT(write(full, bytes, 1) == -1 && errno == ENOSPC);
    EXPECT(read(random_source, bytes, sizeof(bytes)) == sizeof(bytes));
    EXPECT(fstat(random_source, &device) == 0 && major(device.st_rdev) == 1 && minor(device.st_rdev) == 9);
    return NULL;
}

static const char *check(void)
{
    char bytes[4] = {0};
    struct stat file;

    EXPECT(read(reader, bytes, 3) == 3 && memcmp(bytes, text + 10, 3) == 0 && lseek(reader, 10, SEEK_SET) == 10);
    EXPECT(read(again, bytes, 3) == 3 && memcmp(bytes, text + 20, 3) == 0 && lseek(again, 20, SEEK_SET) == 20);
    EXPECT(fcntl(reader, F_GETFD) == 0 && fcntl(again, F_GETFD) == FD_CLOEXEC);
    EXPECT(lseek(writer, 0, SEEK_CUR) == 5);
    EXPECT(read(writer, bytes, 2) == 2 && memcmp(bytes, text + 5, 2) == 0);
    EXPECT(lseek(dupped, 0, SEEK_CUR) == 7 && lseek(dupped, 5, SEEK_SET) == 5);
    EXPECT(fcntl(writer, F_GETFL) == flags_of_writer);
    EXPECT(fcntl(writer, F_GETOWN) == getpid() && fcntl(writer, F_GETSIG) == OWNER_SIGNAL);
    EXPECT(fcntl(appender, F_GETFL) == flags_of_appender && fcntl(appender, F_GETFD) == FD_CLOEXEC);
    EXPECT(lseek(appender, 0, SEEK_CUR) == appended);
    EXPECT(lseek(appender, 0, SEEK_SET) == 0 && write(appender, "line\n", 5) == 5);
    appended += 5;
    EXPECT(fstat(appender, &file) == 0 && file.st_size == appended);
    EXPECT(fcntl(direct, F_GETFL) == flags_of_direct);
    EXPECT(fstatat(folder, "written", &file, 0) == 0 && file.st_size == sizeof(text) - 1);
    return check_devices();
}
