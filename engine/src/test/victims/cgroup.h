/* Control groups for victims, after victim.h: where hierarchies are mounted, and who is in which group. */
#include <mntent.h>

/* Directory of a group below the top of the hierarchy of a controller of version 1, or of version 2 (""); NULL without one. */
__attribute__((unused)) static char *group_path(const char *controller, const char *name)
{
    FILE *mounts = setmntent("/proc/self/mounts", "r");
    struct mntent *mount;
    char *path = NULL;

    while (mounts && (mount = getmntent(mounts)) != NULL && path == NULL) {
        if (*controller == 0 ? strcmp(mount->mnt_type, "cgroup2") == 0
                             : strcmp(mount->mnt_type, "cgroup") == 0 && hasmntopt(mount, controller)) {
            MUST(asprintf(&path, "%s/%s", mount->mnt_dir, name) > 0);
        }
    }
    if (mounts) {
        endmntent(mounts);
    }
    return path;
}

__attribute__((unused)) static int put(const char *group, const char *file, const char *value)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", group, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    int good = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

__attribute__((unused)) static int put_number(const char *group, const char *file, int number)
{
    char text[16];

    snprintf(text, sizeof(text), "%d", number);
    return put(group, file, text);
}

__attribute__((unused)) static int shows(const char *group, const char *file, const char *value)
{
    char path[PATH_MAX], text[256];

    snprintf(path, sizeof(path), "%s/%s", group, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) {
        close(fd);
    }
    while (length > 0 && text[length - 1] == '\n') {
        length--;
    }
    return length == (ssize_t)strlen(value) && memcmp(text, value, length) == 0;
}

/* Whether a task (a thread id will do) is in a group, by the name that /proc has for it. */
__attribute__((unused)) static int is_in(pid_t task, const char *controller, const char *group)
{
    char path[64], line[PATH_MAX];
    int found = 0;

    snprintf(path, sizeof(path), "/proc/%d/cgroup", task);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        char *name = strchr(line, ':') + 1, *where = strchr(name, ':');
        *where++ = 0;
        where[strcspn(where, "\n")] = 0;
        found |= strcmp(name, controller) == 0 && strcmp(where, group) == 0;
    }
    if (file) {
        fclose(file);
    }
    return found;
}
