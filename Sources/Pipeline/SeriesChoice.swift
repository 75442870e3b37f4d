public import DICOM
public import Uptake

extension DICOMFolder {
  /// The PET series of a folder, each with its study and whether it is quantitative.
  ///
  /// - Parameters:
  ///   - settings: what is allowed, what a person entered, which rules are followed.
  ///   - profile: the tracer's profile for each series, or nil where it has none.
  /// - Returns: one assessment for each PET series, in the folder's order.
  public func assessedPET(
    _ settings: SUVSettings,
    profile: (Series) throws -> TracerProfile?
  ) rethrows -> [(study: Study, series: Series, assessment: PETAssessment)] {
    try studies.flatMap { study in
      try study.series.filter { $0.modality == "PT" }.map { series in
        let completed = settings.completed(by: try profile(series))
        return (
          study, series, PETAssessment(of: series.certificateHeaders, settings: completed)
        )
      }
    }
  }

  /// The PET series to measure.
  ///
  /// - Parameters:
  ///   - wanted: a Series Instance UID or a Series Number; nil for the one quantitative series.
  ///   - settings: what is allowed, what a person entered, which rules are followed.
  ///   - tracer: the tracer's profile, or nil to go by the header's code.
  ///   - profiles: the profiles to choose among; nil for the shipped ones.
  /// - Returns: the series, its study, its tracer's profile, and how it becomes SUV.
  /// - Throws: ``AnalysisError`` when none or several could be meant; ``Uptake/UptakeError`` when
  ///   none is quantitative, or several are.
  public func choosePET(
    _ wanted: String?,
    settings: SUVSettings,
    tracer: String?,
    profiles: [TracerProfile]? = nil
  ) throws -> ChosenPET {
    let pets = studies.flatMap { study in
      study.series.filter { $0.modality == "PT" }.map { (study: study, series: $0) }
    }
    let named = { (series: Series) in "\(series.seriesInstanceUID)  \(series.label)" }
    if let wanted {
      let matching = pets.filter {
        $0.series.seriesInstanceUID == wanted || $0.series.seriesNumber == wanted
      }
      guard let match = matching.first else {
        throw AnalysisError.noSeries(
          wanted: "a PET series '\(wanted)'",
          found: pets.map { named($0.series) }
        )
      }
      guard matching.count == 1 else {
        throw AnalysisError.severalSeries(
          wanted: "'\(wanted)'",
          found: matching.map { named($0.series) }
        )
      }
      let profile = try TracerProfile.profile(
        named: tracer,
        of: match.series,
        among: profiles
      )
      return ChosenPET(
        study: match.study,
        series: match.series,
        profile: profile,
        certificate: try SUVCertificate(
          of: match.series.certificateHeaders,
          settings: settings.completed(by: profile)
        )
      )
    }
    guard !pets.isEmpty else {
      throw AnalysisError.noSeries(wanted: "a PET", found: series.map(named))
    }
    let assessed = try assessedPET(settings) {
      try TracerProfile.profile(named: tracer, of: $0, among: profiles)
    }
    let chosen = assessed[try PETAssessment.choose(among: assessed.map(\.assessment))]
    guard let certificate = chosen.assessment.certificate else {
      preconditionFailure("what is chosen is quantitative")
    }
    return ChosenPET(
      study: chosen.study,
      series: chosen.series,
      profile: try TracerProfile.profile(named: tracer, of: chosen.series, among: profiles),
      certificate: certificate
    )
  }
}

/// The PET series to measure, with what was found out about it when it was chosen.
public struct ChosenPET: Sendable {
  /// The study of the series.
  public let study: Study
  /// The series.
  public let series: Series
  /// The tracer's profile, where the header's code or the request names one.
  public let profile: TracerProfile?
  /// How the series becomes SUV.
  public let certificate: SUVCertificate
}
