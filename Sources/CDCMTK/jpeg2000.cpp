#include <algorithm>
#include <cstring>
#include <memory>

#if __has_include(<openjpeg.h>)
#include <openjpeg.h>
#else
#include <openjpeg-2.5/openjpeg.h>
#endif

#include "codestream.hpp"
#include "failure.hpp"

namespace herald {

namespace {

[[noreturn]] void refuse(const std::string &reason) {
  throw Failure{CDCMTK_UNDECODABLE, "JPEG 2000: " + reason};
}

// Bytes in memory as OpenJPEG reads them.
struct Reader {
  Codestream codestream;
  size_t position = 0;

  static OPJ_SIZE_T read(void *buffer, OPJ_SIZE_T count, void *context) {
    auto &reader = *static_cast<Reader *>(context);
    const size_t there = reader.codestream.count - reader.position;
    if (there == 0) return static_cast<OPJ_SIZE_T>(-1);
    const size_t got = std::min(there, count);
    std::memcpy(buffer, reader.codestream.bytes + reader.position, got);
    reader.position += got;
    return got;
  }

  static OPJ_OFF_T skip(OPJ_OFF_T count, void *context) {
    auto &reader = *static_cast<Reader *>(context);
    const OPJ_OFF_T there = static_cast<OPJ_OFF_T>(reader.codestream.count - reader.position);
    if (count < 0) return -1;
    const OPJ_OFF_T skipped = std::min(count, there);
    reader.position += static_cast<size_t>(skipped);
    return skipped;
  }

  static OPJ_BOOL seek(OPJ_OFF_T position, void *context) {
    auto &reader = *static_cast<Reader *>(context);
    if (position < 0 || static_cast<OPJ_UINT64>(position) > reader.codestream.count) {
      return OPJ_FALSE;
    }
    reader.position = static_cast<size_t>(position);
    return OPJ_TRUE;
  }
};

struct Delete {
  void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
  void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};
struct DeleteStream {
  void operator()(opj_stream_t *stream) const { opj_stream_destroy(stream); }
};

void checkImage(const opj_image_t &image, const cdcmtk_frame &frame) {
  if (image.numcomps != frame.samples_per_pixel) {
    refuse(std::to_string(image.numcomps) + " components, the data set says " +
           std::to_string(frame.samples_per_pixel));
  }
  for (OPJ_UINT32 component = 0; component < image.numcomps; ++component) {
    const opj_image_comp_t &part = image.comps[component];
    if (part.dx != 1 || part.dy != 1) refuse("subsampled components aren't supported");
    if (part.prec < 1 || part.prec > frame.bits_allocated || part.prec > 31) {
      refuse(std::to_string(part.prec) + " bits don't fit BitsAllocated " +
             std::to_string(frame.bits_allocated));
    }
  }
  if (image.x1 - image.x0 != frame.columns || image.y1 - image.y0 != frame.rows) {
    refuse(std::to_string(image.x1 - image.x0) + " x " + std::to_string(image.y1 - image.y0) +
           ", the data set says " + std::to_string(frame.columns) + " x " +
           std::to_string(frame.rows));
  }
}

// The sample in the data set's representation. Where the codestream's signedness is another, its
// bits are what counts: writers that forget the sign store two's complement as unsigned.
int32_t represented(OPJ_INT32 value, OPJ_UINT32 precision, bool isSigned) {
  const uint32_t mask = precision >= 32 ? ~0u : (1u << precision) - 1;
  const uint32_t bits = static_cast<uint32_t>(value) & mask;
  const bool isNegative = isSigned && (bits >> (precision - 1)) != 0;
  return static_cast<int32_t>(isNegative ? bits | ~mask : bits);
}

}  // namespace

void decodeJPEG2000(const cdcmtk_frame &frame, Codestream codestream, uint8_t *samples) {
  static const uint8_t boxes[12] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
  const bool isBoxed =
      codestream.count > sizeof boxes && std::memcmp(codestream.bytes, boxes, sizeof boxes) == 0;
  const std::unique_ptr<opj_codec_t, Delete> codec(
      opj_create_decompress(isBoxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!codec || !opj_setup_decoder(codec.get(), &parameters)) refuse("the decoder can't be set up");

  Reader reader{codestream};
  const std::unique_ptr<opj_stream_t, DeleteStream> stream(
      static_cast<opj_stream_t *>(opj_stream_create(64 * 1024, OPJ_TRUE)));
  if (!stream) refuse("the decoder can't be set up");
  opj_stream_set_user_data(stream.get(), &reader, nullptr);
  opj_stream_set_user_data_length(stream.get(), codestream.count);
  opj_stream_set_read_function(stream.get(), Reader::read);
  opj_stream_set_skip_function(stream.get(), Reader::skip);
  opj_stream_set_seek_function(stream.get(), Reader::seek);

  opj_image_t *made = nullptr;
  const bool hasHeader = opj_read_header(stream.get(), codec.get(), &made);
  const std::unique_ptr<opj_image_t, Delete> image(made);
  if (!hasHeader || !image) refuse("the header is damaged");
  checkImage(*image, frame);
  if (!opj_decode(codec.get(), stream.get(), image.get()) ||
      !opj_end_decompress(codec.get(), stream.get())) {
    refuse("the codestream is damaged or ends early");
  }
  checkImage(*image, frame);

  const size_t pixels = static_cast<size_t>(frame.rows) * frame.columns;
  const size_t bytes = frame.bits_allocated / 8;
  for (uint32_t component = 0; component < frame.samples_per_pixel; ++component) {
    const opj_image_comp_t &part = image->comps[component];
    if (part.data == nullptr || static_cast<size_t>(part.w) * part.h != pixels) {
      refuse("a component is incomplete");
    }
    for (size_t pixel = 0; pixel < pixels; ++pixel) {
      const int32_t value = represented(part.data[pixel], part.prec, frame.is_signed != 0);
      // Little-endian hosts only, like the rest of what is decoded here.
      std::memcpy(samples + (pixel * frame.samples_per_pixel + component) * bytes, &value, bytes);
    }
  }
}

}  // namespace herald
