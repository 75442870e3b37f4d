import Voxels

/// The pixel data of a segmentation, turned into runs of voxels for each segment.
struct SegmentPixels {
  /// How the values mean segments.
  enum Layout: Equatable {
    /// A bit a voxel, one segment a frame.
    case bits
    /// A fraction of a maximum, one segment a frame.
    case fractional(maximum: Int)
    /// Segment numbers; the background's value.
    case labels(background: Int)
  }

  /// How the values mean segments.
  let layout: Layout
  private let bytes: [UInt8]
  private let bitsAllocated: Int
  private let object = "segmentation"

  /// The pixel data of a segmentation.
  ///
  /// - Throws: ``DICOMError`` when they are compressed, too short, or of a layout that segmentations
  ///   don't have.
  init(_ dataSet: DataSet, type: String, geometry: FrameGeometry) throws(DICOMError) {
    let bitsAllocated = try dataSet.integer(.bitsAllocated) ?? 0
    switch (type, bitsAllocated) {
    case ("BINARY", 1): layout = .bits
    case ("FRACTIONAL", 8):
      guard let maximum = try dataSet.integer(.maximumFractionalValue), maximum > 0 else {
        throw .missingAttribute(tag: .maximumFractionalValue, keyword: "MaximumFractionalValue")
      }
      layout = .fractional(maximum: maximum)
    case ("LABELMAP", 8), ("LABELMAP", 16):
      layout = .labels(background: try dataSet.integer(.pixelPaddingValue) ?? 0)
    default:
      throw .unusableObject(
        object: object,
        reason: "type \(type) with \(bitsAllocated) bits a voxel isn't known"
      )
    }
    guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else {
      throw .unusableObject(object: object, reason: "pixel data are missing or compressed")
    }
    let frameVoxels = geometry.grid.size.x * geometry.grid.size.y
    let (bits, overflow) = (frameVoxels * bitsAllocated).multipliedReportingOverflow(
      by: geometry.sliceOfFrame.count
    )
    guard !overflow, bytes.count >= (bits + 7) / 8 else {
      throw .unusableObject(
        object: object,
        reason: "\(bytes.count) bytes of pixel data are too few for"
          + " \(geometry.sliceOfFrame.count) frames of \(frameVoxels) voxels"
      )
    }
    self.bytes = bytes
    self.bitsAllocated = bitsAllocated
  }

  /// The runs of each segment, by segment number, unordered.
  ///
  /// - Throws: ``DICOMError`` when a frame names no segment, or one that isn't described.
  func runs(
    _ dataSet: DataSet,
    _ geometry: FrameGeometry
  ) throws(DICOMError) -> [Int: [Region.Run]] {
    var described: Set<Int> = []
    for item in dataSet.items(.segmentSequence) {
      if let number = try item.integer(.segmentNumber) { described.insert(number) }
    }
    var runs: [Int: [Region.Run]] = [:]
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first ?? DataSet()
    for (index, frame) in dataSet.items(.perFrameFunctionalGroupsSequence).enumerated() {
      if case .labels(let background) = layout {
        for (value, found) in labelRuns(frame: index, geometry) where value != background {
          if value == 0, !described.contains(0) { continue }
          guard described.contains(value) else { throw unknown(value, frame: index) }
          runs[value, default: []] += found
        }
        continue
      }
      let group =
        frame.items(.segmentIdentificationSequence).first
        ?? shared.items(.segmentIdentificationSequence).first ?? DataSet()
      guard let number = try group.integer(.referencedSegmentNumber) else {
        throw .missingAttribute(tag: .referencedSegmentNumber, keyword: "ReferencedSegmentNumber")
      }
      guard described.contains(number) else { throw unknown(number, frame: index) }
      runs[number, default: []] += maskRuns(frame: index, geometry)
    }
    return runs
  }

  private func unknown(_ number: Int, frame: Int) -> DICOMError {
    .unusableObject(
      object: object,
      reason: "frame \(frame + 1) refers to segment \(number), which isn't described"
    )
  }

  /// The runs inside, in a frame of bits or fractions.
  private func maskRuns(frame: Int, _ geometry: FrameGeometry) -> [Region.Run] {
    let size = geometry.grid.size
    let frameStart = frame * size.x * size.y
    let sliceStart = geometry.sliceOfFrame[frame] * size.x * size.y
    var runs: [Region.Run] = []
    for row in 0..<size.y {
      let rowStart = frameStart + row * size.x
      var i = 0
      while i < size.x {
        // Empty bytes are passed over whole: most of a segmentation is empty.
        if layout == .bits, (rowStart + i) % 8 == 0, bytes[(rowStart + i) / 8] == 0 {
          i += 8
          continue
        }
        guard isInside(rowStart + i) else {
          i += 1
          continue
        }
        let begin = i
        while i < size.x, isInside(rowStart + i) { i += 1 }
        runs.append(Region.Run(start: sliceStart + row * size.x + begin, count: i - begin))
      }
    }
    return runs
  }

  /// Whether a voxel of bits or fractions is inside.
  private func isInside(_ index: Int) -> Bool {
    if case .fractional(let maximum) = layout { return 2 * Int(bytes[index]) >= maximum }
    return bytes[index / 8] >> UInt8(index % 8) & 1 == 1
  }

  /// The runs of each value, in a frame of labels.
  private func labelRuns(frame: Int, _ geometry: FrameGeometry) -> [Int: [Region.Run]] {
    let size = geometry.grid.size
    let frameStart = frame * size.x * size.y
    let sliceStart = geometry.sliceOfFrame[frame] * size.x * size.y
    func value(_ index: Int) -> Int {
      bitsAllocated == 8
        ? Int(bytes[index]) : Int(bytes[2 * index]) | Int(bytes[2 * index + 1]) << 8
    }
    var runs: [Int: [Region.Run]] = [:]
    for row in 0..<size.y {
      let rowStart = row * size.x
      var i = 0
      while i < size.x {
        let label = value(frameStart + rowStart + i)
        let begin = i
        while i < size.x, value(frameStart + rowStart + i) == label { i += 1 }
        runs[label, default: []].append(
          Region.Run(start: sliceStart + rowStart + begin, count: i - begin)
        )
      }
    }
    return runs
  }
}
