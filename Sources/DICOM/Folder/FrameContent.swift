/// Whether two files, or two frames, hold the same.
enum FrameContent {
  /// Whether two files hold the same attributes and the same pixels, be they encoded differently.
  ///
  /// What can't be decoded is the same only where the files are equal byte for byte.
  static func areEqual(_ a: DICOMFile, _ b: DICOMFile) -> Bool {
    do throws(DICOMError) {
      if try haveEqualBytes(a, b) { return true }
      return try haveEqualContent(a, b)
    } catch {
      return false
    }
  }

  /// Whether two frames hold the same stored values, scaled alike.
  static func areEqual(_ a: Frame, _ b: Frame) -> Bool {
    do throws(DICOMError) {
      guard try a.rescale() == b.rescale() else { return false }
      return try PixelReader(a.file).storedValues(ofFrame: a.frameIndex)
        == PixelReader(b.file).storedValues(ofFrame: b.frameIndex)
    } catch {
      return false
    }
  }

  private static func haveEqualContent(_ a: DICOMFile, _ b: DICOMFile) throws(DICOMError) -> Bool {
    var (first, second) = (a.dataSet, b.dataSet)
    // Compared below, decoded.
    for tag: Tag in [.pixelData, .floatPixelData, .doubleFloatPixelData] {
      first[tag] = nil
      second[tag] = nil
    }
    guard first == second, !first.hasOmittedValue else { return false }
    guard a.pixelData != nil || b.pixelData != nil else { return true }
    guard a.pixelData?.tag == b.pixelData?.tag else { return false }
    let (x, y) = (try PixelReader(a), try PixelReader(b))
    for frame in 0..<x.description.numberOfFrames {
      guard try x.storedValues(ofFrame: frame) == y.storedValues(ofFrame: frame) else {
        return false
      }
    }
    return true
  }

  private static func haveEqualBytes(_ a: DICOMFile, _ b: DICOMFile) throws(DICOMError) -> Bool {
    let (x, y) = (try WholeFile(a.path), try WholeFile(b.path))
    guard x.byteCount == y.byteCount else { return false }
    while true {
      let (left, right) = (try x.next(), try y.next())
      if left != right { return false }
      if left.isEmpty { return true }
    }
  }
}

extension DataSet {
  /// Whether a value was too large to hold, here or in an item: then equality isn't known.
  fileprivate var hasOmittedValue: Bool {
    sortedTags.contains { tag in
      switch self[tag]?.value {
      case .omitted: true
      case .items(let items): items.contains(where: \.hasOmittedValue)
      default: false
      }
    }
  }
}
