/// The colours and type of a panel.
private enum Style {
  /// Apart from every grey, in the middle of light and dark: 4.9 to 1 against white, 4.3 against
  /// black.
  static let accent = Color(red: 0.84, green: 0, blue: 0.43)
  /// What was set aside: cold and quiet beside the accent.
  static let setAside = Color(red: 0.12, green: 0.45, blue: 0.75, opacity: 0.75)
  /// What lesions are compared with.
  static let reference = Color(red: 0, green: 0.55, blue: 0.3)
  static let ink = Color.grey(0.1)
  static let quiet = Color.grey(0.38)
  static let hairline = Color.grey(0.8)
  static let title = TextStyle(size: 21, isBold: true, color: ink)
  static let subtitle = TextStyle(size: 13, color: quiet)
  static let view = TextStyle(size: 13, isBold: true, color: ink)
  static let letter = TextStyle(size: 15, isBold: true, color: ink)
  static let label = TextStyle(size: 12, isBold: true, color: accent)
  static let text = TextStyle(size: 12, color: ink)
  static let head = TextStyle(size: 11, color: quiet)
  static let foot = TextStyle(size: 11, color: quiet)

  static func color(of kind: MIPPanel.Shadow.Kind) -> Color {
    kind == .setAside ? setAside : reference
  }
}

extension MIPPanelLayout {
  func draw(_ panel: MIPPanel, on canvas: borrowing Canvas) {
    let textWidth = width - 2 * Self.margin
    var baseline = Self.margin + 18
    canvas.draw(
      panel.title,
      Style.title,
      at: Point(x: Self.margin, y: baseline),
      limit: textWidth
    )
    baseline += 4
    for line in panel.subtitles {
      baseline += 18
      canvas.draw(
        line,
        Style.subtitle,
        at: Point(x: Self.margin, y: baseline),
        limit: textWidth
      )
    }
    for (projection, frame) in zip(panel.projections, frames) {
      draw(projection, frame, panel.window, on: canvas)
    }
    drawLengthScale(on: canvas)
    drawLegend(panel, on: canvas)
    drawGreyScale(panel, on: canvas)
    if let table = panel.table { draw(table, on: canvas) }

    canvas.draw(panel.footnote, Style.foot, at: Point(x: Self.margin, y: footBaseline))
    canvas.draw(
      panel.provenance,
      Style.foot,
      at: Point(x: width - Self.margin, y: footBaseline),
      anchor: .end
    )
  }

  private func draw(
    _ projection: MIPPanel.Projection,
    _ frame: Frame,
    _ window: MIPPanel.Window,
    on canvas: borrowing Canvas
  ) {
    let area = frame.rectangle
    canvas.image(
      projection.values.map(window.grey),
      columns: projection.columns,
      in: frame.wholeImage(projection),
      clip: area
    )
    let heading = area.y - 12
    canvas.draw(
      projection.name,
      Style.view,
      at: Point(x: area.x + area.width / 2, y: heading),
      anchor: .middle
    )
    canvas.draw(projection.edgeLetters.left, Style.letter, at: Point(x: area.x, y: heading))
    canvas.draw(
      projection.edgeLetters.right,
      Style.letter,
      at: Point(x: area.maxX, y: heading),
      anchor: .end
    )
    for shadow in frame.shadows {
      canvas.stroke(
        shadow.loops,
        Color(red: 1, green: 1, blue: 1, opacity: 0.55),
        width: 1.8
      )
      canvas.stroke(shadow.loops, Style.color(of: shadow.kind), width: 0.9)
    }
    // White below each line keeps it apart from dark uptake.
    for label in frame.labels {
      canvas.line(
        label.start,
        label.target,
        Color(red: 1, green: 1, blue: 1, opacity: 0.7),
        width: 2
      )
    }
    for label in frame.labels {
      canvas.line(label.start, label.target, Style.accent, width: 0.7)
      canvas.draw(
        label.text,
        Style.label,
        at: Point(x: label.start.x + (label.isLeft ? -3 : 3), y: label.start.y + 4.2),
        anchor: label.isLeft ? .end : .start
      )
    }
    for loops in frame.outlines {
      canvas.stroke(loops, Color(red: 1, green: 1, blue: 1, opacity: 0.8), width: 2.8)
    }
    for loops in frame.outlines { canvas.stroke(loops, Style.accent, width: 1.3) }
  }

  /// What the quiet outlines mean, where there are any.
  private func drawLegend(_ panel: MIPPanel, on canvas: borrowing Canvas) {
    let shown = Set(panel.projections.flatMap { $0.shadows.map(\.kind) })
    let y = imagesBottom + 22
    var x = frames.count > 1 ? frames[1].rectangle.x : frames[0].rectangle.maxX - 150
    for kind in MIPPanel.Shadow.Kind.allCases where shown.contains(kind) {
      let words = kind == .setAside ? "set aside" : "reference region"
      canvas.line(Point(x: x, y: y), Point(x: x + 16, y: y), Style.color(of: kind), width: 1.6)
      canvas.draw(words, Style.text, at: Point(x: x + 22, y: y + 4.2))
      x += 22 + canvas.width(of: words, Style.text) + 18
    }
  }

  /// A bar of a round length below the first projection: its ends, and its length in mm.
  var lengthScale: (start: Point, end: Point, millimeters: Double) {
    let area = frames[0].rectangle
    let longest = max(area.width * 0.4, 30) / pointsPerMillimeter
    let length = [200.0, 100, 50, 20, 10, 5, 2].first { $0 <= longest } ?? 1
    let y = imagesBottom + 22
    return (
      Point(x: area.x, y: y), Point(x: area.x + length * pointsPerMillimeter, y: y), length
    )
  }

  private func drawLengthScale(on canvas: borrowing Canvas) {
    let (start, end, length) = lengthScale
    canvas.line(start, end, Style.ink, width: 1.6)
    for x in [start.x, end.x] {
      canvas.line(Point(x: x, y: start.y - 4), Point(x: x, y: start.y + 4), Style.ink, width: 1.6)
    }
    let text = length >= 10 ? "\(Ticks.text(length / 10)) cm" : "\(Ticks.text(length)) mm"
    canvas.draw(text, Style.text, at: Point(x: end.x + 9, y: end.y + 4.2))
    if unlabelledCount > 0 {
      canvas.draw(
        "\(unlabelledCount) more outlined without a number",
        Style.head,
        at: Point(x: (frames.last?.rectangle.maxX ?? end.x) + Self.gutter, y: end.y + 4.2),
        anchor: .end
      )
    }
  }

  /// Where the grey scale's bar lies.
  var greyScale: Rectangle {
    Rectangle(x: side.x, y: side.y, width: side.width, height: 14)
  }

  private func drawGreyScale(_ panel: MIPPanel, on canvas: borrowing Canvas) {
    let (window, bar) = (panel.window, greyScale)
    canvas.draw(window.label, Style.view, at: Point(x: bar.x, y: bar.y - 12), limit: bar.width)
    let levels = (0..<256).map { UInt8(255 - $0) }
    canvas.image(levels, columns: 256, in: bar, clip: bar)
    canvas.stroke(bar, Style.hairline, width: 0.7)
    let (lower, upper) = (Double(window.lower), Double(window.upper))
    let isExceeded = panel.projections.contains { $0.values.contains { $0 > window.upper } }
    for tick in Ticks.withEnds(from: lower, to: upper, about: 5) {
      let x = bar.x + bar.width * (tick - lower) / (upper - lower)
      canvas.line(Point(x: x, y: bar.maxY), Point(x: x, y: bar.maxY + 5), Style.quiet, width: 0.8)
      let isTop = tick == upper
      canvas.draw(
        (isTop && isExceeded ? "≥ " : "") + Ticks.text(tick),
        Style.text,
        at: Point(x: x, y: bar.maxY + 19),
        anchor: isTop ? .end : tick == lower ? .start : .middle
      )
    }
  }

  private func draw(_ table: MIPPanel.Table, on canvas: borrowing Canvas) {
    let rows = table.rows.prefix(tableRowCount)
    guard !rows.isEmpty else { return }
    // The first column is the number; the texts that follow keep left, numbers keep right.
    let isNumber = table.heads.indices.map { column in
      column > 0 && rows.allSatisfy { $0[column].first.map(Self.opensNumber) ?? true }
    }
    var widths = table.heads.indices.map { column in
      rows.reduce(canvas.width(of: table.heads[column], Style.head)) {
        max($0, canvas.width(of: $1[column], column == 0 ? Style.label : Style.text))
      }
    }
    let gap = 14.0
    // A long text, e.g. a site's name, gives way.
    let excess = widths.reduce(0, +) + gap * Double(widths.count - 1) - side.width
    if excess > 0,
      let widest = widths.indices.filter({ !isNumber[$0] }).max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] = max(40, widths[widest] - excess)
    }
    var starts: [Double] = []
    var x = side.x
    // Numbers stand at the right end of the column.
    let slack = max(0, -excess)
    let firstNumber = isNumber.firstIndex(of: true)
    for (column, width) in widths.enumerated() {
      if column == firstNumber { x += slack }
      starts.append(x)
      x += width + gap
    }
    func draw(_ texts: [String], _ baseline: Double, _ style: (Int) -> TextStyle) {
      for (column, text) in texts.enumerated() {
        canvas.draw(
          text,
          style(column),
          at: Point(
            x: starts[column] + (isNumber[column] ? widths[column] : 0),
            y: baseline
          ),
          anchor: isNumber[column] ? .end : .start,
          // A little more than measured, so that a text of the full width isn't cut.
          limit: isNumber[column] ? 0 : widths[column] + 1
        )
      }
    }
    var baseline = side.y + Self.tableOffset
    draw(table.heads, baseline) { _ in Style.head }
    rule(baseline + 6, on: canvas, Style.quiet)
    for row in rows {
      baseline += Self.rowHeight
      draw(row, baseline) { $0 == 0 ? Style.label : Style.text }
    }
    rule(baseline + 6, on: canvas, Style.hairline)
    let left = table.rows.count - rows.count
    if left > 0 {
      canvas.draw(
        "and \(left) more",
        Style.head,
        at: Point(x: side.x, y: baseline + Self.rowHeight + 2)
      )
    }
  }

  private func rule(_ y: Double, on canvas: borrowing Canvas, _ color: Color) {
    canvas.line(Point(x: side.x, y: y), Point(x: side.maxX, y: y), color, width: 0.7)
  }

  private static func opensNumber(_ character: Character) -> Bool {
    character.isNumber || "<>≥≤−-–—".contains(character)
  }
}
