#include "layout.hpp"

#include <algorithm>
#include <cstring>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <zlib.h>

#include "failure.hpp"

namespace herald {

namespace {

constexpr int depthLimit = 64;
constexpr uint64_t elementLimit = 2'000'000;
constexpr uint64_t headerLimit = uint64_t{256} << 20;
constexpr uint64_t inflatedLimit = uint64_t{1} << 30;
constexpr uint32_t undefinedLength = 0xFFFFFFFF;

constexpr const char *implicitLittle = "1.2.840.10008.1.2";
constexpr const char *explicitBig = "1.2.840.10008.1.2.2";
constexpr const char *deflated = "1.2.840.10008.1.2.1.99";

struct Encoding {
  bool explicitVR;
  bool bigEndian;
};

uint16_t number16(const uint8_t *at, bool bigEndian) {
  return static_cast<uint16_t>(bigEndian ? at[0] << 8 | at[1] : at[1] << 8 | at[0]);
}

uint32_t number32(const uint8_t *at, bool bigEndian) {
  const uint32_t first = number16(at, bigEndian);
  const uint32_t second = number16(at + 2, bigEndian);
  return bigEndian ? first << 16 | second : second << 16 | first;
}

// The tag, VR and length in front of a value.
struct Head {
  uint16_t group;
  uint16_t element;
  DcmEVR vr;
  std::string name;
  uint32_t length;
  uint64_t valueOffset;

  bool is(uint16_t g, uint16_t e) const { return group == g && element == e; }
  bool isPixelData() const {
    return group == 0x7FE0 && (element == 0x0008 || element == 0x0009 || element == 0x0010);
  }
};

Head readHead(Source &source, uint64_t offset, Encoding encoding) {
  const uint8_t *at = source.bytes(offset, 8);
  Head head{};
  head.group = number16(at, encoding.bigEndian);
  head.element = number16(at + 2, encoding.bigEndian);
  head.vr = EVR_UN;
  head.valueOffset = offset + 8;
  if (head.group == 0xFFFE || !encoding.explicitVR) {
    head.length = number32(at + 4, encoding.bigEndian);
    return head;
  }
  const char letters[3] = {static_cast<char>(at[4]), static_cast<char>(at[5]), 0};
  DcmVR vr;
  vr.setVR(letters);
  head.vr = vr.getEVR();
  head.name = letters;
  if (vr.usesExtendedLengthEncoding()) {
    head.length = number32(source.bytes(offset + 8, 4), encoding.bigEndian);
    head.valueOffset = offset + 12;
  } else {
    head.length = number16(at + 6, encoding.bigEndian);
  }
  return head;
}

// Walks items, sequences and fragments without holding their values.
class Walker {
 public:
  Walker(Source &source, Encoding encoding, uint64_t *elements)
      : source_(source), encoding_(encoding), elements_(elements) {}

  // The items of a sequence from `offset`: up to `end`, or to the delimiter where the length is
  // undefined. Answers where it ended.
  uint64_t sequence(uint64_t offset, uint64_t end, bool undefined, int depth) {
    if (depth > depthLimit) {
      throw Failure{
          CDCMTK_OVER_LIMIT,
          "sequences are nested deeper than " + std::to_string(depthLimit) + " levels"};
    }
    while (offset < end) {
      const Head head = readHead(source_, offset, encoding_);
      count();
      if (head.is(0xFFFE, 0xE0DD) && undefined) return head.valueOffset;
      if (!head.is(0xFFFE, 0xE000)) {
        throw Failure{
            CDCMTK_UNREADABLE, "a sequence holds " + tagText(head.group, head.element) +
                                   " where an item has to begin (byte " +
                                   std::to_string(offset) + ")"};
      }
      if (head.length == undefinedLength) {
        offset = item(head.valueOffset, end, true, depth);
      } else {
        const uint64_t itemEnd = bounded(head, end);
        item(head.valueOffset, itemEnd, false, depth);
        offset = itemEnd;
      }
    }
    if (undefined) throw Failure{CDCMTK_UNREADABLE, "a sequence has no end"};
    return offset;
  }

  // The value of an element, which is no top-level pixel data. Answers where it ended.
  uint64_t value(const Head &head, uint64_t end, int depth) {
    if (head.length == undefinedLength) {
      const bool isFragments =
          encoding_.explicitVR && (head.vr == EVR_OB || head.vr == EVR_OW || head.isPixelData());
      if (isFragments) return fragments(head.valueOffset, end, [](uint64_t, uint64_t) {});
      // DICOM PS3.5 6.2.2, note: UN of undefined length holds items in implicit little endian.
      const bool asImplicit = head.vr == EVR_UN;
      Walker inner(source_, asImplicit ? Encoding{false, false} : encoding_, elements_);
      return inner.sequence(head.valueOffset, end, true, depth + 1);
    }
    const uint64_t valueEnd = bounded(head, end);
    if (head.vr == EVR_SQ) {
      sequence(head.valueOffset, valueEnd, false, depth + 1);
    } else if (head.vr == EVR_UN && head.length >= 8) {
      walkUnknown(head, valueEnd, depth);
    }
    return valueEnd;
  }

  // Encapsulated fragments up to and with the delimiter.
  template <typename Visit>
  uint64_t fragments(uint64_t offset, uint64_t end, Visit &&visit) {
    while (offset < end) {
      const Head head = readHead(source_, offset, encoding_);
      count();
      if (head.is(0xFFFE, 0xE0DD)) return head.valueOffset;
      if (!head.is(0xFFFE, 0xE000) || head.length == undefinedLength) {
        throw Failure{
            CDCMTK_UNREADABLE, "encapsulated pixel data holds " +
                                   tagText(head.group, head.element) +
                                   " where a fragment has to begin"};
      }
      offset = bounded(head, end);
      visit(head.valueOffset, head.length);
    }
    throw Failure{CDCMTK_UNREADABLE, "encapsulated pixel data has no end"};
  }

 private:
  uint64_t item(uint64_t offset, uint64_t end, bool undefined, int depth) {
    while (offset < end) {
      const Head head = readHead(source_, offset, encoding_);
      count();
      if (head.is(0xFFFE, 0xE00D) && undefined) return head.valueOffset;
      offset = value(head, end, depth);
    }
    if (undefined) throw Failure{CDCMTK_UNREADABLE, "an item has no end"};
    return offset;
  }

  // A value without a VR of its own may be a sequence by DCMTK's dictionary: where it begins like
  // one it is walked like one, for its depth alone; where it turns out to be none it is left as it
  // is.
  void walkUnknown(const Head &head, uint64_t end, int depth) {
    const Encoding inner{false, encoding_.explicitVR ? false : encoding_.bigEndian};
    const uint8_t *at = source_.bytes(head.valueOffset, 4);
    if (number16(at, inner.bigEndian) != 0xFFFE || number16(at + 2, inner.bigEndian) != 0xE000) {
      return;
    }
    try {
      Walker(source_, inner, elements_).sequence(head.valueOffset, end, false, depth + 1);
    } catch (const Failure &failure) {
      if (failure.code == CDCMTK_OVER_LIMIT) throw;
    }
  }

  uint64_t bounded(const Head &head, uint64_t end) const {
    if (head.length > end - std::min(end, head.valueOffset)) {
      throw Failure{
          CDCMTK_UNREADABLE,
          tagText(head.group, head.element) + " announces " + std::to_string(head.length) +
              " bytes, " + std::to_string(end - std::min(end, head.valueOffset)) + " are there"};
    }
    return head.valueOffset + head.length;
  }

  void count() {
    if (++*elements_ > elementLimit) {
      throw Failure{
          CDCMTK_OVER_LIMIT, "has more than " + std::to_string(elementLimit) + " elements"};
    }
  }

  Source &source_;
  Encoding encoding_;
  uint64_t *elements_;
};

std::string trimmed(const uint8_t *bytes, uint64_t count) {
  std::string text(reinterpret_cast<const char *>(bytes), static_cast<size_t>(count));
  const size_t end = text.find_last_not_of(std::string(" \0", 2));
  return end == std::string::npos ? "" : text.substr(0, end + 1);
}

bool isKnownVR(const uint8_t *letters) {
  const char text[3] = {static_cast<char>(letters[0]), static_cast<char>(letters[1]), 0};
  DcmVR vr;
  vr.setVR(text);
  return vr.isStandard();
}

// Where group 2 begins: behind "DICM", or at once in files without a preamble.
uint64_t metaOffset(Source &source) {
  if (source.size() >= 132 && std::memcmp(source.bytes(128, 4), "DICM", 4) == 0) return 132;
  if (source.size() < 8) throw Failure{CDCMTK_UNREADABLE, "is too short for a DICOM file"};
  const uint8_t *at = source.bytes(0, 8);
  const uint16_t little = number16(at, false);
  const uint16_t big = number16(at, true);
  if (little == 0x0002 || little == 0x0008) return 0;
  if (big == 0x0008 && isKnownVR(at + 4)) return 0;
  throw Failure{
      CDCMTK_UNREADABLE, "has no DICM prefix and doesn't begin with a DICOM attribute either"};
}

// Reads group 2, which is explicit little endian in every file. Answers where the data set begins.
uint64_t readMeta(Source &source, Layout &layout) {
  uint64_t offset = metaOffset(source);
  layout.hasPrefix = offset != 0;
  while (source.size() - offset >= 8) {
    const uint8_t *at = source.bytes(offset, 8);
    if (number16(at, false) != 0x0002) break;
    const Encoding encoding{isKnownVR(at + 4), false};
    const Head head = readHead(source, offset, encoding);
    const uint64_t there = source.size() - head.valueOffset;
    if (head.length > there) {
      throw Failure{
          CDCMTK_UNREADABLE, tagText(head.group, head.element) + " announces " +
                                 std::to_string(head.length) + " bytes, " + std::to_string(there) +
                                 " are there"};
    }
    const uint8_t *value = source.bytes(head.valueOffset, head.length);
    if (head.element == 0x0010) layout.transferSyntax = trimmed(value, head.length);
    if (head.element == 0x0002) layout.mediaStorageSOPClass = trimmed(value, head.length);
    offset = head.valueOffset + head.length;
  }
  return offset;
}

// The encoding that the transfer syntax names; where the first attribute contradicts it, the first
// attribute's.
Encoding dataSetEncoding(Source &source, uint64_t offset, const std::string &transferSyntax) {
  Encoding encoding{transferSyntax != implicitLittle, transferSyntax == explicitBig};
  if (source.size() - offset < 8) return encoding;
  const uint8_t *at = source.bytes(offset, 8);
  if (transferSyntax.empty()) {
    encoding.bigEndian = number16(at, false) >= 0x0100 && number16(at, true) < 0x0100;
  }
  encoding.explicitVR = isKnownVR(at + 4);
  return encoding;
}

// Syntaxes that DCMTK doesn't know are newer than it, and all of those compress.
bool isEncapsulated(const std::string &transferSyntax) {
  if (transferSyntax.empty()) return false;
  const DcmXfer syntax(transferSyntax.c_str());
  return syntax.getXfer() == EXS_Unknown || syntax.isEncapsulated();
}

std::vector<uint8_t> inflateDataSet(Source &source, uint64_t offset) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    throw Failure{CDCMTK_UNREADABLE, "zlib can't be set up"};
  }
  struct End {
    z_stream *stream;
    ~End() { inflateEnd(stream); }
  } end{&stream};

  std::vector<uint8_t> output;
  uint8_t chunk[64 * 1024];
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      const uint64_t count = std::min<uint64_t>(source.size() - offset, 16 * 1024);
      if (count == 0) throw Failure{CDCMTK_UNREADABLE, "the deflated data set has no end"};
      stream.next_in = const_cast<Bytef *>(source.bytes(offset, count));
      stream.avail_in = static_cast<uInt>(count);
      offset += count;
    }
    stream.next_out = chunk;
    stream.avail_out = sizeof chunk;
    result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      throw Failure{CDCMTK_UNREADABLE, "the deflated data set is damaged"};
    }
    output.insert(output.end(), chunk, chunk + (sizeof chunk - stream.avail_out));
    if (output.size() > inflatedLimit) {
      throw Failure{CDCMTK_OVER_LIMIT, "the deflated data set is larger than 1 GiB"};
    }
  }
  return output;
}

void appendRange(Source &source, uint64_t offset, uint64_t end, std::vector<uint8_t> &target) {
  if (target.size() + (end - offset) > headerLimit) {
    throw Failure{CDCMTK_OVER_LIMIT, "its attributes other than pixel data exceed 256 MiB"};
  }
  const uint8_t *bytes = source.bytes(offset, end - offset);
  target.insert(target.end(), bytes, bytes + (end - offset));
}

// Whether nothing but zeros follows.
bool isPadding(Source &source, uint64_t offset) {
  while (offset < source.size()) {
    const uint64_t count = std::min<uint64_t>(source.size() - offset, 4096);
    const uint8_t *bytes = source.bytes(offset, count);
    if (std::any_of(bytes, bytes + count, [](uint8_t byte) { return byte != 0; })) return false;
    offset += count;
  }
  return true;
}

void walkDataSet(Source &source, uint64_t offset, Encoding encoding, uint64_t bulkLimit,
                 Layout &layout) {
  uint64_t elements = 0;
  Walker walker(source, encoding, &elements);
  const uint64_t end = source.size();
  uint64_t keptFrom = offset;
  const auto keepUpTo = [&](uint64_t to) {
    if (to > keptFrom) appendRange(source, keptFrom, to, layout.header);
  };
  while (end - offset >= 8) {
    const Head head = readHead(source, offset, encoding);
    if (head.group == 0xFFFE || head.group == 0x0000) {
      const bool isDelimiter = head.group == 0xFFFE && head.element != 0xE000 && head.length == 0;
      if (isPadding(source, isDelimiter ? head.valueOffset : offset)) {
        keepUpTo(offset);
        offset = keptFrom = end;
        break;
      }
      throw Failure{
          CDCMTK_UNREADABLE, tagText(head.group, head.element) + " can't be in a data set (byte " +
                                 std::to_string(offset) + "): what precedes it is damaged"};
    }
    const bool isUndefined = head.length == undefinedLength;
    const uint64_t there = end - std::min(end, head.valueOffset);
    if (head.isPixelData()) {
      const uint64_t start = offset;
      keepUpTo(start);
      const uint64_t declared = isUndefined ? there : head.length;
      const uint64_t count = std::min(declared, there);
      layout.omitted.push_back(
          {head.group, head.element, head.name, head.valueOffset, count, declared, isUndefined});
      // What lies behind encapsulated or truncated pixel data is left alone.
      offset = keptFrom = isUndefined || count < declared ? end : head.valueOffset + count;
      if (!isUndefined && count <= bulkLimit && count == declared && !layout.encapsulated) {
        appendRange(source, start, offset, layout.header);
      }
      continue;
    }
    const bool isLarge = !isUndefined && head.length > bulkLimit && head.vr != EVR_SQ;
    const uint64_t next = walker.value(head, end, 0);
    if (isLarge && (head.vr != EVR_UN || encoding.explicitVR)) {
      keepUpTo(offset);
      layout.omitted.push_back(
          {head.group, head.element, head.name, head.valueOffset, head.length, head.length, false});
      keptFrom = next;
    }
    offset = next;
  }
  keepUpTo(offset);
  if (!isPadding(source, offset)) {
    throw Failure{CDCMTK_UNREADABLE, "ends within an attribute (byte " + std::to_string(offset) + ")"};
  }
  if (layout.header.empty() && layout.omitted.empty()) {
    throw Failure{CDCMTK_UNREADABLE, "has no attributes"};
  }
}

}  // namespace

Layout findLayout(Source &source, uint64_t bulkLimit) {
  Layout layout;
  const uint64_t offset = readMeta(source, layout);
  layout.encapsulated = isEncapsulated(layout.transferSyntax);
  if (layout.transferSyntax == deflated) {
    layout.inflated = inflateDataSet(source, offset);
    Source inflated(layout.inflated.data(), layout.inflated.size());
    const Encoding encoding{true, false};
    walkDataSet(inflated, 0, encoding, bulkLimit, layout);
    return layout;
  }
  const Encoding encoding = dataSetEncoding(source, offset, layout.transferSyntax);
  layout.explicitVR = encoding.explicitVR;
  layout.bigEndian = encoding.bigEndian;
  walkDataSet(source, offset, encoding, bulkLimit, layout);
  return layout;
}

}  // namespace herald

using namespace herald;

cdcmtk_code cdcmtk_fragments(
    cdcmtk_source bytes, uint64_t offset, void *context,
    void (*fragment)(void *context, uint64_t offset, uint64_t count), cdcmtk_message message) {
  return guarded(message, CDCMTK_UNDECODABLE, [&] {
    Source source(bytes);
    uint64_t elements = 0;
    Walker(source, Encoding{true, false}, &elements)
        .fragments(offset, source.size(), [&](uint64_t at, uint64_t count) {
          fragment(context, at, count);
        });
  });
}
