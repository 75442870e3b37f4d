import DICOM
import Lesions
import Voxels

/// Lesions found by themselves: the organs, the findings, and what is in doubt about both.
struct LesionSearch {
  var organs: OrganMap?
  var findings: [Finding] = []
  var doubts: [String] = []

  /// Looks for lesions with Herald's own method.
  ///
  /// - Parameters:
  ///   - suv: the uptake.
  ///   - ct: the CT in the same space, or nil.
  ///   - profile: the tracer's profile.
  ///   - references: reference regions that somebody placed.
  ///   - settings: what the search rests on.
  init(
    _ suv: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    profile: TracerProfile,
    references: [ReferenceRegion],
    settings: DetectionSettings
  ) throws {
    let organs = try OrganMap.found(suv: suv, ct: ct, physiology: profile.physiology)
    findings = try suv.findings(
      ct: ct,
      organs: organs,
      physiology: profile.physiology,
      references: references,
      settings: settings
    )
    self.organs = organs
    doubts = organs.doubts
    if ct == nil {
      doubts.append("no CT in the same space: organs are known from the uptake alone")
    }
    doubts.append(
      "lesions were found by \(DetectionSettings.methodName), held against simulated participants "
        + "only: look at each of them, and at what was set aside"
    )
  }
}

extension Finding.Verdict {
  /// The category of a lesion with this verdict.
  var category: LesionCategory {
    switch self {
    case .lesion: .lesion
    case .physiological: .physiological
    case .artefact: .other
    case .unsure: .unclassified
    }
  }
}

extension Finding {
  /// The finding as a lesion of the given name.
  func lesion(named label: String) -> Lesion {
    Lesion(
      label: label,
      region: region,
      site: AnatomicalSite(code: nil, meaning: site),
      category: verdict.category,
      method: "\(DetectionSettings.methodName): \(method)",
      thresholdSUVbw: thresholdSUVbw
    )
  }
}
