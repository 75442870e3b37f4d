/// A picture of one lesion: the three planes through it, and how its uptake is spread.
///
/// The planes are at one scale, in millimetres, on inverted grey, with the outline and a bar of a round
/// length. Below, the histogram in millilitres with the cumulative curve: the share of the volume at or
/// above an uptake. The panel holds what it is given: the texts must not name the patient.
public struct LesionPanel: Sendable {
  /// A plane through the lesion.
  public struct Plane: Sendable {
    /// The plane's name, such as "Axial".
    public let name: String
    /// The letters of the patient's sides at the left, right, top and bottom edge.
    public let edgeLetters: (left: String, right: String, top: String, bottom: String)
    /// The number of pixels of a row.
    public let columns: Int
    /// The values, row by row from the top; NaN is drawn as nothing.
    public let values: [Float]
    /// The distance between pixels, in mm.
    public let pixelMillimeters: Double
    /// The lesion's pixels, as `column + columns * row`.
    public let inside: [Int]

    /// The number of rows.
    public var rows: Int { values.count / columns }

    /// A plane.
    ///
    /// - Parameters:
    ///   - name: the plane's name.
    ///   - edgeLetters: the letters at the left, right, top and bottom edge.
    ///   - columns: the number of pixels of a row.
    ///   - values: the values, row by row from the top.
    ///   - pixelMillimeters: the distance between pixels, in mm.
    ///   - inside: the lesion's pixels, as `column + columns * row`.
    /// - Precondition: there is a pixel, rows are whole, and the lesion's pixels lie on the plane.
    public init(
      name: String,
      edgeLetters: (left: String, right: String, top: String, bottom: String),
      columns: Int,
      values: [Float],
      pixelMillimeters: Double,
      inside: [Int]
    ) {
      precondition(columns > 0 && !values.isEmpty && values.count % columns == 0, "whole rows")
      precondition(pixelMillimeters > 0 && pixelMillimeters.isFinite, "pixels have a size")
      precondition(inside.allSatisfy(values.indices.contains), "the outline lies on the plane")
      self.name = name
      self.edgeLetters = edgeLetters
      self.columns = columns
      self.values = values
      self.pixelMillimeters = pixelMillimeters
      self.inside = inside
    }
  }

  /// The uptake of a lesion's voxels.
  public struct Histogram: Sendable {
    /// Where the first bin begins.
    public let lower: Double
    /// The width of a bin.
    public let binWidth: Double
    /// The volume of each bin's voxels, in mL.
    public let milliliters: [Double]

    /// A histogram of values, in about thirty bins of a round width.
    ///
    /// - Parameters:
    ///   - values: the voxels' values; NaN is left out.
    ///   - voxelMilliliters: the volume of a voxel.
    /// - Precondition: a value is finite.
    public init(of values: [Float], voxelMilliliters: Double) {
      let values = values.filter(\.isFinite).map(Double.init)
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      let width = most > least ? Ticks.roundUp((most - least) / 30) : 1
      let first = (least / width).rounded(.down)
      var volumes = [Double](repeating: 0, count: Int((most / width).rounded(.down) - first) + 1)
      for value in values {
        volumes[Int((value / width).rounded(.down) - first)] += voxelMilliliters
      }
      lower = first * width
      binWidth = width
      milliliters = volumes
    }

    /// The share of the volume at or above each bin's beginning, and 0 at the end.
    var cumulative: [(value: Double, share: Double)] {
      let whole = milliliters.reduce(0, +)
      var above = whole
      var curve = milliliters.enumerated().map { bin, volume in
        defer { above -= volume }
        return (lower + Double(bin) * binWidth, above / whole)
      }
      curve.append((lower + Double(milliliters.count) * binWidth, 0))
      return curve
    }
  }

  /// The first line, such as the lesion's name and site.
  public var title: String
  /// Lines below the title.
  public var subtitles: [String]
  /// The planes, from left to right; all are drawn at one scale.
  public var planes: [Plane]
  /// The grey scale.
  public var window: MIPPanel.Window
  /// The uptake of the lesion's voxels.
  public var histogram: Histogram
  /// Numbers beside the histogram: name and value.
  public var numbers: [(name: String, value: String)]
  /// The last line at the left.
  public var footnote: String
  /// The last line at the right, such as the program's version and the input's hash.
  public var provenance: String

  /// A panel.
  ///
  /// - Parameters:
  ///   - title: the first line.
  ///   - subtitles: lines below it.
  ///   - planes: from left to right, at least one.
  ///   - window: the grey scale.
  ///   - histogram: the uptake of the lesion's voxels.
  ///   - numbers: name and value, the most important first.
  ///   - footnote: the last line at the left.
  ///   - provenance: the last line at the right.
  /// - Precondition: there is a plane.
  public init(
    title: String,
    subtitles: [String] = [],
    planes: [Plane],
    window: MIPPanel.Window,
    histogram: Histogram,
    numbers: [(name: String, value: String)],
    footnote: String = "Research use: not for diagnosis",
    provenance: String = ""
  ) {
    precondition(!planes.isEmpty, "a panel shows something")
    self.title = title
    self.subtitles = subtitles
    self.planes = planes
    self.window = window
    self.histogram = histogram
    self.numbers = numbers
    self.footnote = footnote
    self.provenance = provenance
  }

  /// The panel as a file's bytes.
  ///
  /// - Parameters:
  ///   - format: PNG, SVG or PDF.
  ///   - widthPixels: the width of a PNG.
  /// - Returns: the file.
  /// - Throws: ``FigureError`` when the drawing library has no memory left.
  public func drawn(
    as format: FigureFormat,
    widthPixels: Int = 1600
  ) throws(FigureError) -> [UInt8] {
    let layout = LesionPanelLayout(self)
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
