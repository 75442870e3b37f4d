/// What is doubtful about a series' geometry, though its volume can be made.
public enum GeometryCaveat: Equatable, Sendable, CustomStringConvertible {
  /// The slices are shifted against each other (a tilted gantry); the grid keeps the shear.
  case shearedSlices(degrees: Double)
  /// GantryDetectorTilt says tilted, the positions say upright; the positions are used.
  case tiltNotInPositions(degrees: Double)
  /// Slice distances differ more than rounding explains, yet each slice lies near its place.
  case unevenSpacing(
    smallestMillimeters: Double,
    medianMillimeters: Double,
    largestMillimeters: Double,
    largestOffsetMillimeters: Double
  )
  /// SpacingBetweenSlices contradicts the positions; the positions are used.
  case spacingDiffersFromHeader(headerMillimeters: Double, measuredMillimeters: Double)
  /// The slices are thinner than their distance: tissue between them was not imaged, or slices miss.
  case thinSlices(thicknessMillimeters: Double, measuredMillimeters: Double)
  /// The series has one slice; its thickness stands for the slice distance.
  case singleSlice(thicknessMillimeters: Double)
  /// NumberOfSlices isn't the number of slices found.
  case sliceCountDiffers(found: Int, declared: Int)
  /// Two instances hold the same pixels at the same position; one was left out.
  case repeatedSliceLeftOut(kept: String, leftOut: String)
  /// An attribute that is only compared with the positions can't be read.
  case unreadableCheck(keyword: String, reason: String)

  /// What is doubtful, with the numbers.
  public var description: String {
    switch self {
    case .shearedSlices(let degrees):
      "the slices are sheared by \(shown(degrees))° (tilted gantry); the grid keeps the shear"
    case .tiltNotInPositions(let degrees):
      "GantryDetectorTilt (0018,1120) is \(shown(degrees))°, but the slice positions are upright; "
        + "the positions are used"
    case .unevenSpacing(let smallest, let median, let largest, let offset):
      "slice distances run from \(shown(smallest)) to \(shown(largest)) mm around "
        + "\(shown(median)) mm; no slice is more than \(shown(offset)) mm off its place"
    case .spacingDiffersFromHeader(let header, let measured):
      "SpacingBetweenSlices (0018,0088) is \(shown(header)) mm, the positions are "
        + "\(shown(measured)) mm apart; the positions are used"
    case .thinSlices(let thickness, let measured):
      "slices of \(shown(thickness)) mm lie \(shown(measured)) mm apart"
    case .singleSlice(let thickness):
      "the series has a single slice; its thickness, \(shown(thickness)) mm, stands for the "
        + "slice distance"
    case .sliceCountDiffers(let found, let declared):
      "\(found) slices were found, NumberOfSlices (0054,0081) says \(declared)"
    case .repeatedSliceLeftOut(let kept, let leftOut):
      "instance \(leftOut) repeats \(kept) (same place, same pixels) and was left out"
    case .unreadableCheck(let keyword, let reason):
      "\(keyword) was not compared with the positions: \(reason)"
    }
  }
}
