public import Voxels

extension Series {
  /// The lattice that the series' voxels lie on.
  ///
  /// - Returns: columns along i, rows along j, slices along k, in the direction rows × columns.
  /// - Throws: ``GeometryError`` when the frames don't make one volume.
  /// - Source: DICOM PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.
  public func grid() throws(GeometryError) -> Grid { try stack().grid }

  /// What is doubtful about the series' geometry; empty where nothing is.
  ///
  /// - Throws: ``GeometryError`` when the frames don't make one volume.
  public func geometryCaveats() throws(GeometryError) -> [GeometryCaveat] {
    caveats + (try stack().caveats)
  }

  private func stack() throws(GeometryError) -> SliceStack {
    guard let first = frames.first else {
      throw .noPlanes(found: "Modality \(modality), SOPClassUID \(sopClassUID)")
    }
    var planes: [PlaneGeometry] = []
    planes.reserveCapacity(frames.count)
    for frame in frames { planes.append(try frame.plane()) }
    return try SliceStack(
      planes: planes,
      instances: frames.map(\.name),
      header: SliceHeader(first)
    )
  }
}

extension SliceHeader {
  /// What a frame's header says about its slice and the next; what can't be read is noted.
  init(_ frame: Frame) {
    let measures = frame.functionalGroup(.pixelMeasuresSequence) ?? frame.dataSet
    sliceThickness = number(measures, .sliceThickness, "SliceThickness")
    spacingBetweenSlices = number(measures, .spacingBetweenSlices, "SpacingBetweenSlices")
    gantryDetectorTilt = number(frame.dataSet, .gantryDetectorTilt, "GantryDetectorTilt")
    numberOfSlices = number(frame.dataSet, .numberOfSlices, "NumberOfSlices").flatMap {
      Int(exactly: $0)
    }
  }

  private mutating func number(_ dataSet: DataSet, _ tag: Tag, _ keyword: String) -> Double? {
    do {
      return try dataSet.double(tag)
    } catch {
      unreadable.append(.unreadableCheck(keyword: keyword, reason: error.description))
      return nil
    }
  }
}
