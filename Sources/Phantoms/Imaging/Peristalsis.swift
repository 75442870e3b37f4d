import Glibc
import Statistics
import Voxels

/// Urine on its way: a ureter shows as dashes, because its waves leave parts of it empty.
struct Peristalsis: Hashable, Sendable {
  /// What the waves of one side start at, in mm.
  private let starts: SIMD2<Double>
  /// The lengths of two waves that together make dashes of uneven length, in mm.
  private let lengths: SIMD2<Double>

  /// Waves drawn for one side of one scan.
  init(_ random: inout RandomNumbers) {
    starts = SIMD2(random.uniform(), random.uniform()) * 200
    lengths = SIMD2(45 + 40 * random.uniform(), 23 + 14 * random.uniform())
  }

  /// The share of the usual uptake at a height, in LPS mm: 0.03 where the ureter is empty, up to 1.
  func share(atHeight height: Double) -> Double {
    let turns = (SIMD2(repeating: height) + starts) / lengths * (2 * .pi)
    let fill = 2.4 * (sin(turns.x) + 0.7 * sin(turns.y) - 0.25)
    return min(1, max(0.03, fill))
  }
}

extension Volume<SUVbw> {
  /// Empties parts of both ureters.
  ///
  /// - Parameters:
  ///   - tissues: the tissues on the same grid.
  ///   - waves: the waves of the right and of the left ureter.
  mutating func emptyUreters(
    _ tissues: TissueMap,
    waves: (right: Peristalsis, left: Peristalsis)
  ) {
    let perSlice = grid.size.x * grid.size.y
    var changed = values
    for slice in 0..<grid.size.z {
      let height = grid.position(of: SIMD3(0, 0, slice)).z
      let right = Float(waves.right.share(atHeight: height))
      let left = Float(waves.left.share(atHeight: height))
      let labels = tissues.tissues.span.extracting(slice * perSlice..<(slice + 1) * perSlice)
      for index in 0..<perSlice {
        if labels[index] == Tissue.rightUreter.rawValue {
          changed[slice &* perSlice &+ index] *= right
        } else if labels[index] == Tissue.leftUreter.rawValue {
          changed[slice &* perSlice &+ index] *= left
        }
      }
    }
    values = changed
  }
}
