/* libdeflate compresses a whole buffer at once, fast; zlib reads a compressed file as a stream. */
#include <libdeflate.h>
#include <zlib.h>
