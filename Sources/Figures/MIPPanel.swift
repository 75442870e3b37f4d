/// A picture of projections with their lesions outlined and numbered, to show to a colleague.
///
/// All projections are drawn at one scale, in millimetres, on inverted grey. Lesion numbers stand in
/// the margins beside each projection, with a line to the lesion. The panel holds what it is given:
/// the texts must not name the patient.
public struct MIPPanel: Sendable {
  /// A projected image with what is outlined on it.
  public struct Projection: Sendable {
    /// The view's name, such as "Anterior".
    public let name: String
    /// The letter of the patient's side at the left and right edge, such as "R" and "L".
    public let edgeLetters: (left: String, right: String)
    /// The number of pixels of a row.
    public let columns: Int
    /// The values, row by row; the first row is the top.
    public let values: [Float]
    /// The distance between columns and between rows, in mm.
    public let pixelMillimeters: SIMD2<Double>
    /// What is outlined and numbered.
    public let outlines: [Outline]
    /// What is outlined quietly, without a number.
    public let shadows: [Shadow]

    /// The number of rows.
    public var rows: Int { values.count / columns }

    /// A projection.
    ///
    /// - Parameters:
    ///   - name: the view's name, e.g. "Anterior".
    ///   - edgeLetters: the letter of the patient's side at the left and right edge.
    ///   - columns: the number of pixels of a row.
    ///   - values: the values, row by row from the top, e.g. the head; NaN is drawn as nothing.
    ///   - pixelMillimeters: the distance between columns (x) and between rows (y), in mm.
    ///   - outlines: what is outlined and numbered; several may overlap.
    ///   - shadows: what is outlined quietly, below the numbered outlines.
    /// - Precondition: there is a pixel, rows are whole, distances are above zero, and outlines and
    ///   shadows lie on the image.
    public init(
      name: String,
      edgeLetters: (left: String, right: String),
      columns: Int,
      values: [Float],
      pixelMillimeters: SIMD2<Double>,
      outlines: [Outline] = [],
      shadows: [Shadow] = []
    ) {
      precondition(columns > 0 && !values.isEmpty && values.count % columns == 0, "whole rows")
      precondition(
        pixelMillimeters.x > 0 && pixelMillimeters.y > 0
          && pixelMillimeters.x.isFinite && pixelMillimeters.y.isFinite,
        "pixels have a size"
      )
      precondition(
        outlines.allSatisfy { $0.pixels.allSatisfy(values.indices.contains) }
          && shadows.allSatisfy { $0.pixels.allSatisfy(values.indices.contains) },
        "outlines lie on the image"
      )
      self.name = name
      self.edgeLetters = edgeLetters
      self.columns = columns
      self.values = values
      self.pixelMillimeters = pixelMillimeters
      self.outlines = outlines
      self.shadows = shadows
    }
  }

  /// What else is shown on a projection: lighter than a lesion, and without a number.
  public struct Shadow: Sendable {
    /// What it is.
    public enum Kind: Sendable, CaseIterable {
      /// Uptake that is no lesion.
      case setAside
      /// A region that lesions are compared with.
      case reference
    }

    /// What it is.
    public let kind: Kind
    /// The pixels it covers, as `column + columns * row`, in any order; repeats do no harm.
    public let pixels: [Int]

    /// A shadow of the pixels whose mask value isn't zero.
    ///
    /// - Parameters:
    ///   - kind: what it is.
    ///   - mask: a value for each pixel of the projection, row by row.
    public init(_ kind: Kind, mask: [UInt8]) {
      self.kind = kind
      pixels = mask.indices.filter { mask[$0] != 0 }
    }
  }

  /// A lesion's shadow on a projection.
  public struct Outline: Sendable {
    /// What is written beside it: the lesion's number.
    public let label: String
    /// The pixels it covers, as `column + columns * row`, in any order; repeats do no harm.
    public let pixels: [Int]

    /// An outline.
    ///
    /// - Parameters:
    ///   - label: the lesion's number, short.
    ///   - pixels: the pixels it covers, as `column + columns * row`.
    public init(label: String, pixels: [Int]) {
      self.label = label
      self.pixels = pixels
    }

    /// An outline of the pixels whose mask value isn't zero.
    ///
    /// - Parameters:
    ///   - label: the lesion's number, short.
    ///   - mask: a value for each pixel of the projection, row by row.
    public init(label: String, mask: [UInt8]) {
      self.init(label: label, pixels: mask.indices.filter { mask[$0] != 0 })
    }
  }

  /// The values from white to black.
  public struct Window: Sendable {
    /// The value that is white, and what is below.
    public let lower: Float
    /// The value that is black, and what is above.
    public let upper: Float
    /// The quantity and its unit, such as "SUVbw (g/mL)".
    public let label: String

    /// A window.
    ///
    /// - Parameters:
    ///   - lower: the value that is white.
    ///   - upper: the value that is black.
    ///   - label: the quantity and its unit, e.g. "SUVbw (g/mL)".
    /// - Precondition: `lower < upper`, both finite.
    public init(lower: Float, upper: Float, label: String) {
      precondition(lower.isFinite && upper.isFinite && lower < upper, "a window has a width")
      self.lower = lower
      self.upper = upper
      self.label = label
    }

    /// The grey level of a value, 255 for white; NaN is white.
    func grey(of value: Float) -> UInt8 {
      let part = (value - lower) / (upper - lower)
      guard part > 0 else { return 255 }
      return UInt8((255 * (1 - min(part, 1))).rounded())
    }
  }

  /// A small table beside the projections; its first column is the lesions' numbers.
  public struct Table: Sendable {
    /// The columns' heads, with units.
    public let heads: [String]
    /// The rows' texts, one for each head.
    public let rows: [[String]]

    /// A table.
    ///
    /// - Parameters:
    ///   - heads: the columns' heads, with units; the first is the lesion's number.
    ///   - rows: the rows, the most important first: the last ones are left out where room ends, and
    ///     a line says how many.
    /// - Precondition: each row has a text for each head.
    public init(heads: [String], rows: [[String]]) {
      precondition(rows.allSatisfy { $0.count == heads.count }, "a text for each column")
      self.heads = heads
      self.rows = rows
    }
  }

  /// The first line, such as the series' description.
  public var title: String
  /// Lines below the title, such as tracer and uptake time; method.
  public var subtitles: [String]
  /// The projections, from left to right.
  public var projections: [Projection]
  /// The grey scale of all projections.
  public var window: Window
  /// The lesions' table, or nil for none.
  public var table: Table?
  /// The last line at the left.
  public var footnote: String
  /// The last line at the right, such as the program's version and the input's hash.
  public var provenance: String

  /// A panel.
  ///
  /// - Parameters:
  ///   - title: the first line, e.g. the series' description.
  ///   - subtitles: lines below it, e.g. tracer and uptake time; method.
  ///   - projections: from left to right, at least one.
  ///   - window: the grey scale of all projections.
  ///   - table: the lesions' table, or nil for none.
  ///   - footnote: the last line at the left.
  ///   - provenance: the last line at the right, e.g. the program's version.
  /// - Precondition: there is a projection.
  public init(
    title: String,
    subtitles: [String] = [],
    projections: [Projection],
    window: Window,
    table: Table? = nil,
    footnote: String = "Research use: not for diagnosis",
    provenance: String = ""
  ) {
    precondition(!projections.isEmpty, "a panel shows something")
    self.title = title
    self.subtitles = subtitles
    self.projections = projections
    self.window = window
    self.table = table
    self.footnote = footnote
    self.provenance = provenance
  }

  /// The panel as a file's bytes.
  ///
  /// Equal panels give equal PNG and SVG bytes on one machine; fonts and the drawing library's
  /// version may differ between machines.
  ///
  /// - Parameters:
  ///   - format: PNG, SVG or PDF.
  ///   - widthPixels: the width of a PNG; SVG and PDF have no pixels.
  /// - Returns: the file.
  /// - Throws: ``FigureError`` when the drawing library has no memory left.
  public func drawn(
    as format: FigureFormat,
    widthPixels: Int = 2000
  ) throws(FigureError) -> [UInt8] {
    let layout = MIPPanelLayout(self)
    let canvas = try Canvas(
      format,
      width: layout.width,
      height: layout.height,
      scale: Double(widthPixels) / layout.width
    )
    layout.draw(self, on: canvas)
    return try canvas.finished()
  }
}
