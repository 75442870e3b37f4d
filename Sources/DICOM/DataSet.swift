/// A DICOM data set, or an item of a sequence: attributes by tag.
///
/// A value; reading and writing files is ``DICOMFile``'s work. Text is Unicode whatever the file's
/// character set was. "Absent" and "present but empty" are told apart by ``contains(_:)``; the
/// accessors answer nil (or an empty array) for both, and throw where a value is there but is not
/// what its attribute must hold: nothing is guessed.
public struct DataSet: Sendable, Equatable {
  /// The attributes, in no order; ``sortedTags`` gives the standard's.
  private var elements: [Tag: Element]

  /// A data set without attributes.
  public init() { elements = [:] }

  /// The attribute with a tag, or nil when absent.
  public subscript(tag: Tag) -> Element? {
    get { elements[tag] }
    set { elements[tag] = newValue }
  }

  /// The tags of all attributes, ascending.
  public var sortedTags: [Tag] { elements.keys.sorted() }

  /// The tags of all attributes, in no order.
  var tags: some Collection<Tag> { elements.keys }

  /// Whether an attribute is there, be it empty.
  public func contains(_ tag: Tag) -> Bool { elements[tag] != nil }
}

/// An attribute's value representation and value.
public struct Element: Sendable, Equatable {
  /// The value representation.
  public let vr: VR
  /// The value.
  public let value: Value

  /// What an attribute holds.
  public enum Value: Sendable, Equatable {
    /// Text values, split at backslashes where the VR allows several; padding removed.
    case text([String])
    /// Whole numbers (US, SS, UL, SL, UV, SV, and AT as group << 16 | element).
    case integers([Int])
    /// Binary numbers (FL, FD).
    case numbers([Double])
    /// Bytes as they lie in a little-endian file (OB, OW, OF, OD, OL, UN).
    case bytes([UInt8])
    /// The items of a sequence.
    case items([DataSet])
    /// A value too large to hold; the count of its bytes in the file (pixel data).
    case omitted(byteCount: Int)
  }

  /// An attribute of a VR with a value.
  public init(_ vr: VR, _ value: Value) {
    self.vr = vr
    self.value = value
  }
}

/// The value representations of DICOM.
///
/// - Source: DICOM PS3.5 6.2.
public enum VR: String, Sendable, CaseIterable {
  case AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW
  case PN, SH, SL, SQ, SS, ST, SV, TM, UC, UI, UL, UN, UR, US, UT, UV
}
