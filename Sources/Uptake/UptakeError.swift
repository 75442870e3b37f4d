public import DICOM

/// Why no SUV is given: a refusal that can be acted on.
public struct UptakeError: Error, Equatable, Sendable {
  /// The refusal's code, stable across versions.
  public let code: Code
  /// The attribute that it rests on, or nil where it is about the whole.
  public let tag: Tag?
  /// That attribute's keyword, or "".
  public let keyword: String
  /// The value found, or "absent".
  public let found: String
  /// Why no SUV is given, in words.
  public let reason: String
  /// What a person can do.
  public let remedy: String

  /// The kinds of refusal.
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// The weight is missing or can't be one.
    case weight = "E_WEIGHT"
    /// The height is missing or can't be one.
    case size = "E_SIZE"
    /// The sex is missing or none that the formulas know.
    case sex = "E_SEX"
    /// The activity is missing or can't be one.
    case dose = "E_DOSE"
    /// The half-life is missing or can't be one.
    case halfLife = "E_HALFLIFE"
    /// The administration's time is missing, unreadable or impossible.
    case administrationTime = "E_ADMIN_TIME"
    /// The administration's date isn't known and may not be guessed.
    case administrationDate = "E_ADMIN_DATE"
    /// The moment to which the image is decay corrected isn't known.
    case decayTiming = "E_DECAY_TIMING"
    /// The pixel values' unit can't be turned into an SUV.
    case units = "E_UNITS"
    /// Philips counts without a usable factor.
    case philipsScale = "E_PHILIPS_SCALE"
    /// The image isn't attenuation corrected.
    case notAttenuationCorrected = "E_NOT_ATTN"
    /// Several radiopharmaceuticals, none chosen.
    case multipleTracers = "E_MULTI_TRACER"
    /// The series' instances contradict each other.
    case inconsistent = "E_INCONSISTENT"
    /// Not a PET image, or a projection of one.
    case modality = "E_MODALITY"
    /// A kind of PET object that isn't read.
    case sopClass = "E_SOPCLASS"
    /// A value entered by a person can't be used.
    case entered = "E_ENTERED"
    /// Several series could be meant, or none.
    case seriesChoice = "E_SERIES"
  }

  init(
    _ code: Code,
    _ attribute: Attribute? = nil,
    found: String,
    reason: String,
    remedy: String
  ) {
    self.code = code
    self.tag = attribute?.tag
    self.keyword = attribute?.keyword ?? ""
    self.found = found
    self.reason = reason
    self.remedy = remedy
  }
}

extension UptakeError: CustomStringConvertible {
  /// The refusal in one paragraph: code, attribute and value, reason, remedy.
  public var description: String {
    let attribute = tag.map { "\(keyword) \($0) is \(found == "absent" ? found : "'\(found)'"): " }
    return "\(code.rawValue): \(attribute ?? "")\(reason). What you can do: \(remedy)."
  }
}

extension UptakeError: Encodable {
  private enum CodingKeys: String, CodingKey {
    case code, tag, keyword, found, reason, remedy
  }

  /// Writes the refusal, its tag as the standard writes it.
  ///
  /// - Parameter encoder: where it goes.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encodeIfPresent(tag?.description, forKey: .tag)
    try container.encode(keyword, forKey: .keyword)
    try container.encode(found, forKey: .found)
    try container.encode(reason, forKey: .reason)
    try container.encode(remedy, forKey: .remedy)
  }
}
