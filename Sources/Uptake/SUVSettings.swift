/// How a certificate is made: what is allowed, what a person entered, which rule is followed.
public struct SUVSettings: Sendable, Equatable, Codable {
  /// Whether a header may be adapted.
  public var policy: Policy
  /// How the reference time of a series with DecayCorrection START is found.
  public var referenceTime: ReferenceTimeRule
  /// The longest time from administration to scan that the tracer's profile foresees, in seconds.
  ///
  /// nil where there is no profile: then IBSI-SUV's own limit of two half-lives holds, which is too
  /// short for 64Cu at 48 h and 89Zr on day 7.
  public var longestUptakeSeconds: Double?
  /// The uptake times that the tracer's profile asks for, in seconds, or nil for any.
  public var uptakeWindowSeconds: ClosedRange<Double>?
  /// Which item of the RadiopharmaceuticalInformationSequence is meant (from 0), where it has
  /// several.
  public var radiopharmaceuticalItem: Int?
  /// Whether the activity left in the syringe is taken off the activity.
  public var activity: ActivityRule
  /// What a person entered, each with its reason.
  public var entered: EnteredFacts
  /// What a person confirmed, that would be refused otherwise; never in the strict policy.
  public var acknowledged: Set<Acknowledgement>

  /// Whether a header may be adapted.
  public enum Policy: String, Sendable, Codable, CaseIterable {
    /// Any adaptation of what the header says is refused.
    case strict
    /// Adaptations are made by the rules of IBSI-SUV, and each is written down.
    case lenient
  }

  /// How the reference time of a series with DecayCorrection START is found.
  public enum ReferenceTimeRule: String, Sendable, Codable, CaseIterable {
    /// Private date-time, equal series and acquisition time, back-computation.
    case ibsi
    /// Series time unless after the acquisition, GE's private date-time, earliest acquisition.
    case qiba
  }

  /// Whether the activity left in the syringe is taken off the activity.
  public enum ActivityRule: String, Sendable, Codable, CaseIterable {
    /// The activity as the header (or a person) gives it.
    case asStored
    /// Less the residual that a person entered.
    case netOfResidual
  }

  /// What a person can confirm.
  public enum Acknowledgement: String, Sendable, Codable, CaseIterable {
    /// CorrectedImage and DecayCorrection contradict each other; DecayCorrection is right.
    case decayCorrectionContradiction
    /// SUVType LBM is Morgan's lean body mass (120 for men).
    case morganLeanBodyMass
    /// Counts per second are calibrated by voxel volume and DoseCalibrationFactor.
    case countsPerSecond
  }

  /// Settings with a policy, and nothing entered.
  ///
  /// - Parameters:
  ///   - policy: whether a header may be adapted.
  ///   - longestUptakeSeconds: the profile's longest time from administration to scan, in seconds,
  ///     or nil where there is no profile.
  public init(policy: Policy, longestUptakeSeconds: Double?) {
    self.policy = policy
    self.longestUptakeSeconds = longestUptakeSeconds
    referenceTime = .ibsi
    uptakeWindowSeconds = nil
    radiopharmaceuticalItem = nil
    activity = .asStored
    entered = EnteredFacts()
    acknowledged = []
  }
}

/// What a person entered in place of the header, from the case report form.
public struct EnteredFacts: Sendable, Equatable, Codable {
  /// The body's weight, in kilograms.
  public var weightKilograms: Entered<Double>?
  /// The body's height, in metres.
  public var heightMeters: Entered<Double>?
  /// The sex.
  public var sex: Entered<PatientSex>?
  /// The activity at the time of administration, in becquerels.
  public var activityBecquerels: Entered<Double>?
  /// The time of administration.
  public var administration: Entered<DICOMInstant>?
  /// The activity in the syringe before administration, and when it was measured.
  public var syringe: Entered<MeasuredActivity>?
  /// The activity left in the syringe, and when it was measured.
  public var residual: Entered<MeasuredActivity>?

  /// Nothing entered.
  public init() {}
}

/// A value that a person entered, with the reason.
public struct Entered<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
  /// The value.
  public let value: Value
  /// Why it stands in place of the header's.
  public let reason: String

  /// A value with its reason.
  public init(_ value: Value, reason: String) {
    self.value = value
    self.reason = reason
  }
}

/// An activity and the moment at which it was measured.
public struct MeasuredActivity: Sendable, Equatable, Codable {
  /// The activity, in becquerels.
  public let becquerels: Double
  /// When it was measured.
  public let time: DICOMInstant

  /// An activity measured at a moment.
  ///
  /// - Parameters:
  ///   - becquerels: the activity.
  ///   - time: when it was measured.
  public init(becquerels: Double, time: DICOMInstant) {
    self.becquerels = becquerels
    self.time = time
  }
}
