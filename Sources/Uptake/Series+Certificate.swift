public import DICOM

extension Series {
  /// The headers that a certificate is made of: one per slice in the order of the slices, or the
  /// data set of a multi-frame image once.
  public var certificateHeaders: [DataSet] { certificateFiles.map(\.dataSet) }

  /// The files, each once, in the order of their first frame.
  ///
  /// A classic slice that states a NumberOfFrames of 1 is a slice like any other.
  private var certificateFiles: [DICOMFile] {
    var seen: Set<String> = []
    return frames.map(\.file).filter { seen.insert($0.path).inserted }
  }

  /// The lines of a certificate of this series in the order of its frames.
  ///
  /// - Parameter scaling: as the certificate gives them: one per slice in the order of the slices,
  ///   or one per frame of a multi-frame image in the order they are stored in.
  /// - Returns: one for each of ``DICOM/Series/frames``.
  /// - Throws: ``UptakeError`` when the series is spread over several multi-frame images.
  public func frameOrder(of scaling: [LinearScaling]) throws(UptakeError) -> [LinearScaling] {
    let files = certificateFiles.count
    if files == frames.count, scaling.count == frames.count { return scaling }
    guard files == 1, frames.allSatisfy({ scaling.indices.contains($0.frameIndex) }) else {
      throw UptakeError(
        .inconsistent,
        found: "\(files) files, \(frames.count) frames, \(scaling.count) lines",
        reason: "the series is spread over several multi-frame images",
        remedy: "give the series as one multi-frame image"
      )
    }
    return frames.map { scaling[$0.frameIndex] }
  }
}
