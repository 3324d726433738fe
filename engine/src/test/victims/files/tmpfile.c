/*
 * Files that never had a name: of O_TMPFILE, one of them large and sparse, one that may never get a name, one appended
 * to through another open file.
 */
#include "victim.h"

static int may, may_not, sparse, twice;
static char page[4096];

static void set_up(const char *work)
{
    char path[40];

    memset(page, 't', sizeof(page));
    MUST((may = open(work, O_TMPFILE | O_RDWR, 0640)) >= 0 && write(may, "may", 3) == 3);
    MUST((may_not = open(work, O_TMPFILE | O_RDWR | O_EXCL, 0600)) >= 0 && write(may_not, "not", 3) == 3);
    MUST((sparse = open(work, O_TMPFILE | O_RDWR, 0600)) >= 0);
    MUST(pwrite(sparse, page, 4096, 5000000000) == 4096 && lseek(sparse, 5000000000, SEEK_SET) == 5000000000);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", may);
    MUST((twice = open(path, O_WRONLY | O_APPEND)) >= 0);
}

static const char *check(void)
{
    struct stat one, two;
    char text[4096];

    EXPECT(fstat(may, &one) == 0 && fstat(twice, &two) == 0 && one.st_ino == two.st_ino && one.st_nlink == 0);
    EXPECT((one.st_mode & 07777) == (0640 & ~022) && one.st_size == 3);
    EXPECT(write(twice, "be", 2) == 2 && pread(may, text, 8, 0) == 5 && !memcmp(text, "maybe", 5));
    EXPECT(ftruncate(may, 3) == 0 && (fcntl(twice, F_GETFL) & O_APPEND));
    EXPECT(pread(may_not, text, 8, 0) == 3 && !memcmp(text, "not", 3));
    EXPECT(lseek(sparse, 0, SEEK_CUR) == 5000000000 && fstat(sparse, &one) == 0 && one.st_size == 5000004096);
    EXPECT(one.st_blocks <= 64 && pread(sparse, text, 4096, 5000000000) == 4096 && text[4095] == 't');
    return NULL;
}
