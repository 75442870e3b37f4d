#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cdcmtk.h"

namespace herald {

// Bytes by their position, from memory or from a file of known size: never beyond the end.
class Source {
 public:
  explicit Source(cdcmtk_source source);
  Source(const uint8_t *bytes, uint64_t size);
  ~Source();
  Source(const Source &) = delete;
  Source &operator=(const Source &) = delete;

  uint64_t size() const { return size_; }

  // The bytes [offset, offset + count), valid until the next call; throws where they aren't there.
  const uint8_t *bytes(uint64_t offset, uint64_t count);

 private:
  void load(uint64_t offset, uint64_t count);

  int descriptor_ = -1;
  const uint8_t *window_ = nullptr;
  uint64_t windowOffset_ = 0;
  uint64_t windowSize_ = 0;
  uint64_t size_ = 0;
  std::vector<uint8_t> buffer_;
};

}  // namespace herald
