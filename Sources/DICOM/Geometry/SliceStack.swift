import Glibc
import Voxels

/// Planes that together make one volume, checked.
///
/// The rules, in this order:
/// 1. All planes share size, directions (cosine within 1e-4) and pixel spacing (within 1e-3).
/// 2. They are sorted by the position along the normal; two less than 1e-3 mm apart are at one
///    position, which is refused.
/// 3. A distance above 1.5 × the median distance is a gap: slices are missing.
/// 4. Distances within 0.02 mm, or 1 % of the median, of the median are equal. Where some are not,
///    the stack is accepted with a caveat if each distance is within 5 % of the median and no slice
///    lies further than 5 % of it from its place on the lattice (scanners round positions per bed:
///    3.27, 3.29 and 3.19 mm occur in one series). Else it is refused.
/// 5. The slice step is (last position - first position) / (slices - 1). It need not be parallel to
///    the normal: the slices of a tilted gantry are sheared, the grid keeps that, with a caveat.
///
/// - Source: DICOM PS3.3 C.7.6.2.1.1; the tolerances are Herald's.
struct SliceStack {
  /// The lattice of the voxels; k runs along the normal.
  let grid: Grid
  /// What is doubtful.
  let caveats: [GeometryCaveat]

  /// The largest distance between two slices at one position, in mm.
  static let samePositionMillimeters = 1e-3

  /// The stack of sorted planes.
  ///
  /// - Parameters:
  ///   - planes: at least one plane, in the order of ``sorted(_:)``.
  ///   - instances: the SOP Instance UID of each.
  ///   - header: what the header says about the distance of slices, to be compared.
  /// - Throws: ``GeometryError`` when the planes don't make one volume.
  init(planes: [PlaneGeometry], instances: [String], header: SliceHeader) throws(GeometryError) {
    precondition(planes.count == instances.count && !planes.isEmpty)
    let first = planes[0]
    try Self.checkShared(planes, instances)
    guard planes.count > 1 else {
      let thickness = header.spacingBetweenSlices.map(abs) ?? header.sliceThickness
      guard let thickness, thickness > 0 else { throw .noSliceDistance(instance: instances[0]) }
      grid = try Self.grid(first, count: 1, step: first.normal * thickness)
      caveats =
        [.singleSlice(thicknessMillimeters: thickness)] + header.countCaveat(found: 1)
        + header.unreadable
      return
    }

    let along = planes.map { dot($0.position, first.normal) }
    let steps = zip(along, along.dropFirst()).map { $1 - $0 }
    try Self.checkRepeats(along, instances)
    let median = Self.median(steps)
    try Self.checkGaps(along, steps, median, instances)

    let step = (planes[planes.count - 1].position - first.position) / Double(planes.count - 1)
    var doubts = try Self.checkLattice(planes, steps, median, step, instances)
    doubts += Self.shear(step: step, normal: first.normal, header: header)
    doubts += header.distanceCaveats(measured: dot(step, first.normal))
    doubts += header.countCaveat(found: planes.count) + header.unreadable
    grid = try Self.grid(first, count: planes.count, step: step)
    caveats = doubts
  }

  /// The indices of planes by position along the first plane's normal; equal positions stay in order.
  static func sorted(_ planes: [PlaneGeometry]) -> [Int] {
    guard let normal = planes.first?.normal else { return [] }
    let along = planes.map { dot($0.position, normal) }
    return planes.indices.sorted { (along[$0], $0) < (along[$1], $1) }
  }

  private static func grid(
    _ first: PlaneGeometry,
    count: Int,
    step: SIMD3<Double>
  ) throws(GeometryError) -> Grid {
    let affine = Affine(
      columnStep: first.columnStep,
      rowStep: first.rowStep,
      sliceStep: step,
      origin: first.position
    )
    do {
      return try Grid(size: SIMD3(first.columns, first.rows, count), affine: affine)
    } catch {
      throw .grid(error)
    }
  }

  private static func checkShared(
    _ planes: [PlaneGeometry],
    _ instances: [String]
  ) throws(GeometryError) {
    for (plane, instance) in zip(planes, instances) {
      if let keyword = planes[0].difference(from: plane) {
        throw .mixedPlanes(keyword: keyword, instances: [instances[0], instance])
      }
    }
  }

  private static func checkRepeats(
    _ along: [Double],
    _ instances: [String]
  ) throws(GeometryError) {
    for k in along.indices.dropLast() where along[k + 1] - along[k] < samePositionMillimeters {
      let same = along.indices.filter { abs(along[$0] - along[k]) < samePositionMillimeters }
      throw .repeatedPosition(millimeters: along[k], instances: same.map { instances[$0] })
    }
  }

  private static func checkGaps(
    _ along: [Double],
    _ steps: [Double],
    _ median: Double,
    _ instances: [String]
  ) throws(GeometryError) {
    let gaps = steps.indices.filter { steps[$0] > 1.5 * median }.map { k in
      SliceGap(
        missingCount: max(1, Int((steps[k] / median).rounded()) - 1),
        fromMillimeters: along[k],
        toMillimeters: along[k + 1],
        instances: [instances[k], instances[k + 1]]
      )
    }
    guard gaps.isEmpty else { throw .missingSlices(gaps) }
  }

  /// Holds each slice against its place on the lattice from the first slice to the last.
  private static func checkLattice(
    _ planes: [PlaneGeometry],
    _ steps: [Double],
    _ median: Double,
    _ step: SIMD3<Double>,
    _ instances: [String]
  ) throws(GeometryError) -> [GeometryCaveat] {
    let rounding = max(0.02, 0.01 * median)
    let lenient = max(rounding, 0.05 * median)
    let normal = planes[0].normal
    var largestOffset = 0.0
    var offLine: (offset: Double, instance: String)?
    for (k, plane) in planes.enumerated() {
      let residual = plane.position - (planes[0].position + step * Double(k))
      let along = dot(residual, normal)
      let across = length(residual - normal * along)
      largestOffset = max(largestOffset, abs(along))
      if across > lenient, across > offLine?.offset ?? 0 { offLine = (across, instances[k]) }
    }
    let smallest = steps.reduce(steps[0], min)
    let largest = steps.reduce(steps[0], max)
    let worst = max(median - smallest, largest - median)
    if worst > lenient || largestOffset > lenient {
      let k = steps.firstIndex { abs($0 - median) > rounding } ?? 0
      throw .unequalSpacing(
        smallestMillimeters: smallest,
        medianMillimeters: median,
        largestMillimeters: largest,
        instances: [instances[k], instances[k + 1]]
      )
    }
    if let offLine {
      throw .slicesOffLine(offsetMillimeters: offLine.offset, instance: offLine.instance)
    }
    // A comparison of decimal texts: 3.27 - 3.25 is a little above 0.02.
    guard worst > rounding + 1e-6 || largestOffset > rounding + 1e-6 else { return [] }
    return [
      .unevenSpacing(
        smallestMillimeters: smallest,
        medianMillimeters: median,
        largestMillimeters: largest,
        largestOffsetMillimeters: largestOffset
      )
    ]
  }

  private static func shear(
    step: SIMD3<Double>,
    normal: SIMD3<Double>,
    header: SliceHeader
  ) -> [GeometryCaveat] {
    let along = dot(step, normal)
    let across = length(step - normal * along)
    if across > 1e-2 * length(step) {
      return [.shearedSlices(degrees: atan(across / along) * 180 / .pi)]
    }
    if let tilt = header.gantryDetectorTilt, abs(tilt) > 0.6 {
      return [.tiltNotInPositions(degrees: tilt)]
    }
    return []
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension PlaneGeometry {
  /// The keyword in which two planes of one stack must not differ, but do; nil where they agree.
  func difference(from other: PlaneGeometry) -> String? {
    if rows != other.rows { return "Rows" }
    if columns != other.columns { return "Columns" }
    if 1 - dot(rowDirection, other.rowDirection) > 1e-4
      || 1 - dot(columnDirection, other.columnDirection) > 1e-4
    {
      return "ImageOrientationPatient"
    }
    func differs(_ a: Double, _ b: Double) -> Bool { abs(a - b) > 1e-3 * max(a, b) }
    if differs(rowSpacingMillimeters, other.rowSpacingMillimeters)
      || differs(columnSpacingMillimeters, other.columnSpacingMillimeters)
    {
      return "PixelSpacing"
    }
    return nil
  }
}

/// What the header says about the slices: compared with the positions, never used instead of them.
struct SliceHeader {
  var sliceThickness: Double?
  var spacingBetweenSlices: Double?
  var gantryDetectorTilt: Double?
  var numberOfSlices: Int?
  /// What should have been compared, but can't be read.
  var unreadable: [GeometryCaveat] = []

  func distanceCaveats(measured: Double) -> [GeometryCaveat] {
    var caveats: [GeometryCaveat] = []
    // The sign of SpacingBetweenSlices is a habit of nuclear medicine, and says nothing here.
    if let spacing = spacingBetweenSlices.map(abs), spacing > 0,
      abs(spacing - measured) > max(0.02, 0.01 * measured)
    {
      caveats.append(
        .spacingDiffersFromHeader(headerMillimeters: spacing, measuredMillimeters: measured)
      )
    }
    if let thickness = sliceThickness, thickness > 0,
      measured - thickness > max(0.02, 0.01 * measured)
    {
      caveats.append(.thinSlices(thicknessMillimeters: thickness, measuredMillimeters: measured))
    }
    return caveats
  }

  func countCaveat(found: Int) -> [GeometryCaveat] {
    guard let declared = numberOfSlices, declared > 0, declared != found else { return [] }
    return [.sliceCountDiffers(found: found, declared: declared)]
  }
}
