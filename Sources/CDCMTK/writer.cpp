#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpls/djrparam.h>

#include "failure.hpp"
#include "library.hpp"

using namespace herald;

struct cdcmtk_builder {
  DcmFileFormat file;
  // The open items and sequences, innermost last; sequences and items alternate.
  std::vector<DcmItem *> items;
  std::vector<DcmSequenceOfItems *> sequences;

  cdcmtk_builder() { items.push_back(file.getDataset()); }
};

namespace {

[[noreturn]] void refuse(const std::string &reason) { throw Failure{CDCMTK_UNWRITABLE, reason}; }

void require(const OFCondition &condition, const std::string &what) {
  if (condition.bad()) refuse(what + ": " + condition.text());
}

template <typename Number>
std::vector<Number> numbers(const uint8_t *bytes, size_t count) {
  std::vector<Number> values(count / sizeof(Number));
  if (!values.empty()) std::memcpy(values.data(), bytes, values.size() * sizeof(Number));
  return values;
}

void putValue(DcmElement &element, DcmEVR vr, const uint8_t *bytes, size_t count,
              const std::string &name) {
  switch (vr) {
    case EVR_US: case EVR_OW: case EVR_AT: {
      const auto values = numbers<Uint16>(bytes, count);
      const unsigned long tuples = values.size() / (vr == EVR_AT ? 2 : 1);
      return require(element.putUint16Array(values.data(), tuples), name);
    }
    case EVR_SS: {
      const auto values = numbers<Sint16>(bytes, count);
      return require(element.putSint16Array(values.data(), values.size()), name);
    }
    case EVR_UL: case EVR_OL: {
      const auto values = numbers<Uint32>(bytes, count);
      return require(element.putUint32Array(values.data(), values.size()), name);
    }
    case EVR_SL: {
      const auto values = numbers<Sint32>(bytes, count);
      return require(element.putSint32Array(values.data(), values.size()), name);
    }
    case EVR_UV: case EVR_OV: {
      const auto values = numbers<Uint64>(bytes, count);
      auto &unsignedNumbers = dynamic_cast<DcmUnsigned64bitVeryLong &>(element);
      return require(unsignedNumbers.putUint64Array(values.data(), values.size()), name);
    }
    case EVR_SV: {
      const auto values = numbers<Sint64>(bytes, count);
      auto &signedNumbers = dynamic_cast<DcmSigned64bitVeryLong &>(element);
      return require(signedNumbers.putSint64Array(values.data(), values.size()), name);
    }
    case EVR_FL: case EVR_OF: {
      const auto values = numbers<Float32>(bytes, count);
      return require(element.putFloat32Array(values.data(), values.size()), name);
    }
    case EVR_FD: case EVR_OD: {
      const auto values = numbers<Float64>(bytes, count);
      return require(element.putFloat64Array(values.data(), values.size()), name);
    }
    case EVR_OB: case EVR_UN:
      return require(element.putUint8Array(bytes, static_cast<unsigned long>(count)), name);
    default:
      require(
          element.putString(reinterpret_cast<const char *>(bytes), static_cast<Uint32>(count)),
          name);
  }
  // Numbers and identities are held to their VR's rules; prose may be what other programs made it.
  if (count > 0 && (vr == EVR_DS || vr == EVR_IS || vr == EVR_UI)) {
    require(
        element.checkValue("1-n"),
        name + " '" + std::string(reinterpret_cast<const char *>(bytes), count) + "'");
  }
}

// Our group 2 instead of DCMTK's (DICOM PS3.10 7.1).
void makeMetaInformation(DcmFileFormat &file, E_TransferSyntax syntax) {
  OFString uid;
  DcmDataset &dataSet = *file.getDataset();
  if (dataSet.findAndGetOFString(DCM_SOPClassUID, uid).bad() || uid.empty()) {
    refuse("SOPClassUID (0008,0016) is missing");
  }
  if (dataSet.findAndGetOFString(DCM_SOPInstanceUID, uid).bad() || uid.empty()) {
    refuse("SOPInstanceUID (0008,0018) is missing");
  }
  require(file.validateMetaInfo(syntax, EWM_createNewMeta), "file meta information");
  DcmMetaInfo &meta = *file.getMetaInfo();
  require(
      meta.putAndInsertString(DCM_ImplementationClassUID, implementationClassUID),
      "ImplementationClassUID");
  require(
      meta.putAndInsertString(DCM_ImplementationVersionName, implementationVersionName),
      "ImplementationVersionName");
  require(meta.computeGroupLengthAndPadding(EGL_withGL, EPD_noChange, META_HEADER_DEFAULT_TRANSFERSYNTAX,
              EET_UndefinedLength), "file meta information");
}

void compress(DcmDataset &dataSet, E_TransferSyntax syntax) {
  if (!DcmXfer(syntax).isEncapsulated()) return;
  if (!dataSet.tagExists(DCM_PixelData)) refuse("there is no pixel data to compress");
  std::unique_ptr<DcmRepresentationParameter> parameter;
  switch (syntax) {
    case EXS_RLELossless: parameter = std::make_unique<DcmRLERepresentationParameter>(); break;
    case EXS_JPEGProcess14SV1: parameter = std::make_unique<DJ_RPLossless>(1, 0); break;
    case EXS_JPEGLSLossless:
      parameter = std::make_unique<DJLSRepresentationParameter>(0, OFTrue);
      break;
    default: refuse("this transfer syntax can't be written");
  }
  require(dataSet.chooseRepresentation(syntax, parameter.get()), "compressing the pixel data");
  if (!dataSet.canWriteXfer(syntax)) refuse("the pixel data can't be compressed");
}

// A new file beside the target.
std::string temporaryName(const std::string &path) {
  std::string name = path + ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) refuse(std::strerror(errno));
  fchmod(descriptor, 0644);
  close(descriptor);
  return name;
}

}  // namespace

cdcmtk_builder *cdcmtk_builder_create(cdcmtk_message message) {
  cdcmtk_builder *builder = nullptr;
  guarded(message, CDCMTK_UNWRITABLE, [&] {
    prepareLibrary();
    builder = new cdcmtk_builder;
  });
  return builder;
}

void cdcmtk_builder_destroy(cdcmtk_builder *builder) { delete builder; }

cdcmtk_code cdcmtk_builder_put(
    cdcmtk_builder *builder, uint16_t group, uint16_t element, const char *vr,
    const uint8_t *bytes, size_t count, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    const std::string name = tagText(group, element);
    if (count >= 0xFFFFFFFEu) refuse(name + " is too large for a DICOM attribute");
    const DcmVR representation(vr);
    DcmTag tag(group, element, representation);
    DcmElement *made = nullptr;
    require(DcmItem::newDicomElementWithVR(made, tag), name);
    std::unique_ptr<DcmElement> owner(made);
    putValue(*made, representation.getEVR(), bytes, count, name);
    require(builder->items.back()->insert(made, OFTrue), name);
    owner.release();
  });
}

cdcmtk_code cdcmtk_builder_begin_sequence(
    cdcmtk_builder *builder, uint16_t group, uint16_t element, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    auto sequence =
        std::make_unique<DcmSequenceOfItems>(DcmTag(group, element, DcmVR(EVR_SQ)));
    DcmSequenceOfItems *open = sequence.get();
    require(builder->items.back()->insert(open, OFTrue), tagText(group, element));
    sequence.release();
    builder->sequences.push_back(open);
  });
}

cdcmtk_code cdcmtk_builder_begin_item(cdcmtk_builder *builder, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    if (builder->sequences.size() != builder->items.size()) refuse("an item outside a sequence");
    auto item = std::make_unique<DcmItem>();
    DcmItem *open = item.get();
    require(builder->sequences.back()->append(open), "item");
    item.release();
    builder->items.push_back(open);
  });
}

cdcmtk_code cdcmtk_builder_end_item(cdcmtk_builder *builder, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    if (builder->items.size() < 2 || builder->items.size() != builder->sequences.size() + 1) {
      refuse("no item is open");
    }
    builder->items.pop_back();
  });
}

cdcmtk_code cdcmtk_builder_end_sequence(cdcmtk_builder *builder, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    if (builder->sequences.size() != builder->items.size()) refuse("no sequence is open");
    builder->sequences.pop_back();
  });
}

cdcmtk_code cdcmtk_builder_write(
    cdcmtk_builder *builder, const char *path, const char *transfer_syntax_uid,
    cdcmtk_message message) {
  return guarded(message, CDCMTK_UNWRITABLE, [&] {
    if (builder->items.size() != 1 || !builder->sequences.empty()) refuse("an item is still open");
    const E_TransferSyntax syntax = DcmXfer(transfer_syntax_uid).getXfer();
    if (syntax == EXS_Unknown) refuse("unknown transfer syntax");
    compress(*builder->file.getDataset(), syntax);
    makeMetaInformation(builder->file, syntax);
    const std::string temporary = temporaryName(path);
    const OFCondition saved = builder->file.saveFile(
        OFFilename(temporary.c_str()), syntax, EET_ExplicitLength, EGL_recalcGL, EPD_noChange, 0, 0,
        EWM_dontUpdateMeta);
    if (saved.bad() || std::rename(temporary.c_str(), path) != 0) {
      const std::string reason = saved.bad() ? saved.text() : std::strerror(errno);
      unlink(temporary.c_str());
      refuse(reason);
    }
  });
}
