public import DICOM

/// Whether a PET series is quantitative, and if not, why.
public struct PETAssessment: Sendable, Equatable {
  /// The series' instance UID, or "" where it has none.
  public let seriesInstanceUID: String
  /// The series' description, or "".
  public let seriesDescription: String
  /// Whether the image is original, not derived from another one.
  public let isOriginal: Bool
  /// The certificate, or all reasons why there is none, the gravest first.
  public let outcome: Outcome

  /// What an assessment ends with.
  public enum Outcome: Sendable, Equatable {
    /// SUV can be computed.
    case quantitative(SUVCertificate)
    /// It can't, for these reasons.
    case notQuantitative([UptakeError])
  }

  /// Assesses the headers of a series.
  ///
  /// - Parameters:
  ///   - instances: one header per slice in the order of the slices, or one multi-frame data set.
  ///   - settings: what is allowed, what a person entered, which rules are followed.
  /// - Source: standards sheet 1.4 (gates).
  public init(of instances: [DataSet], settings: SUVSettings) {
    let header = instances.first ?? DataSet()
    seriesInstanceUID = header.texts(Attribute.seriesInstanceUID.tag).first ?? ""
    seriesDescription = header.texts(Tag(0x0008, 0x103E)).first ?? ""
    isOriginal = header.texts(Attribute.imageType.tag).first != "DERIVED"
    let refusals = Gates.refusals(of: instances)
    guard refusals.isEmpty else {
      outcome = .notQuantitative(refusals)
      return
    }
    do throws(UptakeError) {
      outcome = .quantitative(try SUVCertificate(ofAdmitted: instances, settings: settings))
    } catch {
      outcome = .notQuantitative([error])
    }
  }

  /// The certificate, or nil where the series isn't quantitative.
  public var certificate: SUVCertificate? {
    if case .quantitative(let certificate) = outcome { return certificate }
    return nil
  }

  /// Why the series isn't quantitative; empty where it is.
  public var reasons: [UptakeError] {
    if case .notQuantitative(let reasons) = outcome { return reasons }
    return []
  }

  /// Chooses the one series to measure: quantitative, and original where there is an original.
  ///
  /// - Parameter assessments: the PET series of one study.
  /// - Returns: the index of the series.
  /// - Throws: ``UptakeError`` with E_SERIES where none or several are left, which it lists; where
  ///   there is one series only, that series' own refusal.
  /// - Source: standards sheet 1.4 (attenuation corrected only); product decision that nobody
  ///   guesses between reconstructions.
  public static func choose(among assessments: [PETAssessment]) throws(UptakeError) -> Int {
    let quantitative = assessments.indices.filter { assessments[$0].certificate != nil }
    let originals = quantitative.filter { assessments[$0].isOriginal }
    let candidates = originals.isEmpty ? quantitative : originals
    if candidates.count == 1, let only = candidates.first { return only }
    if assessments.count == 1, let reason = assessments.first?.reasons.first { throw reason }
    let listed = candidates.isEmpty ? Array(assessments.indices) : candidates
    let list = listed.map { index in
      let assessment = assessments[index]
      let name =
        assessment.seriesDescription.isEmpty
        ? assessment.seriesInstanceUID
        : "\(assessment.seriesDescription) (\(assessment.seriesInstanceUID))"
      let reason = assessment.reasons.first.map { ": \($0.code.rawValue), \($0.reason)" } ?? ""
      return name + reason
    }
    throw UptakeError(
      .seriesChoice,
      found: list.isEmpty ? "no PET series" : list.joined(separator: "; "),
      reason: candidates.isEmpty
        ? "none of these PET series is quantitative: \(list.joined(separator: "; "))"
        : "several PET series are quantitative: \(list.joined(separator: "; "))",
      remedy: candidates.isEmpty
        ? "get the attenuation corrected original series" : "name the series to measure"
    )
  }
}
