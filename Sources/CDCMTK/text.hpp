#pragma once

#include <string>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmdata/dcvr.h>

namespace herald {

// The Specific Character Set of a data set or item, made into UTF-8.
class CharacterSet {
 public:
  // Selects by the value of (0008,0005); one that can't be converted is remembered as such.
  void select(const std::string &names);

  // Whether a VR's text depends on the character set.
  static bool applies(DcmEVR vr);

  // Makes text UTF-8: by the character set; where that fails, as it is when it is UTF-8 already,
  // else byte by byte as Latin-1, so that nothing is lost and nothing is refused for it.
  static void convert(const CharacterSet *charset, DcmEVR vr, std::string &text);

 private:
  mutable DcmSpecificCharacterSet converter_;
  bool isSelected_ = false;
  bool isJapanese_ = false;
};

}  // namespace herald
