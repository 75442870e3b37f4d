#include "ccairo.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

// The first of these that is installed; their figures all have one width, so that columns align.
static const char *const font_families =
  "Inter, Source Sans 3, Noto Sans, Liberation Sans, Nimbus Sans, DejaVu Sans, sans-serif";

struct canvas {
  canvas_format format;
  cairo_surface_t *surface;
  cairo_t *context;
  uint8_t *bytes;
  size_t count, capacity;
};

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned int count) {
  canvas *page = closure;
  if (page->count + count > page->capacity) {
    size_t capacity = 2 * (page->count + count);
    uint8_t *grown = realloc(page->bytes, capacity);
    if (!grown) return CAIRO_STATUS_NO_MEMORY;
    page->bytes = grown;
    page->capacity = capacity;
  }
  memcpy(page->bytes + page->count, bytes, count);
  page->count += count;
  return CAIRO_STATUS_SUCCESS;
}

canvas *canvas_create(canvas_format format, double width, double height, double scale) {
  canvas *page = calloc(1, sizeof *page);
  if (!page) return NULL;
  page->format = format;
  switch (format) {
    case CANVAS_SVG:
      page->surface = cairo_svg_surface_create_for_stream(append, page, width, height);
      break;
    case CANVAS_PDF:
      page->surface = cairo_pdf_surface_create_for_stream(append, page, width, height);
      break;
    default:
      page->surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(width * scale + 0.5), (int)(height * scale + 0.5));
  }
  page->context = cairo_create(page->surface);
  if (format == CANVAS_PNG) cairo_scale(page->context, scale, scale);
  // Letters lie where the layout puts them, whatever the resolution.
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(page->context, options);
  cairo_font_options_destroy(options);
  cairo_set_line_join(page->context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(page->context, CAIRO_LINE_CAP_ROUND);
  return page;
}

void canvas_destroy(canvas *page) {
  cairo_destroy(page->context);
  cairo_surface_destroy(page->surface);
  free(page->bytes);
  free(page);
}

const char *canvas_finish(canvas *page, const uint8_t **bytes, size_t *count) {
  cairo_status_t status = cairo_status(page->context);
  if (status == CAIRO_STATUS_SUCCESS && page->format == CANVAS_PNG)
    status = cairo_surface_write_to_png_stream(page->surface, append, page);
  cairo_surface_finish(page->surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(page->surface);
  *bytes = page->bytes;
  *count = page->count;
  return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}

void canvas_move_to(canvas *page, double x, double y) { cairo_move_to(page->context, x, y); }
void canvas_line_to(canvas *page, double x, double y) { cairo_line_to(page->context, x, y); }
void canvas_close(canvas *page) { cairo_close_path(page->context); }

void canvas_rectangle(canvas *page, double x, double y, double width, double height) {
  cairo_rectangle(page->context, x, y, width, height);
}

static void set_color(canvas *page, canvas_color c) {
  cairo_set_source_rgba(page->context, c.red, c.green, c.blue, c.opacity);
}

void canvas_stroke(canvas *page, canvas_color color, double line_width) {
  set_color(page, color);
  cairo_set_line_width(page->context, line_width);
  cairo_stroke(page->context);
}

void canvas_fill(canvas *page, canvas_color color) {
  set_color(page, color);
  cairo_fill(page->context);
}

void canvas_begin_clip(canvas *page, double x, double y, double width, double height) {
  cairo_save(page->context);
  cairo_rectangle(page->context, x, y, width, height);
  cairo_clip(page->context);
}

void canvas_end_clip(canvas *page) { cairo_restore(page->context); }

void canvas_image(
  canvas *page, const uint8_t *grey, int columns, int rows,
  double x, double y, double width, double height) {
  cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
  if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
    cairo_surface_flush(image);
    unsigned char *pixels = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image);
    for (int row = 0; row < rows; row++) {
      uint32_t *line = (uint32_t *)(void *)(pixels + (size_t)row * stride);
      const uint8_t *source = grey + (size_t)row * (size_t)columns;
      for (int i = 0; i < columns; i++) line[i] = 0x010101u * source[i];
    }
    cairo_surface_mark_dirty(image);
    cairo_save(page->context);
    cairo_translate(page->context, x, y);
    cairo_scale(page->context, width / columns, height / rows);
    cairo_rectangle(page->context, 0, 0, columns, rows);
    cairo_clip(page->context);
    cairo_set_source_surface(page->context, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(page->context), CAIRO_FILTER_BILINEAR);
    // The border repeats outward, so that the edge doesn't fade.
    cairo_pattern_set_extend(cairo_get_source(page->context), CAIRO_EXTEND_PAD);
    cairo_paint(page->context);
    cairo_restore(page->context);
  }
  cairo_surface_destroy(image);
}

static PangoLayout *layout_of(canvas *page, canvas_text text) {
  PangoLayout *layout = pango_cairo_create_layout(page->context);
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, font_families);
  pango_font_description_set_weight(font, (PangoWeight)text.weight);
  pango_font_description_set_absolute_size(font, text.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  if (text.limit > 0) {
    pango_layout_set_width(layout, (int)(text.limit * PANGO_SCALE));
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  }
  pango_layout_set_text(layout, text.utf8, -1);
  return layout;
}

static double width_of(PangoLayout *layout) {
  PangoRectangle rectangle;
  pango_layout_get_extents(layout, NULL, &rectangle);
  return (double)rectangle.width / PANGO_SCALE;
}

double canvas_text_width(canvas *page, canvas_text text) {
  PangoLayout *layout = layout_of(page, text);
  double width = width_of(layout);
  g_object_unref(layout);
  return width;
}

void canvas_draw_text(
  canvas *page, canvas_text text, double x, double y, double anchor, canvas_color color) {
  PangoLayout *layout = layout_of(page, text);
  double baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
  set_color(page, color);
  PangoRectangle rectangle;
  pango_layout_get_extents(layout, NULL, &rectangle);
  double left = x - anchor * width_of(layout) - (double)rectangle.x / PANGO_SCALE;
  cairo_move_to(page->context, left, y - baseline);
  pango_cairo_show_layout(page->context, layout);
  cairo_new_path(page->context);
  g_object_unref(layout);
}
