/*
 * Loaded into a laptop's process before the C library (LD_PRELOAD): writes down every change it makes below one folder,
 * with the data, and can let chosen ones fail as a full or a dying disk does. Linux only; `recorder.ts` compiles it.
 *
 * NRM_RECORD_ROOT   the folder watched
 * NRM_RECORD_TO     file the changes are appended to (outside of the root), format: see recording.ts
 * NRM_FAIL          "write|sync FIRST COUNT ERRNO": from the FIRST-th such call (from 0) COUNT of them fail
 *
 * The program speaks by writing to the file `marks` in the root: these lines are recorded as marks, in their place among
 * the writes. Calls are counted from the mark "begin".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 4096
#define REAL(name) ((__typeof__(&name))real(#name))

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char *watched[MAX_FD];
static const char *root;
static size_t root_length;
static int log_fd = -1;
static int begun;
static char fail_kind[8] = "";
static long fail_first = -1, fail_count, fail_errno, calls_write, calls_sync;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  root = getenv("NRM_RECORD_ROOT");
  if (!root) return;
  root_length = strlen(root);
  const char *to = getenv("NRM_RECORD_TO");
  if (to) log_fd = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *fail = getenv("NRM_FAIL");
  if (fail && sscanf(fail, "%7s %ld %ld %ld", fail_kind, &fail_first, &fail_count, &fail_errno) != 4) fail_first = -1;
}

static int is_watched_path(const char *path) {
  return root && path && strncmp(path, root, root_length) == 0 && path[root_length] == '/';
}
static const char *path_of(int fd) { return fd >= 0 && fd < MAX_FD ? watched[fd] : NULL; }
static int is_marks(const char *path) { return strcmp(path + root_length, "/marks") == 0; }

static void put(const void *bytes, size_t length) {
  while (log_fd >= 0 && length > 0) {
    ssize_t done = syscall(SYS_write, log_fd, bytes, length);
    if (done <= 0) _exit(99);
    bytes = (const char *)bytes + done;
    length -= (size_t)done;
  }
}

/* One line of a letter, the inode, two numbers and a path below the root; then `length` bytes of data. */
static void record(char what, unsigned long inode, long long a, size_t length, const char *path, const void *data) {
  char line[PATH_MAX + 128];
  int written = snprintf(line, sizeof line, "%c %lu %lld %zu %s\n", what, inode, a, data ? length : 0, path);
  pthread_mutex_lock(&turn);
  put(line, (size_t)written);
  if (data) put(data, length);
  pthread_mutex_unlock(&turn);
}

static unsigned long inode_of(int fd) {
  struct stat at;
  return fstat(fd, &at) == 0 ? (unsigned long)at.st_ino : 0;
}

/* Whether this call is one that fails. */
static int must_fail(const char *kind, unsigned long inode) {
  if (!begun) return 0;
  pthread_mutex_lock(&turn);
  long number = kind[0] == 'w' ? calls_write++ : calls_sync++;
  pthread_mutex_unlock(&turn);
  if (fail_first < 0 || strcmp(kind, fail_kind) != 0) return 0;
  if (number < fail_first || number >= fail_first + fail_count) return 0;
  record('F', inode, number, 0, kind, NULL);
  errno = (int)fail_errno;
  return 1;
}

static int opened(int fd, const char *path, int is_new) {
  if (fd < 0 || fd >= MAX_FD || !is_watched_path(path)) return fd;
  free(watched[fd]);
  watched[fd] = strdup(path);
  if (!is_marks(path)) record('O', inode_of(fd), is_new, 0, path + root_length + 1, NULL);
  return fd;
}

static int open_watched(const char *name, int dir, const char *path, int flags, mode_t mode) {
  int is_new = (flags & O_CREAT) && is_watched_path(path) && access(path, F_OK) != 0;
  if (is_new && !is_marks(path) && must_fail("write", 0)) return -1;
  int fd = dir == AT_FDCWD ? ((int (*)(const char *, int, ...))real(name))(path, flags, mode)
                           : ((int (*)(int, const char *, int, ...))real(name))(dir, path, flags, mode);
  if (fd >= 0 && !is_new && (flags & O_TRUNC) && is_watched_path(path) && !is_marks(path))
    record('T', inode_of(fd), 0, 0, path + root_length + 1, NULL);
  return opened(fd, path, is_new);
}

#define MODE(flags, mode) \
  mode_t mode = 0; \
  if ((flags) & O_CREAT) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { MODE(flags, mode) return open_watched("open", AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return open_watched("open64", AT_FDCWD, path, flags, mode); }
int openat(int dir, const char *path, int flags, ...) {
  MODE(flags, mode)
  if (dir == AT_FDCWD) return open_watched("open", AT_FDCWD, path, flags, mode);
  return open_watched("openat", dir, path, flags, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < MAX_FD && watched[fd]) { free(watched[fd]); watched[fd] = NULL; }
  return REAL(close)(fd);
}

/* The offset is asked before the write: SQLite and node both write at one they name or at the place of the file. */
static int before_write(int fd, const void *data, size_t length, off_t offset) {
  const char *path = path_of(fd);
  if (!path) return 0;
  if (is_marks(path)) {
    record('M', 0, 0, length, "marks", data);
    if (length >= 5 && memcmp(data, "begin", 5) == 0) begun = 1;
    return 0;
  }
  if (must_fail("write", inode_of(fd))) return -1;
  if (offset < 0) offset = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  record('W', inode_of(fd), (long long)offset, length, path + root_length + 1, data);
  return 0;
}

ssize_t write(int fd, const void *data, size_t length) {
  return before_write(fd, data, length, -1) ? -1 : REAL(write)(fd, data, length);
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) {
  return before_write(fd, data, length, at) ? -1 : REAL(pwrite)(fd, data, length, at);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
  return before_write(fd, data, length, at) ? -1 : REAL(pwrite64)(fd, data, length, at);
}

/* Nothing of ours gathers writes below the root; if it begins to, the recording must not go on without it. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (path_of(fd)) _exit(98);
  return REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  if (path_of(fd)) _exit(98);
  return REAL(pwritev)(fd, parts, count, at);
}

static int cut(const char *name, int fd, off64_t size) {
  const char *path = path_of(fd);
  if (path && !is_marks(path)) {
    if (must_fail("write", inode_of(fd))) return -1;
    record('T', inode_of(fd), (long long)size, 0, path + root_length + 1, NULL);
  }
  return ((int (*)(int, off64_t))real(name))(fd, size);
}
int ftruncate(int fd, off_t size) { return cut("ftruncate", fd, size); }
int ftruncate64(int fd, off64_t size) { return cut("ftruncate64", fd, size); }

static int sync_watched(const char *name, int fd) {
  const char *path = path_of(fd);
  int counts = path && !is_marks(path);
  if (counts && must_fail("sync", inode_of(fd))) return -1;
  int done = ((int (*)(int))real(name))(fd);
  if (counts && done == 0) record('S', inode_of(fd), 0, 0, path + root_length + 1, NULL);
  return done;
}
int fsync(int fd) { return sync_watched("fsync", fd); }
int fdatasync(int fd) { return sync_watched("fdatasync", fd); }

int rename(const char *from, const char *to) {
  if (is_watched_path(from)) {
    if (must_fail("write", 0)) return -1;
    record('R', 0, 0, strlen(to + root_length + 1), from + root_length + 1, to + root_length + 1);
  }
  return REAL(rename)(from, to);
}
static int removed(const char *name, const char *path) {
  int done = ((int (*)(const char *))real(name))(path);
  int error = errno;
  if (done == 0 && is_watched_path(path)) record('U', 0, 0, 0, path + root_length + 1, NULL);
  errno = error;
  return done;
}
int unlink(const char *path) { return removed("unlink", path); }
int remove(const char *path) { return removed("remove", path); }
int mkdir(const char *path, mode_t mode) {
  if (is_watched_path(path) && access(path, F_OK) != 0 && must_fail("write", 0)) return -1;
  return REAL(mkdir)(path, mode);
}
