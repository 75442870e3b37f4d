#include <cstring>
#include <memory>
#include <vector>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

#include "codestream.hpp"
#include "failure.hpp"
#include "library.hpp"

namespace herald {

namespace {

void require(const OFCondition &condition) {
  if (condition.bad()) throw Failure{CDCMTK_UNDECODABLE, condition.text()};
}

void describe(const cdcmtk_frame &frame, DcmDataset &dataSet) {
  const auto put = [&](const DcmTagKey &tag, uint32_t value) {
    require(dataSet.putAndInsertUint16(tag, static_cast<Uint16>(value)));
  };
  put(DCM_Rows, frame.rows);
  put(DCM_Columns, frame.columns);
  put(DCM_SamplesPerPixel, frame.samples_per_pixel);
  put(DCM_BitsAllocated, frame.bits_allocated);
  put(DCM_BitsStored, frame.bits_stored);
  put(DCM_HighBit, frame.high_bit);
  put(DCM_PixelRepresentation, frame.is_signed ? 1 : 0);
  if (frame.samples_per_pixel > 1) put(DCM_PlanarConfiguration, 0);
  require(dataSet.putAndInsertString(
      DCM_PhotometricInterpretation, frame.photometric_interpretation));
  require(dataSet.putAndInsertString(DCM_NumberOfFrames, "1"));
}

// A data set of one frame, as DCMTK's codecs want it.
void decodeByDCMTK(const cdcmtk_frame &frame, E_TransferSyntax syntax, Codestream codestream,
                   uint8_t *samples, size_t capacity) {
  DcmDataset dataSet;
  describe(frame, dataSet);

  auto fragments = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
  require(fragments->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB))));
  auto fragment = std::make_unique<DcmPixelItem>(DcmTag(DCM_PixelItemTag, EVR_OB));
  const size_t even = codestream.count + codestream.count % 2;
  Uint8 *copy = nullptr;
  require(fragment->createUint8Array(static_cast<Uint32>(even), copy));
  std::memcpy(copy, codestream.bytes, codestream.count);
  if (even > codestream.count) copy[codestream.count] = 0;
  require(fragments->insert(fragment.get()));
  fragment.release();

  auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
  pixels->putOriginalRepresentation(syntax, nullptr, fragments.release());
  DcmPixelData *owned = pixels.get();
  require(dataSet.insert(owned, OFTrue));
  pixels.release();

  Uint32 size = 0;
  require(owned->getUncompressedFrameSize(&dataSet, size));
  if (size < capacity || size > capacity + 1) {
    throw Failure{CDCMTK_UNDECODABLE, "the decoded frame has another size than the data set says"};
  }
  // DCMTK wants room for an even count.
  size += size % 2;
  std::vector<Uint8> rounded(size);
  Uint32 startFragment = 0;
  OFString colorModel;
  require(owned->getUncompressedFrame(
      &dataSet, 0, startFragment, rounded.data(), size, colorModel));
  std::memcpy(samples, rounded.data(), capacity);
}

}  // namespace

}  // namespace herald

using namespace herald;

cdcmtk_code cdcmtk_decode(
    const char *transfer_syntax_uid, cdcmtk_frame frame, const uint8_t *codestream, size_t count,
    uint8_t *samples, size_t capacity, cdcmtk_message message) {
  return guarded(message, CDCMTK_UNDECODABLE, [&] {
    prepareLibrary();
    if (capacity != sampleCount(frame) * frame.bits_allocated / 8) {
      throw Failure{CDCMTK_UNDECODABLE, "the buffer doesn't fit the frame"};
    }
    const Codestream stream{codestream, count};
    const E_TransferSyntax syntax = DcmXfer(transfer_syntax_uid).getXfer();
    switch (syntax) {
      case EXS_JPEG2000LosslessOnly:
      case EXS_JPEG2000:
        return decodeJPEG2000(frame, stream, samples);
      case EXS_RLELossless:
        checkRLEHeader(frame, stream);
        return decodeByDCMTK(frame, syntax, stream, samples, capacity);
      case EXS_JPEGProcess1:
      case EXS_JPEGProcess2_4:
      case EXS_JPEGProcess6_8:
      case EXS_JPEGProcess10_12:
      case EXS_JPEGProcess14:
      case EXS_JPEGProcess14SV1:
      case EXS_JPEGLSLossless:
      case EXS_JPEGLSLossy:
        checkJPEGHeader(frame, stream);
        return decodeByDCMTK(frame, syntax, stream, samples, capacity);
      default: {
        const char *name = DcmXfer(transfer_syntax_uid).getXferName();
        throw Failure{
            CDCMTK_UNDECODABLE, std::string("transfer syntax ") + transfer_syntax_uid + " (" +
                                    (syntax == EXS_Unknown ? "unknown" : name) +
                                    ") isn't supported"};
      }
    }
  });
}
