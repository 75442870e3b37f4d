/// A map from stored pixel values to quantities, kept apart from the images: SUV of a PET series.
///
/// - Source: DICOM PS3.3 A.46, C.7.6.16.2.11, C.36.
public struct RealWorldValueMap: Sendable, Equatable {
  /// A straight line from stored values to a quantity.
  public struct Mapping: Sendable, Equatable {
    /// The short name: "SUVbw".
    public let label: String
    /// What it is, for people.
    public let explanation: String
    /// From stored value to quantity.
    public let scaling: LinearScaling
    /// The stored values that the line holds for.
    public let storedValues: ClosedRange<Int>
    /// The unit.
    public let unit: Code
    /// What is measured; nil where the object doesn't say.
    public let quantity: Code?
    /// By which method; nil where the object doesn't say.
    public let method: Code?

    /// A straight line from stored values to a quantity.
    ///
    /// - Parameters:
    ///   - label: the short name, at most 16 characters.
    ///   - explanation: what it is, for people, at most 64 characters.
    ///   - scaling: from stored value to quantity.
    ///   - storedValues: the stored values that the line holds for.
    ///   - unit: the unit.
    ///   - quantity: what is measured, or nil.
    ///   - method: by which method, or nil.
    public init(
      label: String,
      explanation: String,
      scaling: LinearScaling,
      storedValues: ClosedRange<Int>,
      unit: Code,
      quantity: Code?,
      method: Code?
    ) {
      self.label = label
      self.explanation = explanation
      self.scaling = scaling
      self.storedValues = storedValues
      self.unit = unit
      self.quantity = quantity
      self.method = method
    }
  }

  /// The mappings of some images.
  public struct Entry: Sendable, Equatable {
    /// The images, or frames of them.
    public let images: [Image]
    /// Their mappings.
    public let mappings: [Mapping]
  }

  /// An image, or frames of one.
  public struct Image: Hashable, Sendable {
    /// The SOP Class UID.
    public let sopClassUID: String
    /// The SOP Instance UID.
    public let sopInstanceUID: String
    /// The frames, from 1; empty where all are meant.
    public let frameNumbers: [Int]
  }

  /// The mappings, by images.
  public let entries: [Entry]

  /// The mapping of an image to a unit.
  ///
  /// - Parameters:
  ///   - sopInstanceUID: the image.
  ///   - frameNumber: the frame, from 1; nil in a single-frame image.
  ///   - unit: the unit.
  /// - Returns: the first that is there, or nil.
  public func mapping(ofImage sopInstanceUID: String, frame frameNumber: Int?, to unit: Code)
    -> Mapping?
  {
    for entry in entries {
      let isMeant = entry.images.contains { image in
        guard image.sopInstanceUID == sopInstanceUID else { return false }
        guard let frameNumber, !image.frameNumbers.isEmpty else { return true }
        return image.frameNumbers.contains(frameNumber)
      }
      if isMeant, let mapping = entry.mappings.first(where: { $0.unit == unit }) { return mapping }
    }
    return nil
  }
}

extension RealWorldValueMap {
  /// The SOP Class UID of Real World Value Mapping Storage.
  static let sopClassUID = "1.2.840.10008.5.1.4.1.1.67"

  /// The map in a Real World Value Mapping object.
  ///
  /// - Parameter dataSet: the object.
  /// - Throws: ``DICOMError/wrongObject(found:expected:)`` when it is another object;
  ///   ``DICOMError/missingAttribute(tag:keyword:)`` when a mapping has no slope, range or unit.
  public init(_ dataSet: DataSet) throws(DICOMError) {
    let sopClassUID = dataSet.string(.sopClassUID) ?? "an object of no SOP class"
    guard sopClassUID == Self.sopClassUID else {
      throw .wrongObject(found: sopClassUID, expected: "a Real World Value Mapping")
    }
    var entries: [Entry] = []
    for item in dataSet.items(.referencedImageRealWorldValueMappingSequence) {
      var mappings: [Mapping] = []
      for mapping in item.items(.realWorldValueMappingSequence) {
        mappings.append(try Mapping(mapping))
      }
      var images: [Image] = []
      for image in item.items(.referencedImageSequence) {
        images.append(
          Image(
            sopClassUID: image.string(.referencedSOPClassUID) ?? "",
            sopInstanceUID: image.string(.referencedSOPInstanceUID) ?? "",
            frameNumbers: try image.integers(.referencedFrameNumber)
          )
        )
      }
      entries.append(Entry(images: images, mappings: mappings))
    }
    self.entries = entries
  }
}

extension RealWorldValueMap.Mapping {
  /// The mapping in an item of RealWorldValueMappingSequence.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when slope, intercept, range or unit is
  ///   absent, as for a table of values, which Herald doesn't read.
  init(_ item: DataSet) throws(DICOMError) {
    guard let slope = try item.double(.realWorldValueSlope) else {
      throw .missingAttribute(tag: .realWorldValueSlope, keyword: "RealWorldValueSlope")
    }
    guard let intercept = try item.double(.realWorldValueIntercept) else {
      throw .missingAttribute(tag: .realWorldValueIntercept, keyword: "RealWorldValueIntercept")
    }
    let firsts =
      try item.doubles(.realWorldValueFirstValueMapped)
      + item.doubles(.doubleFloatRealWorldValueFirstValueMapped)
    let lasts =
      try item.doubles(.realWorldValueLastValueMapped)
      + item.doubles(.doubleFloatRealWorldValueLastValueMapped)
    guard let first = firsts.first, let last = lasts.first, first <= last, abs(first) < 1e15,
      abs(last) < 1e15
    else {
      throw .missingAttribute(
        tag: .realWorldValueFirstValueMapped,
        keyword: "RealWorldValueFirstValueMapped"
      )
    }
    guard let unit = try item.code(.measurementUnitsCodeSequence) else {
      throw .missingAttribute(
        tag: .measurementUnitsCodeSequence,
        keyword: "MeasurementUnitsCodeSequence"
      )
    }
    var codes: [Code: Code] = [:]
    for definition in item.items(.quantityDefinitionSequence) {
      if let name = try definition.code(.conceptNameCodeSequence),
        let value = try definition.code(.conceptCodeSequence)
      {
        codes[name] = value
      }
    }
    self.init(
      label: item.string(.lutLabel) ?? "",
      explanation: item.string(.lutExplanation) ?? "",
      scaling: LinearScaling(slope: slope, intercept: intercept),
      storedValues: Int(first.rounded(.up))...max(Int(first.rounded(.up)), Int(last)),
      unit: unit,
      quantity: codes[.Concept.quantity],
      method: codes[.Concept.measurementMethod]
    )
  }

  /// The mapping as an item of RealWorldValueMappingSequence.
  ///
  /// - Parameter isSigned: whether the stored values are signed.
  /// - Returns: the item.
  func item(isSigned: Bool) -> DataSet {
    var item = DataSet()
    let vr: VR = isSigned ? .SS : .US
    item.set(.realWorldValueFirstValueMapped, vr, storedValues.lowerBound)
    item.set(.realWorldValueLastValueMapped, vr, storedValues.upperBound)
    item.set(.realWorldValueSlope, .FD, scaling.slope)
    item.set(.realWorldValueIntercept, .FD, scaling.intercept)
    item.set(.lutLabel, .SH, label)
    item.set(.lutExplanation, .LO, explanation)
    item.set(.measurementUnitsCodeSequence, unit)
    let definitions: [(Code, Code?)] = [
      (.Concept.quantity, quantity), (.Concept.measurementMethod, method),
    ]
    item.set(
      .quantityDefinitionSequence,
      items: definitions.compactMap { name, value in
        value.map { value in
          var definition = DataSet()
          definition.set(.valueType, .CS, "CODE")
          definition.set(.conceptNameCodeSequence, name)
          definition.set(.conceptCodeSequence, value)
          return definition
        }
      }
    )
    return item
  }
}
