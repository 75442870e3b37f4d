// What glibc has and Swift's Glibc module leaves out.
#ifndef HERALD_CLINUX_H
#define HERALD_CLINUX_H

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two paths of one file system in a single step. Returns 0, or -1 with errno set.
static inline int linux_exchange(const char *a, const char *b) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 1u << 1 /* RENAME_EXCHANGE */);
}

#endif
