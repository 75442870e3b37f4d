#include "codestream.hpp"

#include "failure.hpp"

namespace herald {

namespace {

[[noreturn]] void refuse(const std::string &reason) { throw Failure{CDCMTK_UNDECODABLE, reason}; }

unsigned big16(const uint8_t *at) { return static_cast<unsigned>(at[0] << 8 | at[1]); }

uint32_t little32(const uint8_t *at) {
  return static_cast<uint32_t>(at[0]) | static_cast<uint32_t>(at[1]) << 8 |
         static_cast<uint32_t>(at[2]) << 16 | static_cast<uint32_t>(at[3]) << 24;
}

bool isFrameHeader(uint8_t marker) {
  const bool isSOF = marker >= 0xC0 && marker <= 0xCF;
  return (isSOF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) || marker == 0xF7;
}

}  // namespace

// ISO/IEC 10918-1 B.2.2 and 14495-1 C.2.2: both frame headers have the same layout.
void checkJPEGHeader(const cdcmtk_frame &frame, Codestream codestream) {
  const uint8_t *bytes = codestream.bytes;
  if (codestream.count < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8) {
    refuse("the codestream doesn't begin like JPEG");
  }
  bool isChecked = false;
  size_t at = 2;
  while (codestream.count - at >= 4) {
    if (bytes[at] != 0xFF) refuse("the JPEG codestream is damaged");
    const uint8_t marker = bytes[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker == 0xDA) {
      if (!isChecked) refuse("the JPEG codestream has no frame header");
      return;
    }
    const size_t length = big16(bytes + at + 2);
    if (length < 2 || length > codestream.count - at - 2) refuse("the JPEG codestream is damaged");
    if (isFrameHeader(marker)) {
      if (isChecked) refuse("the JPEG codestream has several frame headers");
      if (length < 8) refuse("the JPEG codestream is damaged");
      const unsigned precision = bytes[at + 4];
      const unsigned rows = big16(bytes + at + 5);
      const unsigned columns = big16(bytes + at + 7);
      const unsigned components = bytes[at + 9];
      if (rows != frame.rows || columns != frame.columns ||
          components != frame.samples_per_pixel || precision > frame.bits_allocated) {
        refuse("the codestream is " + std::to_string(columns) + " x " + std::to_string(rows) +
               " x " + std::to_string(components) + " of " + std::to_string(precision) +
               " bits, the data set says " + std::to_string(frame.columns) + " x " +
               std::to_string(frame.rows) + " x " + std::to_string(frame.samples_per_pixel) +
               " of " + std::to_string(frame.bits_stored) + " bits");
      }
      isChecked = true;
    }
    at += 2 + length;
  }
  refuse("the JPEG codestream has no scan");
}

// DICOM PS3.5 G.5.
void checkRLEHeader(const cdcmtk_frame &frame, Codestream codestream) {
  if (codestream.count < 64) refuse("the RLE codestream has no header");
  const uint32_t segments = little32(codestream.bytes);
  if (segments != frame.samples_per_pixel * frame.bits_allocated / 8) {
    refuse("the RLE codestream has " + std::to_string(segments) + " segments, " +
           std::to_string(frame.samples_per_pixel * frame.bits_allocated / 8) + " are needed");
  }
  uint32_t previous = 63;
  for (uint32_t segment = 0; segment < segments; ++segment) {
    const uint32_t offset = little32(codestream.bytes + 4 + 4 * segment);
    if (offset <= previous || offset >= codestream.count) refuse("the RLE header is damaged");
    previous = offset;
  }
}

}  // namespace herald
