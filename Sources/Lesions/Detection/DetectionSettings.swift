/// The cancer that a search is told of: what spreads where differs between them.
public enum Cancer: String, CaseIterable, Hashable, Sendable, Codable {
  /// Of the breast.
  case breast
  /// Of the stomach, or of where it meets the oesophagus.
  case gastric
}

/// What the search for lesions rests on beside the scan itself.
public struct DetectionSettings: Hashable, Sendable, Codable {
  /// The resolution that outlines are drawn for: the full width at half maximum of a point as the scan
  /// shows it, in mm.
  ///
  /// Scanner, reconstruction, filter and positron range make it. Outlines of foci of 1 mL or more change
  /// little with it.
  public var fwhmMillimeters: Double
  /// The score from which on a focus is a lesion, 0 to 1.
  public var lesionScore: Double
  /// The score from which on a focus that is no lesion is unsure, 0 to 1.
  public var unsureScore: Double
  /// Foci below this volume are left out, in mL.
  public var smallestVolumeMilliliters: Double
  /// The cancer that the patient is known to have; nil where nobody says.
  public var cancer: Cancer?

  /// Settings; what isn't given is what the method was evaluated with.
  ///
  /// - Parameters:
  ///   - fwhmMillimeters: the resolution that outlines are drawn for, above zero, in mm.
  ///   - lesionScore: the score from which on a focus is a lesion.
  ///   - unsureScore: the score from which on a focus that is no lesion is unsure.
  ///   - smallestVolumeMilliliters: foci below this volume are left out, in mL.
  ///   - cancer: the cancer that the patient is known to have, or nil.
  public init(
    fwhmMillimeters: Double = 5.5,
    lesionScore: Double = 0.5,
    unsureScore: Double = 0.25,
    smallestVolumeMilliliters: Double = 0.1,
    cancer: Cancer? = nil
  ) {
    self.fwhmMillimeters = fwhmMillimeters
    self.lesionScore = lesionScore
    self.unsureScore = unsureScore
    self.smallestVolumeMilliliters = smallestVolumeMilliliters
    self.cancer = cancer
  }

  /// What the method is called in results; it changes whenever the method does.
  public static let methodName = "herald-foci 9"

  /// Throws where a number makes no sense.
  func validate() throws(LesionsError) {
    guard fwhmMillimeters > 0, fwhmMillimeters < 30 else {
      throw .badSetting("resolution for outlines", fwhmMillimeters)
    }
    for (name, value) in [
      ("score of a lesion", lesionScore), ("score of an unsure focus", unsureScore),
      ("smallest volume", smallestVolumeMilliliters),
    ] {
      guard value.isFinite, value >= 0 else { throw .badSetting(name, value) }
    }
  }
}
