// A page to draw on: PNG, SVG or PDF, by Cairo and Pango.
//
// Lengths are in points, from the upper left corner. Colours are red, green, blue, opacity in 0...1.
// Nothing of Cairo's own headers is needed to use it.

#ifndef CCAIRO_H
#define CCAIRO_H

#include <stddef.h>
#include <stdint.h>

typedef struct canvas canvas;

typedef enum { CANVAS_PNG = 0, CANVAS_SVG = 1, CANVAS_PDF = 2 } canvas_format;

typedef struct {
  double red, green, blue, opacity;
} canvas_color;

/// A new page, or NULL without memory. `scale` is the pixels per point of a PNG.
canvas *canvas_create(canvas_format format, double width, double height, double scale);
void canvas_destroy(canvas *page);

/// Ends the page and gives its file, which lives as long as the canvas.
/// Returns NULL when all is well, else what went wrong.
const char *canvas_finish(canvas *page, const uint8_t **bytes, size_t *count);

void canvas_move_to(canvas *page, double x, double y);
void canvas_line_to(canvas *page, double x, double y);
void canvas_close(canvas *page);
void canvas_rectangle(canvas *page, double x, double y, double width, double height);
/// Strokes the path with round joins and ends, and forgets it.
void canvas_stroke(canvas *page, canvas_color color, double line_width);
/// Fills the path, and forgets it.
void canvas_fill(canvas *page, canvas_color color);

/// What is drawn between the two stays within the rectangle.
void canvas_begin_clip(canvas *page, double x, double y, double width, double height);
void canvas_end_clip(canvas *page);

/// Draws grey levels (0 black, 255 white), row by row, over a rectangle, smoothly enlarged.
void canvas_image(
  canvas *page, const uint8_t *grey, int columns, int rows,
  double x, double y, double width, double height);

typedef struct {
  const char *utf8;
  double size;
  /// 400 is regular, 700 bold.
  int weight;
  /// Text longer than this ends in an ellipsis; 0 for no limit.
  double limit;
} canvas_text;

double canvas_text_width(canvas *page, canvas_text text);
/// Draws one line of text. `x` is where it starts (anchor 0), its middle (0.5) or its end (1);
/// `y` is its baseline.
void canvas_draw_text(
  canvas *page, canvas_text text, double x, double y, double anchor, canvas_color color);

#endif
