// What glibc has and Swift's Glibc module leaves out.
#ifndef HERALD_CLINUX_H
#define HERALD_CLINUX_H

#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two paths of one file system in a single step. Returns 0, or -1 with errno set.
static inline int linux_exchange(const char *a, const char *b) {
  return (int)syscall(SYS_renameat2, /* AT_FDCWD */ -100, a, -100, b, /* RENAME_EXCHANGE */ 1u << 1);
}

/// Makes room for the first `count` bytes of a file and makes it that long. Returns 0, or -1 with errno
/// set: ENOSPC where there is no room, another where the file system can't do it.
static inline int linux_allocate(int file, long count) {
  return (int)syscall(SYS_fallocate, file, 0, 0L, count);
}

/// Brings everything that was written to a file's file system to the disk. Returns 0, or -1 with errno set.
static inline int linux_synchronize(int file) { return (int)syscall(SYS_syncfs, file); }

#endif
