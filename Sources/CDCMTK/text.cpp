#include "text.hpp"

#include <algorithm>

#include <iconv.h>

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

// ISO 2022 Japanese as EUC-JP: the C library's iconv, and so DCMTK, lacks the JIS sets by themselves.
// The sets and their escape sequences are DICOM PS3.3 C.12.1.1.2, tables C.12-3 and C.12-4.
std::string asEUC(const std::string &text) {
  enum { ascii, kanji, supplement } active = ascii;
  std::string euc;
  for (size_t at = 0; at < text.size();) {
    const auto startsWith = [&](const char *sequence) {
      return text.compare(at, std::char_traits<char>::length(sequence), sequence) == 0;
    };
    if (startsWith("\x1B$B") || startsWith("\x1B$@")) {
      active = kanji;
      at += 3;
    } else if (startsWith("\x1B$(D")) {
      active = supplement;
      at += 4;
    } else if (startsWith("\x1B(B") || startsWith("\x1B(J") || startsWith("\x1B)I")) {
      if (text[at + 1] == '(') active = ascii;
      at += 3;
    } else if (active != ascii && text[at] > 0x20 && at + 1 < text.size()) {
      if (active == supplement) euc += '\x8F';
      euc += static_cast<char>(text[at] | 0x80);
      euc += static_cast<char>(text[at + 1] | 0x80);
      at += 2;
    } else {
      if (static_cast<unsigned char>(text[at]) >= 0x80) euc += '\x8E';
      euc += text[at++];
    }
  }
  return euc;
}

bool convertJapanese(std::string &text) {
  const std::string euc = asEUC(text);
  const iconv_t converter = iconv_open("UTF-8", "EUC-JP");
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  std::string utf8(euc.size() * 3 + 1, '\0');
  char *input = const_cast<char *>(euc.data());
  char *output = utf8.data();
  size_t inputLeft = euc.size();
  size_t outputLeft = utf8.size();
  const size_t result = iconv(converter, &input, &inputLeft, &output, &outputLeft);
  iconv_close(converter);
  if (result == static_cast<size_t>(-1)) return false;
  utf8.resize(utf8.size() - outputLeft);
  text = utf8;
  return true;
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
  for (const char *japanese : {"IR 13", "IR_13", "IR 87", "IR 159"}) {
    if (names.find(japanese) != std::string::npos) isJapanese_ = true;
  }
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
  if (charset != nullptr && charset->isJapanese_ && convertJapanese(text)) return;
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
