import Glibc
import Voxels

/// What a CT taken in another phase of breathing does to the PET: where it shows lung and the PET had
/// liver, the correction is too weak, and a pale band lies under the lung; the other way round a dark
/// one.
///
/// - Source: the band under the lung base of one real FDG scan; its strength is assumed.
struct AttenuationMismatch: Hashable, Sendable {
  /// The share that is lost where all tissue around was taken for lung.
  var strength = 0.4

  /// Applies the mismatch to an image.
  ///
  /// - Parameters:
  ///   - image: the image.
  ///   - seen: the tissue at the mean of the PET's positions, on the image's grid.
  ///   - taken: the tissue at the CT's phase, on the same grid.
  func apply(to image: inout Volume<SUVbw>, seen: TissueMap, taken: TissueMap) {
    let size = image.grid.size
    let perSlice = size.x * size.y
    let lungs = Set(Tissue.lungs.map(\.rawValue))
    let isLung = (UInt8.min...UInt8.max).map(lungs.contains)
    let differing = (0..<size.z).filter { slice in
      let range = slice * perSlice..<(slice + 1) * perSlice
      let (a, b) = (seen.tissues.span.extracting(range), taken.tissues.span.extracting(range))
      for index in 0..<perSlice where isLung[Int(a[index])] != isLung[Int(b[index])] {
        return true
      }
      return false
    }
    guard let first = differing.first, let last = differing.last else { return }
    let slices = first...last
    let difference = filledSlices(slices.count, of: perSlice) { place, out in
      let start = (place + first) * perSlice
      for index in 0..<perSlice {
        let isSeen = isLung[Int(seen.tissues[start + index])]
        let isTaken = isLung[Int(taken.tissues[start + index])]
        if isSeen != isTaken { out[index] = isTaken ? 1 : -1 }
      }
    }
    // The error of a line of response spreads over what the line crosses.
    let spread = GaussianBlur(
      fullWidthMillimeters: 16,
      spacingMillimeters: image.grid.spacingMillimeters
    ).applied(to: difference, size: SIMD3(size.x, size.y, slices.count))
    var values = image.values
    for index in spread.indices {
      values[first * perSlice + index] *= 1 - Float(strength) * spread[index]
    }
    image.values = values
  }
}
