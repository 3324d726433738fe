/* Files that are locked in all ways there are, below a directory. */
static int posix, ofd, shared, folder, twice;
static char *names[5];

static int range(int fd, int command, short type, off_t start, off_t length)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};

    return fcntl(fd, command, &lock);
}

static void lock_all(const char *work)
{
    char page[4096] = {1};

    for (int i = 0; i < 5; i++) {
        char name[2] = {'a' + i};
        names[i] = in(work, name);
    }
    MUST((posix = open(names[0], O_RDWR | O_CREAT, 0600)) >= 0 && write(posix, page, 4096) == 4096);
    MUST(range(posix, F_SETLK, F_WRLCK, 10, 20) == 0 && range(posix, F_SETLK, F_RDLCK, 100, 1) == 0);
    MUST(range(posix, F_SETLK, F_WRLCK, 3000000000000, 0) == 0);
    MUST((ofd = open(names[1], O_RDWR | O_CREAT, 0600)) >= 0 && range(ofd, F_OFD_SETLK, F_WRLCK, 5, 6) == 0);
    MUST((shared = open(names[2], O_RDWR | O_CREAT, 0600)) >= 0 && flock(shared, LOCK_EX) == 0);
    MUST(mkdir(names[3], 0700) == 0 && (folder = open(names[3], O_RDONLY | O_DIRECTORY)) >= 0);
    MUST(flock(folder, LOCK_SH) == 0);
    MUST((twice = open(names[4], O_RDWR | O_CREAT, 0600)) >= 0 && flock(twice, LOCK_SH) == 0);
    MUST(range(twice, F_SETLK, F_RDLCK, 0, 0) == 0 && dup(twice) >= 0);
}
