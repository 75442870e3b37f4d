public import Uptake

/// A moment that a clock showed, and how far that clock is ahead of the trial's reference clock.
public struct ClockReading: Hashable, Sendable {
  /// What the clock showed.
  public let shown: DICOMInstant
  /// How far the clock is ahead of the reference clock, in seconds; below 0 where it is behind.
  public let aheadSeconds: Double

  /// A moment that a clock showed.
  ///
  /// - Parameters:
  ///   - shown: what the clock showed.
  ///   - aheadSeconds: how far it is ahead of the reference clock.
  public init(_ shown: DICOMInstant, aheadSeconds: Double = 0) {
    self.shown = shown
    self.aheadSeconds = aheadSeconds
  }

  /// The moment on the reference clock.
  public var corrected: DICOMInstant { shown.adding(seconds: -aheadSeconds) }
}

/// An activity that was measured, and when.
public struct AssayedActivity: Hashable, Sendable {
  /// The activity, in MBq.
  public let megabecquerels: Double
  /// When it was measured.
  public let time: ClockReading

  /// An activity that was measured.
  public init(megabecquerels: Double, time: ClockReading) {
    self.megabecquerels = megabecquerels
    self.time = time
  }
}

/// How much of an administration went beside the vein.
public enum Extravasation: String, Hashable, Sendable, Codable, CaseIterable {
  /// It was looked for and there was none.
  case none
  /// There may have been some.
  case suspected
  /// It was seen.
  case seen
  /// Nobody looked.
  case notAssessed = "not assessed"
}

/// One administration of a tracer, as it was recorded.
public struct TracerAdministration: Hashable, Sendable {
  /// The tracer's id in the protocol.
  public let tracer: String
  /// The activity in the syringe before; nil where it was not recorded.
  public let assayed: AssayedActivity?
  /// The activity left in syringe and line afterwards; nil where it was not recorded.
  public let residual: AssayedActivity?
  /// When it was administered; nil where it was not recorded.
  public let administered: ClockReading?
  /// How much went beside the vein.
  public let extravasation: Extravasation

  /// One administration of a tracer.
  ///
  /// - Parameters:
  ///   - tracer: the tracer's id in the protocol.
  ///   - assayed: the activity in the syringe before.
  ///   - residual: the activity left afterwards; 0 MBq where it was measured and is none.
  ///   - administered: when it was administered.
  ///   - extravasation: how much went beside the vein.
  public init(
    tracer: String,
    assayed: AssayedActivity?,
    residual: AssayedActivity?,
    administered: ClockReading?,
    extravasation: Extravasation
  ) {
    self.tracer = tracer
    self.assayed = assayed
    self.residual = residual
    self.administered = administered
    self.extravasation = extravasation
  }

  /// The net activity at the moment of administration, in MBq.
  ///
  /// A_pre · 2^(-(t_adm - t_pre)/T½) - A_res · 2^((t_res - t_adm)/T½), with the moments on the
  /// reference clock.
  ///
  /// - Parameter halfLifeSeconds: the radionuclide's half-life.
  /// - Returns: the net activity, above 0.
  /// - Throws: ``ExposureError`` where a fact is missing or they contradict each other.
  /// - Source: QIBA FDG-PET/CT Profile v1.13 (residual); the law of decay.
  public func netMegabecquerels(halfLifeSeconds: Double) throws(ExposureError) -> Double {
    guard let administered else { throw .missing("when \(tracer) was administered") }
    guard let assayed else { throw .missing("the activity of \(tracer) before administration") }
    guard let residual else {
      throw .missing("the residual of \(tracer) after administration (0 MBq where there was none)")
    }
    for (name, value) in [
      ("the activity before administration", assayed.megabecquerels),
      ("the residual", residual.megabecquerels),
    ] where !(value >= 0 && value.isFinite) {
      throw .contradiction("\(name) is \(value) MBq")
    }
    let moment = administered.corrected
    let afterAssay = moment.seconds(since: assayed.time.corrected)
    let untilResidual = residual.time.corrected.seconds(since: moment)
    guard residual.megabecquerels == 0 || untilResidual >= 0 else {
      throw .contradiction(
        "the residual was measured \(FieldReader.plain(-untilResidual)) s before the administration"
      )
    }
    let before =
      assayed.megabecquerels * Decay.remaining(after: afterAssay, halfLifeSeconds: halfLifeSeconds)
    let left =
      residual.megabecquerels
      * Decay.remaining(after: -untilResidual, halfLifeSeconds: halfLifeSeconds)
    guard before > left else {
      throw .contradiction(
        "the residual (\(left) MBq at the administration) is no less than what was in the syringe "
          + "(\(before) MBq)"
      )
    }
    return before - left
  }
}

/// Why an exposure can't be told.
public enum ExposureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A fact was not recorded.
  case missing(String)
  /// Facts contradict each other, or a number is impossible.
  case contradiction(String)
  /// The protocol has no dose coefficient for the tracer.
  case noCoefficient(tracer: String, String)
  /// The protocol has no factor for the region of the CT.
  case noCTFactor(region: String, known: [String])
  /// The radionuclide is in no table.
  case unknownNuclide(String, known: [String])

  /// What is wrong, and what a person can do.
  public var description: String {
    switch self {
    case .missing(let what): "\(what) is not recorded: record it"
    case .contradiction(let what): "\(what): correct the record, with the reason"
    case .noCoefficient(let tracer, let words):
      "the protocol has no effective dose coefficient for \(tracer): \(words). Enter it in the "
        + "protocol as 'dose:' with value, unit mSv/MBq, tissueWeights (ICRP 60, ICRP 103 or not "
        + "stated), confidence and source"
    case .noCTFactor(let region, let known):
      "the protocol has no factor from dose length product to effective dose for \(region) (it has "
        + "\(known.isEmpty ? "none" : known.joined(separator: ", "))): enter it under "
        + "'ctDoseFactors' with its source, or record the DLP by region"
    case .unknownNuclide(let name, let known):
      "the half-life of \(name) is in no table (known are \(known.joined(separator: ", ")))"
    }
  }
}
