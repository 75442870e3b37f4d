extension DataSet {
  /// The text values of an attribute, empty where it is absent or empty.
  ///
  /// Binary attributes answer an empty array: their values aren't text.
  public func strings(_ tag: Tag) -> [String] {
    guard case .text(let values)? = self[tag]?.value else { return [] }
    return values
  }

  /// The first text value of an attribute, or nil where it is absent or empty.
  public func string(_ tag: Tag) -> String? {
    strings(tag).first.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The numbers of an attribute, whether text (DS, IS) or binary; empty where absent or empty.
  ///
  /// - Throws: ``DICOMError/unreadableValue(tag:value:expected:)`` when a value is no finite number.
  public func doubles(_ tag: Tag) throws(DICOMError) -> [Double] {
    switch self[tag]?.value {
    case nil, .omitted: return []
    case .numbers(let values):
      for value in values where !value.isFinite {
        throw .unreadableValue(tag: tag, value: "\(value)", expected: "a finite number")
      }
      return values
    case .integers(let values): return values.map(Double.init)
    case .text(let values):
      if values.allSatisfy(\.isEmpty) { return [] }
      var numbers: [Double] = []
      for text in values {
        guard let number = decimal(text) else {
          throw .unreadableValue(tag: tag, value: text, expected: "a decimal number")
        }
        numbers.append(number)
      }
      return numbers
    case .bytes, .items:
      throw .unreadableValue(tag: tag, value: "binary data", expected: "a decimal number")
    }
  }

  /// The first number of an attribute, or nil where it is absent or empty.
  ///
  /// - Throws: ``DICOMError/unreadableValue(tag:value:expected:)`` when a value is no finite number.
  public func double(_ tag: Tag) throws(DICOMError) -> Double? { try doubles(tag).first }

  /// The whole numbers of an attribute; empty where absent or empty.
  ///
  /// - Throws: ``DICOMError/unreadableValue(tag:value:expected:)`` when a value is no whole number.
  public func integers(_ tag: Tag) throws(DICOMError) -> [Int] {
    if case .integers(let values)? = self[tag]?.value { return values }
    var integers: [Int] = []
    for number in try doubles(tag) {
      guard let integer = Int(exactly: number) else {
        throw .unreadableValue(tag: tag, value: "\(number)", expected: "a whole number")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The first whole number of an attribute, or nil where it is absent or empty.
  ///
  /// - Throws: ``DICOMError/unreadableValue(tag:value:expected:)`` when a value is no whole number.
  public func integer(_ tag: Tag) throws(DICOMError) -> Int? { try integers(tag).first }

  /// The items of a sequence; empty where it is absent or has none.
  public func items(_ tag: Tag) -> [DataSet] {
    guard case .items(let items)? = self[tag]?.value else { return [] }
    return items
  }

  /// The tag of a private attribute, found by its creator; nil where the creator isn't there.
  ///
  /// - Parameters:
  ///   - group: the private (odd) group.
  ///   - element: the low byte of the element number.
  ///   - creator: the private creator's name, compared without surrounding spaces.
  /// - Returns: the tag, whether or not the attribute itself is there.
  /// - Source: DICOM PS3.5 7.8.1.
  public func privateTag(group: UInt16, element: UInt8, creator: String) -> Tag? {
    // Few attributes are there, and 240 blocks could be.
    let block = tags.lazy.filter {
      $0.group == group && (0x10...0xFF).contains($0.element) && string($0) == creator
    }.min()
    return block.map { Tag(group, $0.element << 8 | UInt16(element)) }
  }
}

extension DataSet {
  /// Sets text values.
  public mutating func set(_ tag: Tag, _ vr: VR, _ values: String...) {
    self[tag] = Element(vr, .text(values))
  }

  /// Sets whole numbers, as the VR holds them: binary, floating-point or text.
  public mutating func set(_ tag: Tag, _ vr: VR, _ values: Int...) {
    self[tag] =
      switch vr {
      case .FD, .FL: Element(vr, .numbers(values.map(Double.init)))
      case .DS: Element(vr, .text(values.map { decimalString(Double($0)) }))
      case .IS: Element(vr, .text(values.map(String.init)))
      default: Element(vr, .integers(values))
      }
  }

  /// Sets floating-point numbers, as the VR holds them: binary (FD, FL) or text (DS).
  public mutating func set(_ tag: Tag, _ vr: VR, _ values: Double...) {
    self[tag] =
      vr == .DS ? Element(vr, .text(values.map(decimalString))) : Element(vr, .numbers(values))
  }

  /// Sets a decimal string (DS): the shortest text of at most 16 characters that is nearest.
  public mutating func setDecimal(_ tag: Tag, _ values: Double...) {
    self[tag] = Element(.DS, .text(values.map(decimalString)))
  }

  /// Sets an attribute that is present but empty (type 2).
  public mutating func setEmpty(_ tag: Tag, _ vr: VR) {
    self[tag] = Element(vr, Element.Value.empty(vr))
  }

  /// Sets the items of a sequence.
  public mutating func set(_ tag: Tag, items: [DataSet]) {
    self[tag] = Element(.SQ, .items(items))
  }
}
