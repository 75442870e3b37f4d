#pragma once

#include <cstddef>
#include <cstdint>

#include "cdcmtk.h"

namespace herald {

// The compressed bytes of one frame.
struct Codestream {
  const uint8_t *bytes;
  size_t count;
};

// What a frame must come out as.
inline size_t sampleCount(const cdcmtk_frame &frame) {
  return static_cast<size_t>(frame.rows) * frame.columns * frame.samples_per_pixel;
}

// Decodes JPEG 2000, with or without the JP2 boxes.
void decodeJPEG2000(const cdcmtk_frame &frame, Codestream codestream, uint8_t *samples);

// Refuses a codestream whose own header contradicts the data set: decoders trust one or the other.
void checkJPEGHeader(const cdcmtk_frame &frame, Codestream codestream);
void checkRLEHeader(const cdcmtk_frame &frame, Codestream codestream);

}  // namespace herald
