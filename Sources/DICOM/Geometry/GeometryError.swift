public import Voxels

/// Why the frames of a series don't make one volume.
public enum GeometryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The series holds no image planes: a report, a structure set, a segmentation.
  case noPlanes(found: String)
  /// An attribute that places a plane is absent or empty.
  case missingAttribute(keyword: String, tag: Tag, instance: String)
  /// An attribute that places a plane holds something else than it must.
  case unreadableAttribute(keyword: String, reason: String, instance: String)
  /// The directions of ImageOrientationPatient aren't of length 1, or aren't at right angles.
  case invalidOrientation(reason: String, instance: String)
  /// Planes of one stack differ in an attribute that they have to share.
  case mixedPlanes(keyword: String, instances: [String])
  /// Several planes lie at one position and aren't copies of each other.
  case repeatedPosition(millimeters: Double, instances: [String])
  /// Slices are missing between others.
  case missingSlices([SliceGap])
  /// The distances between slices differ by more than rounding.
  case unequalSpacing(
    smallestMillimeters: Double,
    medianMillimeters: Double,
    largestMillimeters: Double,
    instances: [String]
  )
  /// A slice doesn't lie where the straight line from the first slice to the last has it.
  case slicesOffLine(offsetMillimeters: Double, instance: String)
  /// The series has one slice and nothing says how thick it is.
  case noSliceDistance(instance: String)
  /// The grid is too large, or its axes don't span a volume.
  case grid(GridError)

  /// What was found, at which positions and in which instances, and what can be done.
  public var description: String {
    switch self {
    case .noPlanes(let found):
      "the series holds no image planes (\(found)): choose a PET or CT series"
    case .missingAttribute(let keyword, let tag, let instance):
      "\(keyword) \(tag) is missing in instance \(instance): the plane can't be placed"
    case .unreadableAttribute(let keyword, let reason, let instance):
      "\(keyword) in instance \(instance): \(reason)"
    case .invalidOrientation(let reason, let instance):
      "ImageOrientationPatient in instance \(instance): \(reason)"
    case .mixedPlanes(let keyword, let instances):
      "the planes differ in \(keyword), so they are no single volume: \(listed(instances))"
    case .repeatedPosition(let millimeters, let instances):
      "\(instances.count) different slices lie at \(shown(millimeters)) mm along the normal: "
        + "\(listed(instances)); remove the ones that don't belong to the series"
    case .missingSlices(let gaps):
      "\(gaps.reduce(0) { $0 + $1.missingCount }) slices are missing: "
        + gaps.prefix(5).map(\.description).joined(separator: "; ")
        + (gaps.count > 5 ? "; and \(gaps.count - 5) more gaps" : "")
        + "; send the whole series again"
    case .unequalSpacing(let smallest, let median, let largest, let instances):
      "slice distances run from \(shown(smallest)) to \(shown(largest)) mm around "
        + "\(shown(median)) mm, first at \(listed(instances)): resample the series, or leave out "
        + "the slices that don't belong to it"
    case .slicesOffLine(let offset, let instance):
      "instance \(instance) lies \(shown(offset)) mm off the line through the other slices"
    case .noSliceDistance(let instance):
      "the one slice \(instance) has neither SpacingBetweenSlices (0018,0088) nor "
        + "SliceThickness (0018,0050): its voxels have no volume"
    case .grid(let error): error.description
    }
  }
}

/// A place in a stack where slices are missing.
public struct SliceGap: Hashable, Sendable, CustomStringConvertible {
  /// How many slices fit between the two, at the stack's usual distance.
  public let missingCount: Int
  /// Where the slice before the gap lies along the normal, in mm.
  public let fromMillimeters: Double
  /// Where the slice after the gap lies along the normal, in mm.
  public let toMillimeters: Double
  /// The SOP Instance UIDs of the slices before and after.
  public let instances: [String]

  /// The positions, the count and the instances beside the gap.
  public var description: String {
    "\(missingCount) between \(shown(fromMillimeters)) and \(shown(toMillimeters)) mm "
      + "(\(instances.joined(separator: " and ")))"
  }
}

/// A length or angle with at most three decimals.
func shown(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let thousandths = Int((value * 1000).rounded())
  let (whole, part) = abs(thousandths).quotientAndRemainder(dividingBy: 1000)
  let sign = thousandths < 0 ? "-" : ""
  if part == 0 { return "\(sign)\(whole)" }
  var digits = "\(1000 + part)".dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return "\(sign)\(whole).\(digits)"
}

/// The first few of several names.
func listed(_ names: [String]) -> String {
  names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
}
