/// A coded concept: a value of a coding scheme, and its meaning for people.
///
/// Two codes are equal when value and scheme are; the meaning doesn't count. Codes of the retired
/// SNOMED-RT style (scheme SRT) equal their SNOMED CT successors where a table of retired codes knows them.
///
/// - Source: DICOM PS3.3 section 8, PS3.16.
public struct Code: Hashable, Sendable, CustomStringConvertible {
  /// The code value.
  public let value: String
  /// The coding scheme designator.
  public let scheme: String
  /// The meaning, as shown to a person.
  public let meaning: String

  /// The concept of a scheme.
  ///
  /// - Parameters:
  ///   - value: the code value.
  ///   - scheme: the coding scheme designator.
  ///   - meaning: the meaning, as shown to a person.
  public init(_ value: String, _ scheme: String, _ meaning: String) {
    self.value = value
    self.scheme = scheme
    self.meaning = meaning
  }

  /// Whether two codes name the same concept.
  public static func == (a: Code, b: Code) -> Bool {
    let (a, b) = (a.successor, b.successor)
    return a.value == b.value && a.scheme == b.scheme
  }

  /// Hashes value and scheme.
  public func hash(into hasher: inout Hasher) {
    let current = successor
    hasher.combine(current.value)
    hasher.combine(current.scheme)
  }

  /// The code as "(value, scheme, meaning)".
  public var description: String { "(\(value), \(scheme), \(meaning))" }

  /// The value and scheme in use today for a retired code; the code's own otherwise.
  private var successor: (value: String, scheme: String) {
    if scheme == "SRT" || scheme == "SNM3" || scheme == "99SDM", let today = Self.retired[value] {
      return (today, "SCT")
    }
    if scheme == "UCUM", let today = Self.retiredUnits[value] { return (today, "UCUM") }
    return (value, scheme)
  }
}

extension Code {
  /// The code in an item of a code sequence.
  ///
  /// - Parameter item: the item, with a short, long or URN code value.
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the item holds no code value.
  public init(item: DataSet) throws(DICOMError) {
    let value = item.string(.codeValue) ?? item.string(.longCodeValue) ?? item.string(.urnCodeValue)
    guard let value else { throw .missingAttribute(tag: .codeValue, keyword: "CodeValue") }
    self.init(
      value,
      item.string(.codingSchemeDesignator) ?? "",
      item.string(.codeMeaning) ?? ""
    )
  }

  /// The code as an item of a code sequence; values above 16 characters as LongCodeValue.
  public var item: DataSet {
    var item = DataSet()
    if value.utf8.count > 16 {
      item.set(.longCodeValue, .UC, value)
    } else {
      item.set(.codeValue, .SH, value)
    }
    item.set(.codingSchemeDesignator, .SH, scheme)
    item.set(.codeMeaning, .LO, String(meaning.prefix(64)))
    return item
  }
}

extension DataSet {
  /// The code in the first item of a code sequence, or nil where the sequence is absent or empty.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the item holds no code value.
  public func code(_ tag: Tag) throws(DICOMError) -> Code? {
    guard let item = items(tag).first else { return nil }
    return try Code(item: item)
  }

  /// Sets a code sequence of one item.
  public mutating func set(_ tag: Tag, _ code: Code) { set(tag, items: [code.item]) }
}

extension Code {
  /// SNOMED CT codes of the SNOMED-RT style codes that segmentations and reports of PET hold.
  ///
  /// - Source: DICOM PS3.16, annex L and the context groups' legacy columns.
  static let retired: [String: String] = [
    "G-C036": "370129005", "G-C0E3": "363698007", "G-C171": "272741003", "G-C1C6": "246205007",
    "G-D705": "118565006", "G-A437": "56851009", "R-404FB": "255605001",
    "R-00317": "373098007", "R-00319": "373099004", "R-10047": "386136009",
    "G-A185": "103339001", "G-A186": "103340004",
    "G-A100": "24028007", "G-A101": "7771000", "G-A102": "51440002",
    "M-01000": "49755003", "T-D0050": "85756007", "T-D000A": "91723000",
    "R-42018": "309825002", "M-80000": "108369006", "M-80003": "372087000",
    "M-80006": "14799000", "M-01100": "52988006", "M-03000": "4147007",
    "M-03010": "27925004", "T-C4000": "59441001", "T-62000": "10200004",
    "C-10072": "89457008", "F-61FDB": "417881006", "R-42806": "304283002",
    "C-111A1": "77004003", "C-131A3": "35337001", "C-127A2": "3932008", "C-168A4": "63360001",
    "C-B1031": "35321007", "C-B1032": "129501009", "C-105A1": "40565003",
  ]

  /// UCUM units as older objects write them.
  static let retiredUnits: [String: String] = [
    "{SUVbw}g/ml": "g/ml{SUVbw}", "{SUVlbm}g/ml": "g/ml{SUVlbm}",
    "{SUVbsa}cm2/ml": "cm2/ml{SUVbsa}", "{SUVibw}g/ml": "g/ml{SUVibw}",
    "g/mL{SUVbw}": "g/ml{SUVbw}", "mL": "ml",
  ]
}
