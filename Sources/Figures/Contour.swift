/// The outlines of a set of pixels, as smooth closed lines.
///
/// Coordinates are in pixels, with pixel (0, 0) from 0 to 1 in x and y.
struct Contour: Equatable {
  var loops: [[Point]]

  /// The outlines of the given pixels.
  ///
  /// The lines run along the pixels' borders, outer borders and holes apart, and are then smoothed
  /// without shrinking. A single pixel stays visible as a disk of about its size; pixels that touch
  /// by a corner only are outlined apart.
  ///
  /// - Parameters:
  ///   - pixels: places `x + columns * y` in an image, in any order.
  ///   - columns: the image's width.
  init(around pixels: some Sequence<Int>, columns: Int) {
    let inside = Set(pixels)
    // Corners of pixels lie on a lattice one wider than the image.
    let width = columns + 1
    var next: [Int: [Int]] = [:]
    for pixel in inside.sorted() {
      let (x, y) = (pixel % columns, pixel / columns)
      let corner = x + width * y
      // Each border keeps the inside at its right hand.
      if !inside.contains(pixel - columns) { next[corner, default: []].append(corner + 1) }
      if x + 1 == columns || !inside.contains(pixel + 1) {
        next[corner + 1, default: []].append(corner + 1 + width)
      }
      if !inside.contains(pixel + columns) {
        next[corner + 1 + width, default: []].append(corner + width)
      }
      if x == 0 || !inside.contains(pixel - 1) {
        next[corner + width, default: []].append(corner)
      }
    }
    loops = []
    for start in next.keys.sorted() {
      while var corner = next[start]?.popLast() {
        var loop = [start]
        var step = corner - start
        while corner != start {
          loop.append(corner)
          // Where two pixels touch by a corner, turning right stays with the same pixel.
          let ways = next[corner] ?? []
          let right = Self.rightTurn(of: step, width: width)
          let way = ways.firstIndex { $0 - corner == right } ?? ways.startIndex
          let following = ways[way]
          next[corner]?.remove(at: way)
          step = following - corner
          corner = following
        }
        let points = loop.map { Point(x: Double($0 % width), y: Double($0 / width)) }
        loops.append(Self.smoothed(points))
      }
    }
  }

  /// With y downward: right, down, left, up.
  private static func rightTurn(of step: Int, width: Int) -> Int {
    switch step {
    case 1: width
    case width: -1
    case -1: -width
    default: 1
    }
  }

  /// Takes the steps of the pixels out of a loop.
  ///
  /// Each round pulls the points to their neighbours' middle and then pushes them back a little
  /// further, which leaves the size of the loop as it is.
  ///
  /// - Source: Taubin, SIGGRAPH 1995:351 (smoothing without shrinkage), here with factors 0.5
  ///   and -0.52.
  private static func smoothed(_ loop: [Point]) -> [Point] {
    // With the middles of the borders, a pixel has points enough to stay round.
    var points = loop.indices.flatMap { i in
      let (a, b) = (loop[i], loop[(i + 1) % loop.count])
      return [a, Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2)]
    }
    for round in 0..<40 {
      let factor = round.isMultiple(of: 2) ? 0.5 : -0.52
      let before = points
      for i in points.indices {
        let a = before[i == 0 ? before.count - 1 : i - 1]
        let b = before[i + 1 == before.count ? 0 : i + 1]
        points[i].x += factor * ((a.x + b.x) / 2 - before[i].x)
        points[i].y += factor * ((a.y + b.y) / 2 - before[i].y)
      }
    }
    return points
  }
}
