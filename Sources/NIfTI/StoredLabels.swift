import Voxels

extension Header {
  /// The type of voxels that are labels as they are stored: whole numbers, the least significant byte
  /// first, without scaling; nil for any others.
  var wholeNumbers: (any StoredLabel.Type)? {
    guard !isBigEndian, scaling == nil || scaling == Scaling(slope: 1, intercept: 0) else {
      return nil
    }
    switch datatype {
    case .uint8: return UInt8.self
    case .int8: return Int8.self
    case .uint16: return UInt16.self
    case .int16: return Int16.self
    case .uint32: return UInt32.self
    case .int32: return Int32.self
    case .int64, .uint64, .float32, .float64: return nil
    }
  }
}

/// A whole number as a NIfTI file stores it.
protocol StoredLabel: FixedWidthInteger, BitwiseCopyable {}

extension UInt8: StoredLabel {}
extension Int8: StoredLabel {}
extension UInt16: StoredLabel {}
extension Int16: StoredLabel {}
extension UInt32: StoredLabel {}
extension Int32: StoredLabel {}

extension CompressedSource {
  /// Reads a label map slice by slice and adds the runs of each label, in storage order.
  ///
  /// - Throws: ``NIfTIError/notLabels(file:value:)`` for a number that is no label.
  mutating func addRuns<Stored: StoredLabel>(
    of header: Header,
    as type: Stored.Type,
    to runs: inout [Int: [Region.Run]]
  ) throws(NIfTIError) {
    let voxels = header.size.x * header.size.y
    var slice = [Stored](repeating: 0, count: voxels)
    for k in 0..<header.size.z {
      try unsafe slice.withUnsafeMutableBufferPointer { (slice) throws(NIfTIError) in
        try unsafe read(into: UnsafeMutableRawBufferPointer(slice))
        if let value = unsafe add(
          UnsafeBufferPointer(slice),
          columns: header.size.x,
          at: k * voxels,
          to: &runs
        ) {
          throw .notLabels(file: name, value: value)
        }
      }
    }
  }

  /// Adds the runs of each number other than 0, in storage order.
  ///
  /// - Returns: a number that is no label, where there is one.
  private func add<Stored: StoredLabel>(
    _ stored: UnsafeBufferPointer<Stored>,
    columns: Int,
    at offset: Int,
    to runs: inout [Int: [Region.Run]]
  ) -> Float? {
    let bytes = UnsafeRawBufferPointer(stored)
    let size = MemoryLayout<Stored>.size
    let perWord = 8 / size
    var i = 0
    while i < stored.count {
      // Most of a label map is background: eight bytes of it are passed over at once.
      while unsafe i + perWord <= stored.count
        && bytes.loadUnaligned(fromByteOffset: i * size, as: UInt64.self) == 0
      {
        i += perWord
      }
      while unsafe i < stored.count && stored[i] == 0 { i += 1 }
      guard i < stored.count else { break }
      let label = unsafe stored[i]
      guard label > 0, let number = UInt16(exactly: label) else { return Float(label) }
      let start = i
      let rowEnd = (i / columns + 1) * columns
      repeat { i += 1 } while unsafe i < rowEnd && stored[i] == label
      runs[Int(number), default: []].append(Region.Run(start: offset + start, count: i - start))
    }
    return nil
  }
}
