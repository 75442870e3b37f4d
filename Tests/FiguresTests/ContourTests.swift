import Testing

@testable import Figures

@Suite struct `A contour` {
  private func area(_ loop: [Point]) -> Double {
    loop.indices.reduce(0) { sum, i in
      let (a, b) = (loop[i], loop[(i + 1) % loop.count])
      return sum + (a.x * b.y - b.x * a.y) / 2
    }
  }

  @Test func `of a pixel is round, in its middle, and about its size`() {
    let contour = Contour(around: [3 + 10 * 4], columns: 10)
    #expect(contour.loops.count == 1)
    let loop = contour.loops[0]
    for point in loop {
      let (x, y) = (point.x - 3.5, point.y - 4.5)
      let radius = (x * x + y * y).squareRoot()
      #expect(radius > 0.3 && radius < 0.65)
    }
    #expect(area(loop) > 0.4 && area(loop) < 1)
  }

  /// The number of pixels is the area that they cover.
  @Test func `of a disk encloses as much as its pixels cover`() {
    let pixels = (0..<1600).filter {
      let (x, y) = (Double($0 % 40) - 20, Double($0 / 40) - 20)
      return x * x + y * y <= 144.5
    }
    let contour = Contour(around: pixels, columns: 40)
    #expect(contour.loops.count == 1)
    #expect(abs(area(contour.loops[0]) / Double(pixels.count) - 1) < 0.02)
    // The steps are gone: no point is further from the circle than a step of the pixels.
    let radius = (Double(pixels.count) / .pi).squareRoot()
    for point in contour.loops[0] {
      let (x, y) = (point.x - 20.5, point.y - 20.5)
      #expect(abs((x * x + y * y).squareRoot() - radius) < 0.7)
    }
  }

  @Test func `of a ring has an outer and an inner line, which turn opposite ways`() {
    let ring = (0..<100).filter {
      let (x, y) = ($0 % 10, $0 / 10)
      return max(abs(2 * x - 9), abs(2 * y - 9)) == 5
    }
    let areas = Contour(around: ring, columns: 10).loops.map(area).sorted()
    #expect(areas.count == 2)
    #expect(areas[0] < -10 && areas[1] > 30)
  }

  @Test func `of pixels that touch by a corner has a line around each`() {
    #expect(Contour(around: [0, 11], columns: 10).loops.count == 2)
    #expect(Contour(around: [1, 10], columns: 10).loops.count == 2)
  }

  @Test func `at the edges of the image is closed`() {
    let all = Contour(around: 0..<12, columns: 4)
    #expect(all.loops.count == 1)
    #expect(abs(area(all.loops[0]) - 12) < 1)
    #expect(Contour(around: [], columns: 4).loops.isEmpty)
  }

  @Test func `doesn't depend on the order or repeats of pixels`() {
    let pixels = [11, 12, 13, 21, 22, 31]
    #expect(
      Contour(around: pixels, columns: 10)
        == Contour(around: pixels.reversed() + pixels, columns: 10)
    )
  }
}

@Suite struct `Labels in a column` {
  @Test func `stay where they want to be when they have room`() {
    #expect(LabelColumn.spread([5, 20, 40], gap: 10, in: 0...100) == [5, 20, 40])
    #expect(LabelColumn.spread([], gap: 10, in: 0...100) == [])
  }

  @Test func `spread evenly around the place that they share`() {
    #expect(LabelColumn.spread([50, 50, 50], gap: 10, in: 0...100) == [40, 50, 60])
    #expect(LabelColumn.spread([50, 52], gap: 10, in: 0...100) == [46, 56])
  }

  @Test func `keep their distance and order, and stay in range`() {
    var state: UInt32 = 1
    for count in 1...10 {
      let wished = (0..<count).map { _ -> Double in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Double(state >> 16) / 65536 * 140 - 20
      }.sorted()
      let placed = LabelColumn.spread(wished, gap: 10, in: 0...100)
      #expect(placed.allSatisfy { $0 >= 0 && $0 <= 100 })
      for (a, b) in zip(placed, placed.dropFirst()) { #expect(b - a >= 10 - 1e-9) }
    }
  }
}

@Suite struct `Ticks of a scale` {
  @Test func `are round numbers with the ends of the scale`() {
    #expect(Ticks.withEnds(from: 0, to: 10, about: 5) == [0, 2, 4, 6, 8, 10])
    #expect(Ticks.withEnds(from: 0, to: 7.5, about: 5) == [0, 2, 4, 6, 7.5])
    #expect(Ticks.withEnds(from: 0, to: 25, about: 5) == [0, 5, 10, 15, 20, 25])
    #expect(
      Ticks.withEnds(from: 0, to: 0.5, about: 5).map(Ticks.text) == [
        "0", "0.1", "0.2", "0.3", "0.4", "0.5",
      ]
    )
  }

  @Test func `are written without needless decimals`() {
    #expect(
      [0, 2, 7.5, 12.25, -1.5, 0.05].map(Ticks.text) == ["0", "2", "7.5", "12.25", "−1.5", "0.05"]
    )
  }
}
