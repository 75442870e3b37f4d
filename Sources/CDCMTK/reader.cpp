#include <cstring>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include "failure.hpp"
#include "layout.hpp"
#include "library.hpp"
#include "text.hpp"

namespace herald {

namespace {

bool isText(DcmEVR vr) {
  switch (vr) {
    case EVR_AE: case EVR_AS: case EVR_CS: case EVR_DA: case EVR_DS: case EVR_DT: case EVR_IS:
    case EVR_LO: case EVR_LT: case EVR_PN: case EVR_SH: case EVR_ST: case EVR_TM: case EVR_UC:
    case EVR_UI: case EVR_UR: case EVR_UT:
      return true;
    default:
      return false;
  }
}

// Tells a visitor what DCMTK found.
class Walk {
 public:
  Walk(const cdcmtk_visitor &visitor, uint64_t bulkLimit, bool isSigned)
      : visitor_(visitor), bulkLimit_(bulkLimit), isSigned_(isSigned) {}

  void item(DcmItem &item, const CharacterSet *inherited) {
    const char *names = nullptr;
    CharacterSet own;
    if (item.tagExists(DCM_SpecificCharacterSet)) {
      item.findAndGetString(DCM_SpecificCharacterSet, names);
      own.select(names != nullptr ? names : "");
    }
    const CharacterSet *charset = names != nullptr ? &own : inherited;
    for (DcmObject *object = item.nextInContainer(nullptr); object != nullptr;
         object = item.nextInContainer(object)) {
      if (object->ident() == EVR_SQ) {
        sequence(static_cast<DcmSequenceOfItems &>(*object), charset);
      } else if (auto *element = dynamic_cast<DcmElement *>(object)) {
        leaf(*element, charset);
      }
    }
  }

 private:
  void sequence(DcmSequenceOfItems &sequence, const CharacterSet *charset) {
    visitor_.begin_sequence(visitor_.context, sequence.getGTag(), sequence.getETag());
    for (DcmObject *object = sequence.nextInContainer(nullptr); object != nullptr;
         object = sequence.nextInContainer(object)) {
      visitor_.begin_item(visitor_.context);
      if (auto *nested = dynamic_cast<DcmItem *>(object)) item(*nested, charset);
      visitor_.end_item(visitor_.context);
    }
    visitor_.end_sequence(visitor_.context);
  }

  void leaf(DcmElement &element, const CharacterSet *charset) {
    // Group lengths are retired, and wrong as soon as anything is changed.
    if (element.getETag() == 0x0000) return;
    cdcmtk_element told{};
    told.group = element.getGTag();
    told.element = element.getETag();
    const DcmEVR vr = element.getTag().getEVR();
    std::strncpy(told.vr, DcmVR(vr).getValidVRName(), 2);
    if (vr == EVR_xs) std::strncpy(told.vr, isSigned_ ? "SS" : "US", 2);

    told.count = element.getLength(EXS_LittleEndianExplicit, EET_ExplicitLength);
    const bool isEncapsulated = element.getTag() == DCM_PixelData && !isNative(element);
    if (told.count > bulkLimit_ || isEncapsulated) {
      visitor_.element(visitor_.context, &told);
      return;
    }
    static const uint8_t nothing = 0;
    told.bytes = &nothing;
    if (isText(vr)) {
      char *text = nullptr;
      Uint32 length = 0;
      if (element.getString(text, length).good() && text != nullptr) {
        text_.assign(text, length);
        if (CharacterSet::applies(vr)) CharacterSet::convert(charset, vr, text_);
        told.bytes = reinterpret_cast<const uint8_t *>(text_.data());
        told.count = text_.size();
      } else {
        told.count = 0;
      }
      visitor_.element(visitor_.context, &told);
      return;
    }
    if (told.count > 0) {
      bytes_.assign(static_cast<size_t>(told.count), 0);
      const OFCondition got = element.getPartialValue(
          bytes_.data(), 0, static_cast<Uint32>(told.count), nullptr, EBO_LittleEndian);
      if (got.bad()) {
        throw Failure{
            CDCMTK_UNREADABLE, tagText(told.group, told.element) + ": " + got.text()};
      }
      told.bytes = bytes_.data();
    }
    visitor_.element(visitor_.context, &told);
  }

  static bool isNative(DcmElement &element) {
    auto *pixels = dynamic_cast<DcmPixelData *>(&element);
    if (pixels == nullptr) return true;
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter *parameter = nullptr;
    pixels->getOriginalRepresentationKey(syntax, parameter);
    return !DcmXfer(syntax).isEncapsulated();
  }

  const cdcmtk_visitor &visitor_;
  const uint64_t bulkLimit_;
  const bool isSigned_;
  std::string text_;
  std::vector<uint8_t> bytes_;
};

E_TransferSyntax syntaxForDCMTK(const Layout &layout) {
  if (layout.bigEndian) return EXS_BigEndianExplicit;
  if (!layout.explicitVR) return EXS_LittleEndianImplicit;
  if (!layout.encapsulated) return EXS_LittleEndianExplicit;
  const E_TransferSyntax known = DcmXfer(layout.transferSyntax.c_str()).getXfer();
  return known == EXS_Unknown ? EXS_JPEG2000 : known;
}

void parse(const Layout &layout, DcmDataset &dataSet) {
  if (layout.header.empty()) return;
  DcmInputBufferStream stream;
  stream.setBuffer(layout.header.data(), static_cast<offile_off_t>(layout.header.size()));
  stream.setEos();
  dataSet.transferInit();
  const OFCondition read =
      dataSet.read(stream, syntaxForDCMTK(layout), EGL_noChange, DCM_MaxReadLength);
  dataSet.transferEnd();
  if (read.bad() && read != EC_EndOfStream) throw Failure{CDCMTK_UNREADABLE, read.text()};
}

void tellOmitted(const Omitted &omitted, const cdcmtk_visitor &visitor, bool isKept) {
  if (!isKept) {
    cdcmtk_element element{};
    element.group = omitted.group;
    element.element = omitted.element;
    std::strncpy(element.vr, omitted.vr.empty() ? "OW" : omitted.vr.c_str(), 2);
    element.count = omitted.count;
    visitor.element(visitor.context, &element);
  }
  if (omitted.group != 0x7FE0 || omitted.element == 0x0001 || omitted.element == 0x0002) return;
  cdcmtk_pixel_data pixels{};
  pixels.element = omitted.element;
  std::strncpy(pixels.vr, omitted.vr.empty() ? "OW" : omitted.vr.c_str(), 2);
  pixels.offset = omitted.offset;
  pixels.count = omitted.count;
  pixels.declared = omitted.declared;
  pixels.is_encapsulated = omitted.encapsulated ? 1 : 0;
  visitor.pixel_data(visitor.context, &pixels);
}

}  // namespace

}  // namespace herald

using namespace herald;

cdcmtk_code cdcmtk_read(
    cdcmtk_source bytes, uint64_t bulk_limit, const cdcmtk_visitor *visitor,
    cdcmtk_message message) {
  return guarded(message, CDCMTK_UNREADABLE, [&] {
    prepareLibrary();
    Source source(bytes);
    const Layout layout = findLayout(source, bulk_limit);
    DcmDataset dataSet;
    parse(layout, dataSet);

    visitor->begin(
        visitor->context, layout.transferSyntax.c_str(), layout.mediaStorageSOPClass.c_str(),
        layout.hasPrefix ? 1 : 0, layout.bigEndian ? 1 : 0);
    if (!layout.inflated.empty()) {
      visitor->inflated(visitor->context, layout.inflated.data(), layout.inflated.size());
    }
    Uint16 pixelRepresentation = 0;
    dataSet.findAndGetUint16(DCM_PixelRepresentation, pixelRepresentation);
    Walk(*visitor, bulk_limit, pixelRepresentation == 1).item(dataSet, nullptr);
    for (const Omitted &omitted : layout.omitted) {
      const bool isKept = dataSet.tagExists(DcmTagKey(omitted.group, omitted.element));
      tellOmitted(omitted, *visitor, isKept);
    }
  });
}
