import CCairo

/// The file that a figure becomes.
public enum FigureFormat: Sendable, CaseIterable {
  /// Pixels.
  case png
  /// Lines and shapes, for the web and for editing.
  case svg
  /// Lines, shapes and selectable text, for print.
  case pdf
}

/// Why a figure can't be drawn.
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The drawing library refused, mostly for want of memory.
  case drawing(String)

  /// What happened.
  public var description: String {
    switch self {
    case .drawing(let reason): "the figure can't be drawn: \(reason)"
    }
  }
}

/// A colour by its parts in 0...1.
struct Color: Equatable {
  var red: Double
  var green: Double
  var blue: Double
  var opacity = 1.0

  static func grey(_ level: Double) -> Color { Color(red: level, green: level, blue: level) }
  static let white = grey(1)

  fileprivate var parts: canvas_color {
    canvas_color(red: red, green: green, blue: blue, opacity: opacity)
  }
}

struct Point: Equatable {
  var x: Double
  var y: Double
}

struct Rectangle: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var maxX: Double { x + width }
  var maxY: Double { y + height }
}

/// A line of text in a size, in points.
struct TextStyle {
  var size: Double
  var isBold = false
  var color = Color.grey(0.1)
}

/// Where a text's x lies in it.
enum Anchor: Double {
  case start = 0
  case middle = 0.5
  case end = 1
}

/// A page being drawn, in points from its upper left corner.
@safe struct Canvas: ~Copyable {
  private let page: OpaquePointer

  /// A white page.
  ///
  /// - Parameters:
  ///   - format: the file it will be.
  ///   - width: in points.
  ///   - height: in points.
  ///   - scale: the pixels for each point, in a PNG.
  /// - Throws: ``FigureError`` without memory.
  init(_ format: FigureFormat, width: Double, height: Double, scale: Double) throws(FigureError) {
    let code: canvas_format =
      switch format {
      case .png: CANVAS_PNG
      case .svg: CANVAS_SVG
      case .pdf: CANVAS_PDF
      }
    guard let page = unsafe canvas_create(code, width, height, scale) else {
      throw .drawing("out of memory")
    }
    unsafe self.page = page
    fill(Rectangle(x: 0, y: 0, width: width, height: height), .white)
  }

  deinit { unsafe canvas_destroy(page) }

  /// The finished file.
  consuming func finished() throws(FigureError) -> [UInt8] {
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    if let reason = unsafe canvas_finish(page, &bytes, &count) {
      throw .drawing(unsafe String(cString: reason))
    }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  func fill(_ rectangle: Rectangle, _ color: Color) {
    unsafe canvas_rectangle(
      page,
      rectangle.x,
      rectangle.y,
      rectangle.width,
      rectangle.height
    )
    unsafe canvas_fill(page, color.parts)
  }

  func stroke(_ rectangle: Rectangle, _ color: Color, width: Double) {
    unsafe canvas_rectangle(
      page,
      rectangle.x,
      rectangle.y,
      rectangle.width,
      rectangle.height
    )
    unsafe canvas_stroke(page, color.parts, width)
  }

  func line(_ from: Point, _ to: Point, _ color: Color, width: Double) {
    unsafe canvas_move_to(page, from.x, from.y)
    unsafe canvas_line_to(page, to.x, to.y)
    unsafe canvas_stroke(page, color.parts, width)
  }

  /// Strokes closed lines.
  func stroke(_ loops: [[Point]], _ color: Color, width: Double) {
    for loop in loops {
      guard let first = loop.first else { continue }
      unsafe canvas_move_to(page, first.x, first.y)
      for point in loop.dropFirst() { unsafe canvas_line_to(page, point.x, point.y) }
      unsafe canvas_close(page)
    }
    unsafe canvas_stroke(page, color.parts, width)
  }

  /// Draws grey levels, row by row, over a rectangle; what lies outside of `clip` is left out.
  func image(_ grey: [UInt8], columns: Int, in rectangle: Rectangle, clip: Rectangle) {
    unsafe canvas_begin_clip(page, clip.x, clip.y, clip.width, clip.height)
    unsafe canvas_image(
      page,
      grey,
      Int32(columns),
      Int32(grey.count / columns),
      rectangle.x,
      rectangle.y,
      rectangle.width,
      rectangle.height
    )
    unsafe canvas_end_clip(page)
  }

  /// The width of a line of text.
  func width(of text: String, _ style: TextStyle) -> Double {
    unsafe text.withCString {
      unsafe canvas_text_width(page, parts($0, style, limit: 0))
    }
  }

  /// Draws a line of text on a baseline; what is longer than `limit` ends in an ellipsis.
  func draw(
    _ text: String,
    _ style: TextStyle,
    at point: Point,
    anchor: Anchor = .start,
    limit: Double = 0
  ) {
    unsafe text.withCString {
      unsafe canvas_draw_text(
        page,
        parts($0, style, limit: limit),
        point.x,
        point.y,
        anchor.rawValue,
        style.color.parts
      )
    }
  }

  private func parts(
    _ text: UnsafePointer<CChar>,
    _ style: TextStyle,
    limit: Double
  ) -> canvas_text {
    unsafe canvas_text(
      utf8: text,
      size: style.size,
      weight: style.isBold ? 700 : 400,
      limit: limit
    )
  }
}
