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
      header: try SliceHeader(first)
    )
  }
}

extension SliceHeader {
  /// What a frame's header says about its slice and the next.
  init(_ frame: Frame) throws(GeometryError) {
    do {
      let measures = frame.functionalGroup(.pixelMeasuresSequence) ?? frame.dataSet
      sliceThickness = try measures.double(.sliceThickness)
      spacingBetweenSlices = try measures.double(.spacingBetweenSlices)
      gantryDetectorTilt = try frame.dataSet.double(.gantryDetectorTilt)
      numberOfSlices = try frame.dataSet.integer(.numberOfSlices)
    } catch {
      throw .unreadableAttribute(
        keyword: "slice distance",
        reason: error.description,
        instance: frame.name
      )
    }
  }
}
