#include "text.hpp"

#include <algorithm>

namespace herald {

namespace {

bool isPlain(const std::string &text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != '\x1B';
  });
}

bool isUTF8(const std::string &text) {
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t following = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : 3;
    if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4)) return false;
    if (at + following >= text.size() + (following == 0 ? 1 : 0)) return false;
    for (size_t next = 1; next <= following; ++next) {
      if (static_cast<unsigned char>(text[at + next]) >> 6 != 2) return false;
    }
    at += following + 1;
  }
  return true;
}

std::string fromLatin1(const std::string &text) {
  std::string converted;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      converted += c;
    } else {
      converted += static_cast<char>(0xC0 | byte >> 6);
      converted += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return converted;
}

// Code extensions are reset at these characters (DICOM PS3.5 6.1.2.5.3).
const char *delimiters(DcmEVR vr) {
  switch (vr) {
    case EVR_PN: return "\\^=";
    case EVR_LO: case EVR_SH: case EVR_UC: return "\\";
    default: return "";
  }
}

}  // namespace

void CharacterSet::select(const std::string &names) {
  isSelected_ = DcmSpecificCharacterSet::isConversionAvailable() &&
                converter_.selectCharacterSet(OFString(names.c_str())).good();
}

bool CharacterSet::applies(DcmEVR vr) {
  switch (vr) {
    case EVR_LO: case EVR_LT: case EVR_PN: case EVR_SH: case EVR_ST: case EVR_UC: case EVR_UT:
      return true;
    default:
      return false;
  }
}

void CharacterSet::convert(const CharacterSet *charset, DcmEVR vr, std::string &text) {
  if (isPlain(text)) return;
  if (charset != nullptr && charset->isSelected_) {
    OFString converted;
    const OFCondition done =
        charset->converter_.convertString(text.data(), text.size(), converted, delimiters(vr));
    if (done.good()) {
      text.assign(converted.data(), converted.size());
      if (isUTF8(text)) return;
    }
  }
  if (!isUTF8(text)) text = fromLatin1(text);
}

}  // namespace herald
