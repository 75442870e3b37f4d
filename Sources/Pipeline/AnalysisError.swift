/// Why an analysis gives no result, beyond what its stages refuse.
public enum AnalysisError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder holds no series that could be meant.
  case noSeries(wanted: String, found: [String])
  /// Several series could be meant.
  case severalSeries(wanted: String, found: [String])
  /// No profile has this name.
  case unknownTracer(String, known: [String])
  /// The profile is of another nuclide than the header's.
  case otherNuclide(tracer: String, profile: String, header: String)
  /// Neither the request nor a profile says how lesions are drawn.
  case noMethod(tracer: String, known: [String])
  /// The file with regions can't be used.
  case unusableRegions(path: String, reason: String)
  /// An outside detector can't be used: why.
  case unusableDetector(String)
  /// No lesion is the primary tumour that was named.
  case noPrimary([String], known: [String])
  /// A folder is not a result of an analysis.
  case notAResult(path: String, reason: String)
  /// Two results are of the same scan.
  case sameScan(String, String)
  /// A result's scan names no patient.
  case noPatient(path: String)
  /// A fixed threshold is asked for on a normalisation that isn't available.
  case normalizationUnavailable(String, reason: String)

  /// What was found, and what the person can do.
  public var description: String {
    switch self {
    case .noSeries(let wanted, let found):
      "no series is \(wanted)" + Self.list(found, under: "found")
    case .severalSeries(let wanted, let found):
      "several series are \(wanted); name one with --series" + Self.list(found, under: "found")
    case .unknownTracer(let name, let known):
      "'\(name)' is no tracer's profile; known are \(known.joined(separator: ", "))"
    case .otherNuclide(let tracer, let profile, let header):
      "the profile \(tracer) is of \(profile), but the header's radionuclide is coded \(header): "
        + "name the tracer that was given, or get the header corrected"
    case .noMethod(let tracer, let known):
      "the radiopharmaceutical (\(tracer)) has no profile, so nothing says how lesions are drawn: "
        + "name the tracer (--tracer \(known.joined(separator: ", "))), or give --method, or --roi"
    case .unusableRegions(let path, let reason): "\(path): no regions could be taken: \(reason)"
    case .unusableDetector(let reason): reason
    case .noPrimary(let names, let known):
      "no lesion is labelled, or lies at, \(names.joined(separator: " or ")); there are "
        + known.joined(separator: ", ")
    case .notAResult(let path, let reason):
      "\(path) is not a result of herald analyze: \(reason)"
    case .sameScan(let first, let second):
      "\(first) and \(second) are results of the same scan: give one of them"
    case .noPatient(let path):
      "\(path): its scan names no patient, so that nothing says which scans are of one: give the DICOM a "
        + "PatientID, and analyse it again"
    case .normalizationUnavailable(let name, let reason): "\(name) is not available: \(reason)"
    }
  }

  private static func list(_ items: [String], under heading: String) -> String {
    items.isEmpty ? "" : "; \(heading):" + items.map { "\n  " + $0 }.joined()
  }
}
