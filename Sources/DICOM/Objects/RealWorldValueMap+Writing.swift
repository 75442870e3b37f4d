extension RealWorldValueMap {
  /// The map from a PET series' stored values to standardized uptake values.
  ///
  /// Images whose lines are the same share an entry; the modality's own rescaling is not applied in
  /// addition.
  ///
  /// - Parameters:
  ///   - source: the PET images.
  ///   - scalings: for each normalisation, the line from stored value to SUV of each slice.
  /// - Throws: ``DICOMError/unusableObject(object:reason:)`` when lines and slices differ in number,
  ///   there is no normalisation, or the images hold no 16-bit values.
  public init(
    source: SourceSeries,
    scalings: [(normalization: SUVCoding, lines: [LinearScaling])]
  ) throws(DICOMError) {
    func unusable(_ reason: String) -> DICOMError {
      .unusableObject(object: "real world value map", reason: reason)
    }
    guard !scalings.isEmpty else { throw unusable("no quantity to map to") }
    for (normalization, lines) in scalings where lines.count != source.images.count {
      throw unusable(
        "\(lines.count) lines of \(normalization.quantity.meaning) for"
          + " \(source.images.count) slices"
      )
    }
    let stored = try source.storedValues()
    var images: [[LinearScaling]: [Image]] = [:]
    var order: [[LinearScaling]] = []
    for (slice, image) in source.images.enumerated() {
      let lines = scalings.map { $0.lines[slice] }
      if images[lines] == nil { order.append(lines) }
      images[lines, default: []].append(
        Image(
          sopClassUID: image.sopClassUID,
          sopInstanceUID: image.sopInstanceUID,
          frameNumbers: image.frameNumber.map { [$0] } ?? []
        )
      )
    }
    entries = order.map { lines in
      Entry(
        images: images[lines] ?? [],
        mappings: zip(scalings, lines).map { scaling, line in
          let coding = scaling.normalization
          return Mapping(
            label: coding.quantity.meaning,
            explanation: String(coding.unit.meaning.prefix(64)),
            scaling: line,
            storedValues: stored,
            unit: coding.unit,
            quantity: coding.quantity,
            method: coding.method
          )
        }
      )
    }
  }

  /// The map as a Real World Value Mapping object.
  ///
  /// - Parameters:
  ///   - source: the images that it maps.
  ///   - authorship: what makes the object, when, and where its identifiers come from.
  /// - Returns: the data set, to be written by ``DICOMFile``.
  /// - Throws: ``DICOMError`` when the source lacks an identifier.
  public func dataSet(
    source: SourceSeries,
    authorship: Authorship
  ) throws(DICOMError) -> DataSet {
    var dataSet = try DataSet(
      sopClassUID: Self.sopClassUID,
      name: "rwvm",
      modality: "RWV",
      source: source.header,
      authorship: authorship
    )
    try dataSet.setCommonInstanceReference(to: source)
    // Asked for, be it empty, because the object doesn't say which body part it is about.
    dataSet.set(.laterality, .CS, "")
    dataSet.set(.contentLabel, .CS, "SUV")
    dataSet.set(.contentDescription, .LO, authorship.seriesDescription)
    dataSet.set(.contentCreatorName, .PN, authorship.contentCreatorName)
    let isSigned = try source.hasSignedValues()
    dataSet.set(
      .referencedImageRealWorldValueMappingSequence,
      items: entries.map { entry in
        var item = DataSet()
        item.set(.referencedImageSequence, items: entry.images.map(\.item))
        item.set(
          .realWorldValueMappingSequence,
          items: entry.mappings.map { $0.item(isSigned: isSigned) }
        )
        return item
      }
    )
    return dataSet
  }
}

extension RealWorldValueMap.Image {
  /// The image as an item of a reference sequence.
  fileprivate var item: DataSet {
    var item = DataSet.reference(sopClassUID, sopInstanceUID)
    if !frameNumbers.isEmpty {
      item[.referencedFrameNumber] = Element(.IS, .text(frameNumbers.map(String.init)))
    }
    return item
  }
}

extension SourceSeries {
  /// Whether the stored values are signed.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the header doesn't say.
  fileprivate func hasSignedValues() throws(DICOMError) -> Bool {
    guard let representation = try header.integer(.pixelRepresentation) else {
      throw .missingAttribute(tag: .pixelRepresentation, keyword: "PixelRepresentation")
    }
    return representation == 1
  }

  /// All values that a stored value can have.
  ///
  /// - Throws: ``DICOMError`` when the header doesn't say, or they have more than 16 bits.
  fileprivate func storedValues() throws(DICOMError) -> ClosedRange<Int> {
    guard let bits = try header.integer(.bitsStored) else {
      throw .missingAttribute(tag: .bitsStored, keyword: "BitsStored")
    }
    guard (1...16).contains(bits) else {
      throw .unusableObject(
        object: "real world value map",
        reason: "images of \(bits) bits can't be mapped"
      )
    }
    return try hasSignedValues() ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
  }
}
