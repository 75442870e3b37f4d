/// Lines across rows, some neighbouring ones at a time, each replaced by the lower envelope of the
/// parabolas that stand on its values.
struct Sweep {
  private static let lines = 16
  private let length: Int
  private var panel: [Float]
  private var envelope: Envelope

  init(length: Int, spacing: Double) {
    self.length = length
    panel = [Float](repeating: 0, count: length * Self.lines)
    envelope = Envelope(length: length, spacing: spacing)
  }

  /// Replaces all lines that cross a row.
  ///
  /// - Parameters:
  ///   - values: squared distances; those of the lines are replaced.
  ///   - start: the row's first value.
  ///   - width: the number of lines.
  ///   - stride: from one value of a line to the next.
  ///   - takingRoots: whether to leave distances in place of their squares.
  mutating func replaceLines(
    of values: inout MutableSpan<Float>,
    start: Int,
    width: Int,
    stride: Int,
    takingRoots: Bool
  ) {
    precondition(start + (length - 1) * stride + width <= values.count, "lines within the values")
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe panel.withUnsafeMutableBufferPointer { panel in
        for first in Swift.stride(from: 0, to: width, by: Self.lines) {
          let count = min(Self.lines, width - first)
          for place in 0..<length {
            let source = start &+ place &* stride &+ first
            for line in 0..<count {
              unsafe panel[line &* length &+ place] = values[source &+ line]
            }
          }
          for line in 0..<count {
            let bounds = line * length..<(line + 1) * length
            unsafe envelope.replace(UnsafeMutableBufferPointer(rebasing: panel[bounds]))
          }
          for place in 0..<length {
            let target = start &+ place &* stride &+ first
            for line in 0..<count {
              let square = unsafe panel[line &* length &+ place]
              unsafe values[target &+ line] = takingRoots ? square.squareRoot() : square
            }
          }
        }
      }
    }
  }
}

/// The lower envelope of parabolas along a line.
private struct Envelope {
  private let length: Int
  private let spacing: Double
  /// 1 / (2 n) for each n, so that no division is left in the loop.
  private let halves: [Double]
  // The parabolas: where each stands, how high, and from where on it is the lowest.
  private var places: [Int]
  private var heights: [Double]
  private var starts: [Double]

  init(length: Int, spacing: Double) {
    self.length = length
    self.spacing = spacing
    halves = (0..<length + 1).map { $0 == 0 ? 0 : 1 / (2 * Double($0)) }
    places = [Int](repeating: 0, count: length)
    heights = [Double](repeating: 0, count: length)
    starts = [Double](repeating: 0, count: length + 1)
  }

  /// Replaces the values of a line.
  mutating func replace(_ line: UnsafeMutableBufferPointer<Float>) {
    let unit = 1 / (spacing * spacing)
    let square = Float(spacing * spacing)
    unsafe places.withUnsafeMutableBufferPointer { places in
      unsafe heights.withUnsafeMutableBufferPointer { heights in
        unsafe starts.withUnsafeMutableBufferPointer { starts in
          unsafe halves.withUnsafeBufferPointer { halves in
            // In units of the spacing a parabola at p is (x - p)^2 + height.
            var last = -1
            var before: Float = .infinity
            for place in 0..<length {
              let value = unsafe line[place]
              // Of a stretch of zeros only the ends matter to others.
              let after = place &+ 1 < length ? unsafe line[place &+ 1] : .infinity
              let isHidden = value == 0 && before == 0 && after == 0
              before = value
              guard value < .infinity, !isHidden else { continue }
              let height = Double(value) * unit
              var from = -Double.infinity
              while last >= 0 {
                let other = unsafe places[last]
                let rise = unsafe (height - heights[last]) * halves[place &- other]
                from = rise + Double(place &+ other) * 0.5
                if unsafe from > starts[last] { break }
                last &-= 1
                from = -.infinity
              }
              last &+= 1
              unsafe places[last] = place
              unsafe heights[last] = height
              unsafe starts[last] = from
            }
            guard last >= 0 else { return }
            unsafe starts[last &+ 1] = .infinity
            var current = 0
            for place in 0..<length where unsafe line[place] > 0 {
              while unsafe starts[current &+ 1] < Double(place) { current &+= 1 }
              let steps = unsafe Double(place &- places[current])
              unsafe line[place] = Float(steps * steps + heights[current]) * square
            }
          }
        }
      }
    }
  }
}
