/// Where the parts of a panel lie on its page, in points.
struct MIPPanelLayout {
  static let margin = 40.0
  static let gutter = 34.0
  static let labelGap = 15.0
  static let rowHeight = 19.0
  /// From the top of the grey scale to the table's heads.
  static let tableOffset = 80.0

  /// A projection's place.
  struct Frame {
    /// The columns that are shown: empty air at the sides is cut off.
    var columns: Range<Int>
    /// The shown part.
    var rectangle: Rectangle
    /// Points for each pixel.
    var scale: SIMD2<Double>
    var outlines: [[[Point]]]
    var shadows: [(kind: MIPPanel.Shadow.Kind, loops: [[Point]])]
    var labels: [PlacedLabel]

    /// Where the whole image would lie.
    func wholeImage(_ projection: MIPPanel.Projection) -> Rectangle {
      Rectangle(
        x: rectangle.x - Double(columns.lowerBound) * scale.x,
        y: rectangle.y,
        width: Double(projection.columns) * scale.x,
        height: rectangle.height
      )
    }
  }

  /// A lesion's number beside a projection.
  struct PlacedLabel: Equatable {
    var text: String
    /// Where the line to the lesion begins, at the label's middle height.
    var start: Point
    /// Where the line meets the lesion's outline.
    var target: Point
    /// Whether the label stands left of the projection.
    var isLeft: Bool
  }

  var width = 1000.0
  var height: Double
  var frames: [Frame]
  /// The right column: grey scale above, table below.
  var side: Rectangle
  /// The points of a millimetre.
  var pointsPerMillimeter: Double
  /// Where the tallest projection ends.
  var imagesBottom: Double
  /// The baseline of the lines at the bottom.
  var footBaseline: Double
  /// How many of the table's rows are shown.
  var tableRowCount: Int
  /// How many outlines have no label for want of room.
  var unlabelledCount: Int

  init(_ panel: MIPPanel) {
    let sideWidth = 268.0
    let gap = 26.0
    let top = Self.margin + 30 + 18 * Double(panel.subtitles.count) + 36
    let room =
      width - 2 * Self.margin - sideWidth - gap
      - Double(panel.projections.count) * 2 * Self.gutter

    let columns = panel.projections.map { Self.shownColumns($0, panel.window) }
    let sizes = zip(panel.projections, columns).map { projection, columns in
      (
        width: Double(columns.count) * projection.pixelMillimeters.x,
        height: Double(projection.rows) * projection.pixelMillimeters.y
      )
    }
    let tallest = sizes.reduce(0) { max($0, $1.height) }
    let scale = min(room / sizes.reduce(0) { $0 + $1.width }, 820 / tallest)
    pointsPerMillimeter = scale

    let imagesWidth =
      sizes.reduce(0) { $0 + $1.width * scale } + Double(sizes.count) * 2 * Self.gutter
    // A tall and narrow panel stands in the middle of the page.
    var x = (width - imagesWidth - gap - sideWidth) / 2
    frames = []
    unlabelledCount = 0
    for ((projection, columns), size) in zip(zip(panel.projections, columns), sizes) {
      let rectangle = Rectangle(
        x: x + Self.gutter,
        y: top,
        width: size.width * scale,
        height: size.height * scale
      )
      var frame = Frame(
        columns: columns,
        rectangle: rectangle,
        scale: projection.pixelMillimeters * scale,
        outlines: [],
        shadows: [],
        labels: []
      )
      frame.shadows = projection.shadows.map { shadow in
        let contour = Contour(around: shadow.pixels, columns: projection.columns)
        return (shadow.kind, contour.loops.map { loop in loop.map { frame.place($0) } })
      }
      frame.outlines = projection.outlines.map {
        Contour(around: $0.pixels, columns: projection.columns).loops.map { loop in
          loop.map { frame.place($0) }
        }
      }
      frame.labels = frame.placedLabels(projection.outlines.map(\.label))
      unlabelledCount = max(unlabelledCount, projection.outlines.count - frame.labels.count)
      frames.append(frame)
      x = rectangle.maxX + Self.gutter
    }

    let tableTop = top + Self.tableOffset
    let wantedTable = Double((panel.table?.rows.count ?? 0) + 2) * Self.rowHeight
    imagesBottom = top + tallest * scale
    // The length scale stands below the projections.
    let bottom = max(imagesBottom + 44, min(tableTop + wantedTable, top + 420))
    side = Rectangle(x: x + gap, y: top, width: sideWidth, height: bottom - top)
    let fitting = Int((bottom - tableTop) / Self.rowHeight) - 1
    let rowCount = panel.table?.rows.count ?? 0
    tableRowCount = rowCount <= fitting ? rowCount : max(0, fitting - 1)
    footBaseline = bottom + 36
    height = footBaseline + 26
  }

  /// The columns that hold something: above a twentieth of the window or outlined, and a little air.
  private static func shownColumns(
    _ projection: MIPPanel.Projection,
    _ window: MIPPanel.Window
  ) -> Range<Int> {
    let threshold = window.lower + 0.05 * (window.upper - window.lower)
    var held = [Int](repeating: 0, count: projection.columns)
    for (i, value) in projection.values.enumerated() where value >= threshold {
      held[i % projection.columns] += 1
    }
    for pixel in projection.outlines.lazy.flatMap(\.pixels) {
      held[pixel % projection.columns] += 3
    }
    // Single noisy pixels are no body.
    guard let first = held.firstIndex(where: { $0 >= 3 }),
      let last = held.lastIndex(where: { $0 >= 3 })
    else { return 0..<projection.columns }
    let air = Int((15 / projection.pixelMillimeters.x).rounded(.up))
    return max(0, first - air)..<min(projection.columns, last + 1 + air)
  }
}

extension MIPPanelLayout.Frame {
  /// The place on the page of a point in pixels.
  func place(_ point: Point) -> Point {
    Point(
      x: rectangle.x + (point.x - Double(columns.lowerBound)) * scale.x,
      y: rectangle.y + point.y * scale.y
    )
  }

  /// The outlines' labels: each in the nearer margin, while that has room, in order of height.
  ///
  /// Outlines come most important first; the last ones go without a label where both margins are
  /// full.
  func placedLabels(_ texts: [String]) -> [MIPPanelLayout.PlacedLabel] {
    let gap = MIPPanelLayout.labelGap
    let capacity = max(1, Int((rectangle.height - 12) / gap) + 1)
    var sides: (left: [Candidate], right: [Candidate]) = ([], [])
    for (text, loops) in zip(texts, outlines) {
      let points = loops.joined()
      guard let lowX = points.lazy.map(\.x).min(), let highX = points.lazy.map(\.x).max(),
        let lowY = points.lazy.map(\.y).min(), let highY = points.lazy.map(\.y).max()
      else { continue }
      let candidate = Candidate(text: text, points: Array(points), middleY: (lowY + highY) / 2)
      let prefersLeft = (lowX + highX) / 2 < rectangle.x + rectangle.width / 2
      let leftHasRoom = sides.left.count < capacity
      let rightHasRoom = sides.right.count < capacity
      if prefersLeft && leftHasRoom || !rightHasRoom && leftHasRoom {
        sides.left.append(candidate)
      } else if rightHasRoom {
        sides.right.append(candidate)
      }
    }
    return labels(sides.left, isLeft: true) + labels(sides.right, isLeft: false)
  }

  private struct Candidate {
    var text: String
    var points: [Point]
    var middleY: Double
  }

  private func labels(
    _ candidates: [Candidate],
    isLeft: Bool
  ) -> [MIPPanelLayout.PlacedLabel] {
    let candidates = candidates.sorted { ($0.middleY, $0.text) < ($1.middleY, $1.text) }
    let heights = LabelColumn.spread(
      candidates.map(\.middleY),
      gap: MIPPanelLayout.labelGap,
      in: rectangle.y + 6...max(rectangle.y + 6, rectangle.maxY - 6)
    )
    return zip(candidates, heights).map { candidate, y in
      let start = Point(x: isLeft ? rectangle.x - 8 : rectangle.maxX + 8, y: y)
      let target = candidate.points.min {
        $0.steepness(to: start) < $1.steepness(to: start)
      }
      return .init(text: candidate.text, start: start, target: target ?? start, isLeft: isLeft)
    }
  }
}

extension Point {
  /// The squared length of the line to another point, where climbing counts more: lines that lie
  /// flat look calm.
  fileprivate func steepness(to other: Point) -> Double {
    (x - other.x) * (x - other.x) + 25 * (y - other.y) * (y - other.y)
  }
}
