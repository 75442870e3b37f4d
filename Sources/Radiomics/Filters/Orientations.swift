import Voxels

/// Kernels along the axes, one each, in all ways in which the axes can be turned.
///
/// - Source: IBSI 2 reference manual, rotational invariance of separable filters: the four quarter
///   turns in a slice, the 24 rotations of a cube in the volume.
struct Orientation: Hashable {
  /// Which of the kernels lies along each axis.
  let order: [Int]
  /// Whether the kernel along each axis is turned round.
  let isFlipped: [Bool]

  /// The orientation that changes nothing.
  static func straight(_ count: Int) -> Orientation {
    Orientation(order: Array(0..<count), isFlipped: [Bool](repeating: false, count: count))
  }

  /// The rotations of so many axes: permutations with flips that keep the handedness.
  static func rotations(_ count: Int) -> [Orientation] {
    permutations(Array(0..<count)).flatMap { order in
      (0..<1 << count).compactMap { bits in
        let isFlipped = (0..<count).map { bits >> $0 & 1 == 1 }
        let flips = isFlipped.count { $0 }
        return (inversions(order) + flips).isMultiple(of: 2)
          ? Orientation(order: order, isFlipped: isFlipped) : nil
      }
    }
  }

  private static func permutations(_ items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in
      permutations(items.filter { $0 != first }).map { [first] + $0 }
    }
  }

  private static func inversions(_ order: [Int]) -> Int {
    order.indices.reduce(0) { sum, index in
      sum + order[..<index].count { $0 > order[index] }
    }
  }

  /// The kernels as they lie along columns, rows and slices; none along an axis without one.
  func applied(to kernels: [LineKernel]) -> [LineKernel?] {
    let turned: [LineKernel?] = zip(order, isFlipped).map { index, isFlipped in
      isFlipped ? kernels[index].flipped : kernels[index]
    }
    return turned.count == 3 ? turned : turned + [nil]
  }
}
