extension DataSet {
  /// The number of frames: NumberOfFrames, or 1 where it is absent.
  ///
  /// - Throws: ``DICOMError/unreadableValue(tag:value:expected:)`` when it is no count.
  package func frameCount() throws(DICOMError) -> Int {
    guard let count = try integer(.numberOfFrames) else { return 1 }
    guard count > 0 else {
      throw .unreadableValue(tag: .numberOfFrames, value: "\(count)", expected: "a count of frames")
    }
    return count
  }

  /// A functional group of a frame: its own, or else the one shared by all frames.
  ///
  /// - Parameters:
  ///   - sequence: the group's sequence, as PlanePositionSequence.
  ///   - frame: the frame, from zero.
  /// - Returns: the group's first item, or nil where neither place has one.
  /// - Source: DICOM PS3.3 C.7.6.16.1.1 and C.7.6.16.1.2.
  public func functionalGroup(_ sequence: Tag, frame: Int) -> DataSet? {
    let own = items(.perFrameFunctionalGroupsSequence)
    if own.indices.contains(frame), let group = own[frame].items(sequence).first { return group }
    return items(.sharedFunctionalGroupsSequence).first?.items(sequence).first
  }
}
