/// Where the parts of a lesion's panel lie, in points.
struct LesionPanelLayout {
  static let margin = 40.0

  let width = 1000.0
  let height: Double
  /// The planes' places.
  let planes: [Rectangle]
  let pointsPerMillimeter: Double
  /// The plot within its axes.
  let plot: Rectangle
  /// Where the numbers stand.
  let table: Rectangle

  init(_ panel: LesionPanel) {
    let margin = Self.margin
    let top = margin + 30 + 18 * Double(panel.subtitles.count) + 36
    let gap = 22.0
    let widths = panel.planes.map { Double($0.columns) * $0.pixelMillimeters }
    let heights = panel.planes.map { Double($0.rows) * $0.pixelMillimeters }
    let room = width - 2 * margin - gap * Double(panel.planes.count - 1)
    let tallest = heights.max() ?? 1
    let scale = min(room / widths.reduce(0, +), 320 / tallest)
    pointsPerMillimeter = scale
    let used = widths.reduce(0, +) * scale + gap * Double(panel.planes.count - 1)
    var x = (width - used) / 2
    var places: [Rectangle] = []
    for (planeWidth, planeHeight) in zip(widths, heights) {
      places.append(
        Rectangle(
          x: x,
          y: top + (tallest - planeHeight) * scale / 2,
          width: planeWidth * scale,
          height: planeHeight * scale
        )
      )
      x += planeWidth * scale + gap
    }
    planes = places
    let plotTop = top + tallest * scale + 100
    plot = Rectangle(x: margin + 52, y: plotTop, width: 500, height: 250)
    table = Rectangle(
      x: plot.maxX + 92,
      y: plotTop,
      width: width - margin - plot.maxX - 92,
      height: 0
    )
    let tableEnd = plotTop + 19 * Double(panel.numbers.count)
    height = max(plot.maxY + 56, tableEnd + 30) + 44
  }
}

extension LesionPanelLayout {
  func draw(_ panel: LesionPanel, on canvas: borrowing Canvas) {
    let left = Self.margin
    var baseline = Self.margin + 18
    canvas.draw(panel.title, Style.title, at: Point(x: left, y: baseline), limit: width - 2 * left)
    baseline += 4
    for line in panel.subtitles {
      baseline += 18
      canvas.draw(line, Style.subtitle, at: Point(x: left, y: baseline), limit: width - 2 * left)
    }
    for (plane, place) in zip(panel.planes, planes) {
      draw(plane, place, panel.window, on: canvas)
    }
    drawScales(panel, on: canvas)
    drawPlot(panel, on: canvas)
    for (row, number) in panel.numbers.enumerated() {
      let y = table.y + 10 + 19 * Double(row)
      canvas.draw(number.name, Style.text, at: Point(x: table.x, y: y), limit: table.width - 84)
      canvas.draw(
        number.value,
        Style.text,
        at: Point(x: table.maxX, y: y),
        anchor: .end
      )
    }
    let foot = height - 26
    canvas.draw(panel.footnote, Style.foot, at: Point(x: left, y: foot))
    canvas.draw(panel.provenance, Style.foot, at: Point(x: width - left, y: foot), anchor: .end)
  }

  private func draw(
    _ plane: LesionPanel.Plane,
    _ place: Rectangle,
    _ window: MIPPanel.Window,
    on canvas: borrowing Canvas
  ) {
    canvas.image(plane.values.map(window.grey), columns: plane.columns, in: place, clip: place)
    canvas.stroke(place, Style.hairline, width: 0.7)
    let loops = Contour(around: plane.inside, columns: plane.columns).loops.map { loop in
      loop.map {
        Point(
          x: place.x + $0.x * place.width / Double(plane.columns),
          y: place.y + $0.y * place.height / Double(plane.rows)
        )
      }
    }
    canvas.stroke(loops, Color(red: 1, green: 1, blue: 1, opacity: 0.8), width: 2.8)
    canvas.stroke(loops, Style.accent, width: 1.3)
    let middle = Point(x: place.x + place.width / 2, y: place.y + place.height / 2)
    canvas.draw(
      plane.name,
      Style.view,
      at: Point(x: middle.x, y: place.y - 12),
      anchor: .middle
    )
    let letters = plane.edgeLetters
    for (letter, point) in [
      (letters.left, Point(x: place.x + 10, y: middle.y + 5)),
      (letters.right, Point(x: place.maxX - 10, y: middle.y + 5)),
      (letters.top, Point(x: middle.x, y: place.y + 17)),
      (letters.bottom, Point(x: middle.x, y: place.maxY - 7)),
    ] { canvas.draw(letter, Style.letter, at: point, anchor: .middle) }
  }

  /// The bar of a round length below the first plane, and the grey scale below the last.
  private func drawScales(_ panel: LesionPanel, on canvas: borrowing Canvas) {
    let bottom = planes.map(\.maxY).max() ?? 0
    let y = bottom + 26
    let x = planes[0].x
    let longest = planes[0].width * 0.5 / pointsPerMillimeter
    let length = [100.0, 50, 20, 10, 5, 2].first { $0 <= longest } ?? 1
    let end = x + length * pointsPerMillimeter
    canvas.line(Point(x: x, y: y), Point(x: end, y: y), Style.ink, width: 1.6)
    for tick in [x, end] {
      canvas.line(Point(x: tick, y: y - 4), Point(x: tick, y: y + 4), Style.ink, width: 1.6)
    }
    canvas.draw(
      length >= 10 ? "\(Ticks.text(length / 10)) cm" : "\(Ticks.text(length)) mm",
      Style.text,
      at: Point(x: end + 9, y: y + 4.2)
    )

    let window = panel.window
    let last = planes[planes.count - 1]
    let bar = Rectangle(x: last.maxX - 260, y: y - 7, width: 260, height: 14)
    canvas.image((0..<256).map { UInt8(255 - $0) }, columns: 256, in: bar, clip: bar)
    canvas.stroke(bar, Style.hairline, width: 0.7)
    canvas.draw(
      window.label,
      Style.text,
      at: Point(x: bar.x - 10, y: y + 4.2),
      anchor: .end
    )
    let (lower, upper) = (Double(window.lower), Double(window.upper))
    let isExceeded = panel.planes.contains { $0.values.contains { $0 > window.upper } }
    for tick in Ticks.withEnds(from: lower, to: upper, about: 4) {
      let isTop = tick == upper
      canvas.draw(
        (isTop && isExceeded ? "≥ " : "") + Ticks.text(tick),
        Style.head,
        at: Point(x: bar.x + bar.width * (tick - lower) / (upper - lower), y: bar.maxY + 15),
        anchor: isTop ? .end : tick == lower ? .start : .middle
      )
    }
  }

  private func drawPlot(_ panel: LesionPanel, on canvas: borrowing Canvas) {
    let histogram = panel.histogram
    let upper = histogram.lower + Double(histogram.milliliters.count) * histogram.binWidth
    let span = upper - histogram.lower
    func x(_ value: Double) -> Double {
      plot.x + plot.width * (value - histogram.lower) / span
    }
    let most = histogram.milliliters.max() ?? 1
    let volumeTicks = Ticks.round(from: 0, to: most * 1.08, about: 4)
    let top = most * 1.08
    for tick in volumeTicks {
      let y = plot.maxY - plot.height * tick / top
      canvas.line(Point(x: plot.x, y: y), Point(x: plot.maxX, y: y), Style.hairline, width: 0.5)
      canvas.draw(Ticks.text(tick), Style.text, at: Point(x: plot.x - 8, y: y + 4.2), anchor: .end)
    }
    for (bin, volume) in histogram.milliliters.enumerated() where volume > 0 {
      let left = x(histogram.lower + Double(bin) * histogram.binWidth)
      let right = x(histogram.lower + Double(bin + 1) * histogram.binWidth)
      let height = plot.height * volume / top
      canvas.fill(
        Rectangle(
          x: left + 0.5,
          y: plot.maxY - height,
          width: max(0.5, right - left - 1),
          height: height
        ),
        .grey(0.66)
      )
    }
    let curve = histogram.cumulative.map {
      Point(x: x($0.value), y: plot.maxY - plot.height * $0.share)
    }
    for (from, to) in zip(curve, curve.dropFirst()) {
      canvas.line(from, to, Style.accent, width: 1.8)
    }
    canvas.line(
      Point(x: plot.x, y: plot.maxY),
      Point(x: plot.maxX, y: plot.maxY),
      Style.ink,
      width: 1
    )
    for tick in Ticks.round(from: histogram.lower, to: upper, about: 6) {
      canvas.line(
        Point(x: x(tick), y: plot.maxY),
        Point(x: x(tick), y: plot.maxY + 5),
        Style.ink,
        width: 1
      )
      canvas.draw(
        Ticks.text(tick),
        Style.text,
        at: Point(x: x(tick), y: plot.maxY + 19),
        anchor: .middle
      )
    }
    for percent in [0.0, 25, 50, 75, 100] {
      canvas.draw(
        Ticks.text(percent),
        TextStyle(size: 12, color: Style.accent),
        at: Point(x: plot.maxX + 8, y: plot.maxY - plot.height * percent / 100 + 4.2)
      )
    }
    canvas.draw("Volume of a bin (mL)", Style.view, at: Point(x: plot.x - 46, y: plot.y - 16))
    canvas.draw(
      "Volume at or above (%)",
      TextStyle(size: 13, isBold: true, color: Style.accent),
      at: Point(x: plot.maxX + 40, y: plot.y - 16),
      anchor: .end
    )
    canvas.draw(
      panel.window.label,
      Style.view,
      at: Point(x: plot.x + plot.width / 2, y: plot.maxY + 40),
      anchor: .middle
    )
  }
}
