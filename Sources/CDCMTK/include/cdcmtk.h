#ifndef HERALD_CDCMTK_H
#define HERALD_CDCMTK_H

// DCMTK and OpenJPEG behind plain C: values in, values out, callbacks for trees.
//
// No C++ type and no C++ exception crosses this header. Every function that can fail answers a
// `cdcmtk_code` and leaves one line of text in `message`. All functions may be called from several
// threads at once, on different arguments.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What became of a call.
typedef enum {
  CDCMTK_OK = 0,
  // The file can't be opened, or is no DICOM.
  CDCMTK_UNREADABLE = 1,
  // The file is deeper, larger or more numerous in parts than a reader may hold.
  CDCMTK_OVER_LIMIT = 2,
  // Pixel data that can't be decoded.
  CDCMTK_UNDECODABLE = 3,
  // The file can't be written.
  CDCMTK_UNWRITABLE = 4
} cdcmtk_code;

// Where a message goes; always ended by NUL.
typedef struct {
  char *_Nonnull text;
  size_t capacity;
} cdcmtk_message;

// A file by its path, or bytes in memory where `path` is NULL.
typedef struct {
  const char *_Nullable path;
  const uint8_t *_Nullable bytes;
  size_t count;
} cdcmtk_source;

// An attribute that is no sequence.
typedef struct {
  uint16_t group;
  uint16_t element;
  // Two letters and NUL; private attributes that arrive as UN have their dictionary's.
  char vr[3];
  // Little-endian values; text in UTF-8. NULL where the value is omitted.
  const uint8_t *_Nullable bytes;
  // The count of bytes; of an omitted value, its count in the file.
  uint64_t count;
} cdcmtk_element;

// The pixel data at the top level of a data set, which is never loaded with the header.
typedef struct {
  uint16_t element;
  char vr[3];
  // From the beginning of the file, or of the inflated data set.
  uint64_t offset;
  // Of encapsulated pixel data, up to the end of the file; of truncated, what is there.
  uint64_t count;
  // The count that the file declares; equals `count` but for truncated files.
  uint64_t declared;
  int32_t is_encapsulated;
} cdcmtk_pixel_data;

// What a reader is told, in the order of the file.
typedef struct {
  void *_Nullable context;
  // Once, first. UIDs are empty where the file has none; a file has a prefix where "DICM" follows
  // its preamble.
  void (*_Nonnull begin)(
      void *_Nullable context, const char *_Nonnull transfer_syntax_uid,
      const char *_Nonnull media_storage_sop_class_uid, int32_t has_prefix, int32_t is_big_endian);
  // The inflated data set of a deflated file: offsets are into it.
  void (*_Nonnull inflated)(void *_Nullable context, const uint8_t *_Nonnull bytes, size_t count);
  void (*_Nonnull element)(void *_Nullable context, const cdcmtk_element *_Nonnull element);
  void (*_Nonnull begin_sequence)(void *_Nullable context, uint16_t group, uint16_t element);
  void (*_Nonnull begin_item)(void *_Nullable context);
  void (*_Nonnull end_item)(void *_Nullable context);
  void (*_Nonnull end_sequence)(void *_Nullable context);
  // Where the pixel data lies, whether or not its value was also given to `element`.
  void (*_Nonnull pixel_data)(void *_Nullable context, const cdcmtk_pixel_data *_Nonnull pixel_data);
} cdcmtk_visitor;

// Reads the data set of a file; values of more than `bulk_limit` bytes are reported as omitted.
cdcmtk_code cdcmtk_read(
    cdcmtk_source source, uint64_t bulk_limit, const cdcmtk_visitor *_Nonnull visitor,
    cdcmtk_message message);

// Lists the fragments of encapsulated pixel data that begins at `offset`; the first is the basic
// offset table.
cdcmtk_code cdcmtk_fragments(
    cdcmtk_source source, uint64_t offset, void *_Nullable context,
    void (*_Nonnull fragment)(void *_Nullable context, uint64_t offset, uint64_t count),
    cdcmtk_message message);

// How the samples of a frame are held.
typedef struct {
  uint32_t rows;
  uint32_t columns;
  uint32_t samples_per_pixel;
  uint32_t bits_allocated;
  uint32_t bits_stored;
  uint32_t high_bit;
  int32_t is_signed;
  const char *_Nonnull photometric_interpretation;
} cdcmtk_frame;

// Decodes the codestream of one frame to native little-endian samples, colour by pixel; `samples`
// holds rows * columns * samples_per_pixel * bits_allocated / 8 bytes.
cdcmtk_code cdcmtk_decode(
    const char *_Nonnull transfer_syntax_uid, cdcmtk_frame frame, const uint8_t *_Nonnull codestream,
    size_t count, uint8_t *_Nonnull samples, size_t capacity, cdcmtk_message message);

// A data set under construction.
typedef struct cdcmtk_builder cdcmtk_builder;

// An empty data set, or NULL when DCMTK can't be set up.
cdcmtk_builder *_Nullable cdcmtk_builder_create(cdcmtk_message message);
void cdcmtk_builder_destroy(cdcmtk_builder *_Nullable builder);

// Adds an attribute to the item that is open: text in UTF-8, other values little-endian.
cdcmtk_code cdcmtk_builder_put(
    cdcmtk_builder *_Nonnull builder, uint16_t group, uint16_t element, const char *_Nonnull vr,
    const uint8_t *_Nullable bytes, size_t count, cdcmtk_message message);
cdcmtk_code cdcmtk_builder_begin_sequence(
    cdcmtk_builder *_Nonnull builder, uint16_t group, uint16_t element, cdcmtk_message message);
cdcmtk_code cdcmtk_builder_begin_item(cdcmtk_builder *_Nonnull builder, cdcmtk_message message);
cdcmtk_code cdcmtk_builder_end_item(cdcmtk_builder *_Nonnull builder, cdcmtk_message message);
cdcmtk_code cdcmtk_builder_end_sequence(cdcmtk_builder *_Nonnull builder, cdcmtk_message message);

// Writes the data set as a file of the transfer syntax, compressing its pixel data where need be.
// The file appears whole or not at all.
cdcmtk_code cdcmtk_builder_write(
    cdcmtk_builder *_Nonnull builder, const char *_Nonnull path,
    const char *_Nonnull transfer_syntax_uid, cdcmtk_message message);

#ifdef __cplusplus
}
#endif

#endif
