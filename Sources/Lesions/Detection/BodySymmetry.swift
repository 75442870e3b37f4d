import Voxels

/// Pairs of foci that mirror each other where the body has paired organs that take tracer up.
///
/// Only two places are asked: head and neck, with their glands, and the flanks, with the renal pelves.
/// Elsewhere disease on both sides is as likely as two organs.
struct BodySymmetry: Sendable {
  private let middle: Double
  /// The depth of the spine, in mm: the renal pelves lie beside it.
  private let spine: Double
  /// Above this height, in mm, lie head and neck.
  private let neck: Double
  /// Between these heights lie the renal pelves, where urine is hot with the tracer.
  private let flanks: ClosedRange<Double>?

  init(_ organs: OrganMap, _ physiology: Physiology) {
    func heights(_ names: Organ...) -> [Double] {
      names.flatMap { name -> [Double] in
        guard let region = organs[name], let box = region.boundingBox else { return [] }
        return [box.lower.z, box.upper.z - 1].map { region.grid.position(of: SIMD3(0, 0, $0)).z }
      }
    }
    middle =
      organs[.vertebrae]?.centroid?.x ?? organs.body?.centroid?.x
      ?? organs.grid.position(of: SIMD3(organs.grid.size.x / 2, 0, 0)).x
    spine = organs[.vertebrae]?.centroid?.y ?? (organs.body?.centroid?.y ?? 0) + 40
    let lungs = heights(.lungLeft, .lungRight)
    neck = (lungs.max() ?? .infinity) + 20
    let bladder = heights(.urinaryBladder)
    let isHot = (physiology.uptake(of: .ureterLeft)?.highest ?? 0) >= 40
    if isHot, let top = bladder.max(), let bottom = lungs.min(), top + 60 < bottom + 60 {
      flanks = top + 60...bottom + 60
    } else {
      flanks = nil
    }
  }

  /// The pair that a focus belongs to: what it is, and why; nil where it has no twin.
  func twin(
    of focus: FocusEvidence,
    among others: [FocusEvidence]
  ) -> (site: String, reason: String)? {
    let place = focus.focus.position
    let side = place.x - middle
    let isNeck = place.z > neck
    let isFlank =
      flanks?.contains(place.z) ?? false && (25...70).contains(abs(side))
      && abs(place.y - spine) < 50
    guard isNeck || isFlank, abs(side) > 12 else { return nil }
    let twin = others.first { other in
      let there = other.focus.position
      let ratio = other.outline.peak / focus.outline.peak
      return abs(there.x - middle + side) < 16 && abs(there.y - place.y) < 14
        && abs(there.z - place.z) < 22 && (0.55...1.8).contains(ratio)
        && (there.x - middle) * side < 0
    }
    guard twin != nil else { return nil }
    let site = isNeck ? "paired glands of head and neck" : "renal pelvis"
    return (site, "a twin mirrors it on the other side: \(site)")
  }
}
