#include "source.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.hpp"

namespace herald {

namespace {

// Large enough for the header of a classic image: one read.
constexpr uint64_t windowBytes = 16 * 1024;

void readFully(int descriptor, uint64_t offset, uint8_t *target, uint64_t count) {
  while (count > 0) {
    const ssize_t got =
        pread(descriptor, target, static_cast<size_t>(count), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Failure{CDCMTK_UNREADABLE, std::strerror(errno)};
    if (got == 0) throw Failure{CDCMTK_UNREADABLE, "the file became shorter while it was read"};
    target += got;
    offset += static_cast<uint64_t>(got);
    count -= static_cast<uint64_t>(got);
  }
}

int openFile(const char *path) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw Failure{CDCMTK_UNREADABLE, std::strerror(errno)};
  return descriptor;
}

}  // namespace

Source::Source(cdcmtk_source source) {
  if (source.path == nullptr) {
    window_ = source.bytes;
    windowSize_ = size_ = source.count;
    return;
  }
  descriptor_ = openFile(source.path);
  struct stat status;
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    throw Failure{CDCMTK_UNREADABLE, "is no regular file"};
  }
  size_ = static_cast<uint64_t>(status.st_size);
}

Source::Source(const uint8_t *bytes, uint64_t size)
    : window_(bytes), windowSize_(size), size_(size) {}

Source::~Source() {
  if (descriptor_ >= 0) close(descriptor_);
}

const uint8_t *Source::bytes(uint64_t offset, uint64_t count) {
  if (offset > size_ || count > size_ - offset) {
    throw Failure{
        CDCMTK_UNREADABLE, "ends at byte " + std::to_string(size_) + ", where " +
                               std::to_string(count) + " bytes from byte " +
                               std::to_string(offset) + " were announced"};
  }
  if (offset < windowOffset_ || offset + count > windowOffset_ + windowSize_) load(offset, count);
  return window_ + (offset - windowOffset_);
}

void Source::load(uint64_t offset, uint64_t count) {
  const uint64_t wanted = std::min(std::max(count, windowBytes), size_ - offset);
  buffer_.resize(static_cast<size_t>(wanted));
  readFully(descriptor_, offset, buffer_.data(), wanted);
  window_ = buffer_.data();
  windowOffset_ = offset;
  windowSize_ = wanted;
}

}  // namespace herald
