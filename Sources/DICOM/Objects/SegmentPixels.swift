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

  /// Where the values are.
  private enum Source {
    /// In memory, as they lie in the file.
    case bytes([UInt8])
    /// In a file, perhaps compressed.
    case file(PixelReader)
  }

  /// How the values mean segments.
  let layout: Layout
  private let source: Source
  private let bitsAllocated: Int
  private let object = "segmentation"

  /// The pixel data of a segmentation.
  ///
  /// - Parameters:
  ///   - dataSet: the object.
  ///   - reader: a reader of its file, where the pixel data aren't held in memory.
  ///   - type: the segmentation's type.
  ///   - geometry: where the frames lie.
  /// - Throws: ``DICOMError`` when they are absent, too short, or of a layout that segmentations
  ///   don't have.
  init(
    _ dataSet: DataSet,
    reader: PixelReader?,
    type: String,
    geometry: FrameGeometry
  ) throws(DICOMError) {
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
    let frameVoxels = geometry.grid.size.x * geometry.grid.size.y
    if let reader {
      guard reader.description.samplesPerFrame == frameVoxels else {
        throw .unusableObject(object: object, reason: "it has several samples a voxel")
      }
      source = .file(reader)
    } else if case .bytes(let bytes)? = dataSet[.pixelData]?.value {
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
      source = .bytes(bytes)
    } else {
      throw .missingAttribute(tag: .pixelData, keyword: "PixelData")
    }
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
        for (value, found) in try labelRuns(frame: index, geometry) where value != background {
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
      runs[number, default: []] += try maskRuns(frame: index, geometry)
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
  private func maskRuns(
    frame: Int,
    _ geometry: FrameGeometry
  ) throws(DICOMError) -> [Region.Run] {
    let size = geometry.grid.size
    let sliceStart = geometry.sliceOfFrame[frame] * size.x * size.y
    if case .bytes(let bytes) = source, layout == .bits {
      return Self.bitRuns(bytes, from: frame * size.x * size.y, size, sliceStart: sliceStart)
    }
    // A bit read from a file is a whole value, 0 or 1.
    var maximum = 1
    if case .fractional(let stated) = layout { maximum = stated }
    let inside = try samples(ofFrame: frame, count: size.x * size.y).map { 2 * $0 >= maximum }
    var runs: [Region.Run] = []
    for row in 0..<size.y {
      let rowStart = row * size.x
      var i = 0
      while i < size.x {
        let begin = i
        while i < size.x, inside[rowStart + i] { i += 1 }
        if i > begin {
          runs.append(Region.Run(start: sliceStart + rowStart + begin, count: i - begin))
        }
        i += 1
      }
    }
    return runs
  }

  /// The runs of set bits in a frame that starts at a bit.
  private static func bitRuns(
    _ bytes: [UInt8],
    from frameStart: Int,
    _ size: SIMD3<Int>,
    sliceStart: Int
  ) -> [Region.Run] {
    func isSet(_ bit: Int) -> Bool { bytes[bit / 8] >> UInt8(bit % 8) & 1 == 1 }
    var runs: [Region.Run] = []
    for row in 0..<size.y {
      let rowStart = frameStart + row * size.x
      var i = 0
      while i < size.x {
        // Empty bytes are passed over whole: most of a segmentation is empty.
        if (rowStart + i) % 8 == 0, bytes[(rowStart + i) / 8] == 0 {
          i += 8
          continue
        }
        let begin = i
        while i < size.x, isSet(rowStart + i) { i += 1 }
        if i > begin {
          runs.append(Region.Run(start: sliceStart + row * size.x + begin, count: i - begin))
        }
        i += 1
      }
    }
    return runs
  }

  /// The runs of each value, in a frame of labels.
  private func labelRuns(
    frame: Int,
    _ geometry: FrameGeometry
  ) throws(DICOMError) -> [Int: [Region.Run]] {
    let size = geometry.grid.size
    let sliceStart = geometry.sliceOfFrame[frame] * size.x * size.y
    let labels = try samples(ofFrame: frame, count: size.x * size.y)
    var runs: [Int: [Region.Run]] = [:]
    for row in 0..<size.y {
      let rowStart = row * size.x
      var i = 0
      while i < size.x {
        let label = labels[rowStart + i]
        let begin = i
        while i < size.x, labels[rowStart + i] == label { i += 1 }
        runs[label, default: []].append(
          Region.Run(start: sliceStart + rowStart + begin, count: i - begin)
        )
      }
    }
    return runs
  }

  /// The values of a frame.
  private func samples(ofFrame frame: Int, count: Int) throws(DICOMError) -> [Int] {
    switch source {
    case .bytes(let bytes):
      let start = frame * count
      if bitsAllocated == 16 {
        return (start..<start + count).map { Int(bytes[2 * $0]) | Int(bytes[2 * $0 + 1]) << 8 }
      }
      return bytes[start..<start + count].map { Int($0) }
    case .file(let reader):
      guard frame < reader.description.numberOfFrames else {
        throw .unusableObject(object: object, reason: "frame \(frame + 1) has no pixel data")
      }
      if bitsAllocated == 16 { return try reader.storedValues(ofFrame: frame).map { Int($0) } }
      return try reader.bytes(ofFrame: frame).map { Int($0) }
    }
  }
}
