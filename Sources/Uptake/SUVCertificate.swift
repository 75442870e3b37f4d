public import DICOM

/// How a PET series becomes SUV, and all that this rests on.
///
/// Made by ``init(of:settings:)``, which refuses where a value would have to be guessed. It holds
/// the straight line from stored value to SUVbw of every frame, each attribute used as it was found
/// and as it was used, the rules followed, and what the other rules would have given.
public struct SUVCertificate: Sendable, Equatable, Codable {
  /// The settings it was made with, and with them all that a person entered.
  public let settings: SUVSettings
  /// The scanner's maker, as far as the rules depend on it.
  public let vendor: Vendor
  /// The nuclide by its code, or nil where the header codes none that the table has.
  public let nuclide: Nuclide?
  /// The attributes used, in the order of use.
  public let facts: [Fact]
  /// The rules followed, in order.
  public let steps: [Step]
  /// Where the header was adapted; empty in the strict policy.
  public let adaptations: [Adaptation]
  /// What gives reason to doubt.
  public let caveats: [Caveat]
  /// What the rules not followed would have given.
  public let crossChecks: [CrossCheck]
  /// To which moment the image is decay corrected; nil where it holds SUV already.
  public let decayCorrection: DecayCorrection?
  /// The moment to which the image's activity refers (the earliest, with DecayCorrection NONE).
  public let referenceTime: DICOMInstant?
  /// The start of the earliest frame.
  public let acquisitionStart: DICOMInstant?
  /// When the tracer was administered.
  public let administration: DICOMInstant?
  /// Seconds from administration to the reference time: what the activity is decayed by.
  public let decaySeconds: Double?
  /// Seconds from administration to the start of the earliest frame.
  public let uptakeSeconds: Double?
  /// The activity used, at the time of administration, in becquerels.
  public let activityBecquerels: Double?
  /// The half-life used, in seconds.
  public let halfLifeSeconds: Double?
  /// The weight used, in kilograms.
  public let weightKilograms: Double?
  /// The height used, in metres.
  public let heightMeters: Double?
  /// The sex used.
  public let sex: PatientSex?
  /// SUVbw per unit of the rescaled value: the least and the greatest of the frames.
  public let factorRange: ClosedRange<Double>
  /// What SUVbw is multiplied by for each normalisation, or why it isn't available.
  public let normalizations: [NormalizationFactor]
  /// The line from stored value to SUVbw, one per frame in the order of the frames given; the
  /// frames of a multi-frame object in their stored order.
  public let scaling: [LinearScaling]

  /// To which moment an image is decay corrected.
  public enum DecayCorrection: String, Sendable, Codable, CaseIterable {
    /// To none: each frame holds the activity at its own time.
    case none = "NONE"
    /// To one moment near the start of the scan.
    case start = "START"
    /// To the time of administration.
    case admin = "ADMIN"
  }

  /// A scanner's maker.
  public enum Vendor: String, Sendable, Codable, CaseIterable {
    /// Siemens, CTI and CPS.
    case siemens = "Siemens"
    /// General Electric.
    case ge = "GE"
    /// Philips and ADAC.
    case philips = "Philips"
    /// United Imaging.
    case unitedImaging = "United Imaging"
    /// Any other.
    case other
  }

  /// An attribute as it was found and as it was used.
  public struct Fact: Sendable, Equatable, Codable {
    /// The keyword of DICOM's data dictionary.
    public let keyword: String
    /// The tag, "(0010,1030)".
    public let tag: String
    /// The value in the header, or "absent".
    public let found: String
    /// The value used, with its unit; "not used" where it only serves a check.
    public let used: String
    /// Why a person's value was used in place of the header's, or nil.
    public let enteredBecause: String?
  }

  /// A rule followed.
  public struct Step: Sendable, Equatable, Codable {
    /// The rule's name: "units", "decay", "reference time", "administration", "activity".
    public let stage: String
    /// Which branch, "START 2".
    public let rule: String
    /// The branch in words.
    public let words: String
  }

  /// Where the header was adapted.
  public struct Adaptation: Sendable, Equatable, Codable {
    /// The code that the strict policy refuses with.
    public let code: UptakeError.Code
    /// The attribute's keyword.
    public let keyword: String
    /// The attribute's tag, "(0010,1030)".
    public let tag: String
    /// The value found.
    public let found: String
    /// The value used.
    public let used: String
    /// Why.
    public let reason: String
  }

  /// A reason to doubt.
  public struct Caveat: Sendable, Equatable, Codable {
    /// The kind, stable across versions.
    public let code: Code
    /// What was found, in words.
    public let message: String

    /// The kinds of doubt.
    public enum Code: String, Sendable, Codable, CaseIterable {
      /// The weight is outside 25 to 250 kg.
      case weightOutsidePlausibleRange
      /// The height is outside 0.5 to 2.5 m.
      case heightOutsidePlausibleRange
      /// The activity is outside 1 MBq to 10 GBq.
      case activityOutsidePlausibleRange
      /// The half-life isn't that of the coded nuclide.
      case halfLifeDisagreesWithNuclide
      /// The header codes no nuclide that the table has.
      case nuclideNotCoded
      /// A residual was entered and not taken off, or can't be.
      case residualNotSubtracted
      /// Header and person, or two attributes, disagree.
      case valuesDisagree
      /// The private reference time contradicts the standard attributes and was set aside.
      case inconsistentMetadata
      /// The maker isn't stated, and the rule depends on it.
      case vendorUnknown
      /// The reference time is later than the frame's start, which START excludes.
      case referenceAfterAcquisition
      /// The decay factor in the header isn't that of the times in the header.
      case decayFactorDisagrees
      /// The two Philips factors differ by more than 1 %.
      case philipsFactorsDisagree
      /// The administration is later than the reference time, or seconds before it.
      case uptakeTimeImplausible
      /// The uptake time is outside the profile's window.
      case uptakeTimeOutsideWindow
      /// The uptake time is long for the nuclide.
      case uptakeTimeLong
      /// A time is given to the minute or the hour only.
      case timeImprecise
      /// Only one of two times states its offset from UTC.
      case offsetFromUTCOnOneSide
      /// Clocks may have been changed between administration and scan.
      case daylightSavingChange
      /// A time that isn't needed can't be read or used.
      case timeUnusable
      /// The image is derived from another.
      case derivedImage
      /// CorrectedImage and DecayCorrection contradict each other, as a person confirmed.
      case decayCorrectionContradiction
      /// A formula is used outside its range.
      case formulaOutsideRange
      /// Not all stored values have a meaning.
      case mappedRangeIncomplete
    }
  }

  /// What a rule not followed would have given.
  public struct CrossCheck: Sendable, Equatable, Codable {
    /// The rule.
    public let rule: String
    /// SUVbw per unit of the rescaled value of the first frame by that rule, or nil where it
    /// doesn't apply.
    public let factor: Double?
    /// By how many percent that SUVbw is above the certificate's, or nil where it doesn't apply.
    public let differencePercent: Double?
    /// The value it rests on, or why it doesn't apply.
    public let note: String
  }

  /// What SUVbw is multiplied by for another normalisation.
  public struct NormalizationFactor: Sendable, Equatable, Codable {
    /// The normalisation.
    public let normalization: Normalization
    /// What SUVbw is multiplied by, or nil where it isn't available.
    public let factor: Double?
    /// The body size used, in words, or why it isn't available.
    public let note: String
  }

  /// The lines from stored value to a normalisation, one per frame.
  ///
  /// - Parameter normalization: the normalisation wanted.
  /// - Returns: as many lines as ``scaling`` has.
  /// - Throws: ``UptakeError`` with E_SIZE where the header lacks what it takes.
  /// - Source: IBSI-SUV manual v3.0.1 (conversions through SUVbw).
  public func scaling(for normalization: Normalization) throws(UptakeError) -> [LinearScaling] {
    guard let entry = normalizations.first(where: { $0.normalization == normalization }),
      let factor = entry.factor
    else {
      let why = normalizations.first { $0.normalization == normalization }?.note ?? "not made"
      throw UptakeError(
        .size,
        found: "absent",
        reason: "\(normalization.name) isn't available: \(why)",
        remedy: "enter weight, height and sex with their reason, or choose SUVbw"
      )
    }
    return scaling.map {
      LinearScaling(slope: $0.slope * factor, intercept: $0.intercept * factor)
    }
  }
}
