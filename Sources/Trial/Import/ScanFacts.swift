import Crypto
import FoundationEssentials
public import Lesions
public import Pipeline
public import Uptake

/// What the trial's records and its protocol say of a scan, beside its headers.
public struct ScanFacts: Sendable {
  /// The scan.
  public let scan: ReceivedScan
  /// The visit.
  public let visit: Visit?
  /// The administration; nil where none is recorded.
  public let administration: Administration?
  /// The protocol that the participant is under.
  public let trial: TrialProtocol
  /// The cancer, as the participant's biopsies say; nil where they name none that the search knows, or
  /// several.
  public let cancer: Cancer?

  /// What is known of a scan.
  ///
  /// - Parameters:
  ///   - scan: the scan.
  ///   - visits: the participant's visits.
  ///   - administrations: what was administered to the participant.
  ///   - biopsies: the participant's biopsies.
  ///   - trial: the protocol that the participant is under.
  /// - Throws: ``ScanFactsError`` where several administrations could be meant.
  public init(
    of scan: ReceivedScan,
    visits: [Visit],
    administrations: [Administration],
    biopsies: [Biopsy],
    under trial: TrialProtocol
  ) throws(ScanFactsError) {
    self.scan = scan
    self.trial = trial
    visit = visits.first {
      $0.participant == scan.participant && $0.visit == scan.visit && !$0.isVoid
    }
    let given = administrations.filter {
      $0.participant == scan.participant && $0.visit == scan.visit && $0.tracer == scan.tracer
        && !$0.isVoid
    }
    let tumors = Set(
      biopsies.filter { $0.participant == scan.participant && !$0.isVoid }.map(\.tumor)
    )
    cancer = tumors.count == 1 ? tumors.first.flatMap { Cancer(rawValue: $0.rawValue) } : nil
    // A tracer may be given again within a visit; the last before the scan's day is the one it shows.
    let before = given.filter { $0.injectedAt.date <= scan.studyDate }
    let day = before.map(\.injectedAt.date).max()
    let candidates = before.filter { $0.injectedAt.date == day }
    guard candidates.count <= 1 else {
      throw ScanFactsError.severalAdministrations(
        scan: scan.id,
        administrations: candidates.map(\.id)
      )
    }
    administration = candidates.first
  }

  /// The SHA-256 over all of them: another one means that the scan has to be measured anew.
  public var sha256: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      var parts = [
        scan.manifestSHA256, scan.tracer ?? "-", trial.sha256,
        visit?.weightKilograms.map { "\($0)" } ?? "-",
        visit?.heightCentimeters.map { "\($0)" } ?? "-",
        cancer?.rawValue ?? "-",
      ]
      if var administration {
        administration.comment = nil
        parts.append(String(decoding: try encoder.encode(administration), as: UTF8.self))
      }
      var hash = SHA256()
      for part in parts { hash.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
      return hexadecimal(hash.finalize())
    }
  }

  /// How SUV is made: what was recorded stands in place of the header, each with its reason.
  public var settings: SUVSettings {
    var settings = SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
    if let visit {
      let reason = "recorded at the visit \(visit.visit), \(visit.id)"
      settings.entered.weightKilograms = visit.weightKilograms.map { Entered($0, reason: reason) }
      settings.entered.heightMeters = visit.heightCentimeters.map {
        Entered($0 / 100, reason: reason)
      }
    }
    if let administration {
      let injectionAhead = administration.injectionClockOffsetSeconds ?? 0
      let calibratorAhead = administration.calibratorClockOffsetSeconds ?? 0
      func clocks(_ seconds: Double, _ measured: Double?) -> String {
        measured == nil
          ? ", clock not compared" : seconds == 0 ? "" : ", clock \(number(seconds)) s ahead"
      }
      let reason = "recorded administration \(administration.id)"
      settings.entered.administration = Entered(
        DICOMInstant(administration.injectedAt).adding(seconds: -injectionAhead),
        reason: reason + clocks(injectionAhead, administration.injectionClockOffsetSeconds)
      )
      settings.entered.syringe = Entered(
        MeasuredActivity(
          becquerels: administration.assayedMegabecquerels * 1e6,
          time: DICOMInstant(administration.assayedAt).adding(seconds: -calibratorAhead)
        ),
        reason: reason + clocks(calibratorAhead, administration.calibratorClockOffsetSeconds)
      )
      if let residual = administration.residualMegabecquerels,
        let residualAt = administration.residualAt
      {
        settings.entered.residual = Entered(
          MeasuredActivity(
            becquerels: residual * 1e6,
            time: DICOMInstant(residualAt).adding(seconds: -calibratorAhead)
          ),
          reason: reason
        )
        settings.activity = .netOfResidual
      }
    }
    if let window = tracer?.uptakeWindow.value {
      settings.uptakeWindowSeconds = (window.from * 60)...(window.to * 60)
    }
    return settings
  }

  /// The tracer, as the protocol has it.
  public var tracer: ProtocolTracer? { trial.tracers.first { $0.id == scan.tracer } }

  /// What an analysis is asked for.
  ///
  /// - Parameter folder: where the scan's files lie.
  /// - Returns: the request.
  /// - Throws: ``TrialProtocolError`` where the protocol leaves open what it takes.
  public func request(for folder: String) throws -> AnalysisRequest {
    var request = AnalysisRequest(input: folder, suv: settings)
    request.statedInput = "scan \(scan.id)"
    request.tracer = tracer?.id
    request.detection.cancer = cancer
    try request.follow(trial)
    return request
  }

  /// Where the scan departs from the protocol.
  ///
  /// - Parameters:
  ///   - activityMegabecquerels: the activity at injection.
  ///   - uptakeMinutes: from injection to the scan.
  ///   - weightKilograms: the body's weight.
  /// - Returns: a sentence each.
  public func deviations(
    activityMegabecquerels: Double?,
    uptakeMinutes: Double?,
    weightKilograms: Double?
  ) -> [String] {
    var found: [String] = []
    if let window = tracer?.uptakeWindow.value, let uptakeMinutes {
      let minutes = window.from...window.to
      if !minutes.contains(uptakeMinutes) {
        found.append(
          "uptake \(number(uptakeMinutes)) min, the protocol's window is "
            + "\(number(minutes.lowerBound)) to \(number(minutes.upperBound)) min"
        )
      }
    }
    if let range = tracer?.activity.value, let activityMegabecquerels {
      let given =
        range.unit == "MBq/kg"
        ? weightKilograms.map { activityMegabecquerels / $0 } : activityMegabecquerels
      if let given, !(range.from...range.to).contains(given) {
        found.append(
          "activity \(number(given)) \(range.unit), the protocol asks for \(number(range.from)) to "
            + "\(number(range.to)) \(range.unit)"
        )
      }
    }
    if let visit, let start = visit.windowStart, let end = visit.windowEnd,
      !(start...end).contains(scan.studyDate)
    {
      found.append("made on \(scan.studyDate), the visit's window is \(start) to \(end)")
    }
    return found
  }

  private func number(_ value: Double) -> String { FieldReader.plain((value * 10).rounded() / 10) }
}

extension DICOMInstant {
  /// A recorded moment, as a header would tell it.
  fileprivate init(_ instant: ZonedInstant) {
    self.init(
      localMicroseconds: (instant.millisecondsSince1970 + Int64(instant.offsetMinutes) * 60_000)
        * 1000,
      utcOffsetSeconds: instant.offsetMinutes * 60
    )
  }
}

/// A digest as 64 hexadecimal digits.
private func hexadecimal(_ digest: SHA256.Digest) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in digest {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// Why a scan's facts can't be told.
public enum ScanFactsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Several administrations could be meant.
  case severalAdministrations(scan: String, administrations: [String])

  /// What was found, and what a person can do.
  public var description: String {
    switch self {
    case .severalAdministrations(let scan, let administrations):
      "scan \(scan) may show any of the administrations \(administrations.joined(separator: ", ")): "
        + "void the ones that weren't given (herald dose record --void)"
    }
  }
}
