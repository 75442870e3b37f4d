#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source.hpp"

namespace herald {

// A value at the top level that stays in the file.
struct Omitted {
  uint16_t group;
  uint16_t element;
  std::string vr;
  uint64_t offset;
  uint64_t count;
  uint64_t declared;
  bool encapsulated;
};

// Where the parts of a DICOM file lie, checked against its size and our limits before DCMTK sees a
// byte of it: DCMTK trusts declared lengths and recurses as deep as a file asks.
struct Layout {
  std::string transferSyntax;
  std::string mediaStorageSOPClass;
  // Whether "DICM" follows a preamble.
  bool hasPrefix = false;
  bool explicitVR = true;
  bool bigEndian = false;
  bool encapsulated = false;

  // The elements that DCMTK shall interpret: the data set without its large values and its
  // pixel data.
  std::vector<uint8_t> header;
  std::vector<Omitted> omitted;

  // Of a deflated file: the inflated data set, into which offsets point.
  std::vector<uint8_t> inflated;
};

// Walks a file from its preamble to its end.
Layout findLayout(Source &source, uint64_t bulkLimit);

}  // namespace herald
