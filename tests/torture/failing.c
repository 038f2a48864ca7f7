/* Loaded before libc: fails the n-th write, sync, rename or truncation of files below a folder.
   FAIL_UNDER the folder, FAIL_AT which call from 1, FAIL_WITH the errno, FAIL_ALL the later ones
   too, FAIL_SHORT writes half instead of failing, FAIL_KILL kills the process before the call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int ours(const char *path) {
    const char *under = getenv("FAIL_UNDER");
    return under && path && strncmp(path, under, strlen(under)) == 0;
}

static int ours_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return ours(path);
}

static int due(void) {
    const char *at = getenv("FAIL_AT");
    long wanted = at ? atol(at) : 0;
    if (++calls == wanted && getenv("FAIL_KILL")) kill(getpid(), SIGKILL);
    return wanted && (calls == wanted || (calls > wanted && getenv("FAIL_ALL")));
}

static int with(void) { const char *e = getenv("FAIL_WITH"); return e ? atoi(e) : EIO; }

#define NEXT(name) __typeof__(name) *next = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(write);
    if (fd > 2 && ours_fd(fd) && due()) {
        if (getenv("FAIL_SHORT") && size > 1) return next(fd, data, size / 2);
        errno = with();
        return -1;
    }
    return next(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    NEXT(pwrite64);
    if (ours_fd(fd) && due()) {
        if (getenv("FAIL_SHORT") && size > 1) return next(fd, data, size / 2, at);
        errno = with();
        return -1;
    }
    return next(fd, data, size, at);
}

int fsync(int fd) { NEXT(fsync); if (ours_fd(fd) && due()) { errno = with(); return -1; } return next(fd); }
int fdatasync(int fd) { NEXT(fdatasync); if (ours_fd(fd) && due()) { errno = with(); return -1; } return next(fd); }
int ftruncate64(int fd, off64_t size) { NEXT(ftruncate64); if (ours_fd(fd) && due()) { errno = with(); return -1; } return next(fd, size); }
int rename(const char *from, const char *to) { NEXT(rename); if (ours(to) && due()) { errno = with(); return -1; } return next(from, to); }
int unlink(const char *path) { NEXT(unlink); if (ours(path) && due()) { errno = with(); return -1; } return next(path); }
