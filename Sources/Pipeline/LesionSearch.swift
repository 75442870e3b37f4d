import DICOM
import Lesions
import Voxels

/// Lesions found by themselves: the organs, the findings, and what is in doubt about both.
struct LesionSearch {
  var organs: OrganMap?
  var findings: [Finding] = []
  /// Reference regions placed by rule, where nobody placed them.
  var references: [ReferenceRegion] = []
  /// Why the others weren't placed.
  var refusals: [(tissue: ReferenceTissue, reason: String)] = []
  var doubts: [String] = []

  /// Looks for lesions with Herald's own method.
  ///
  /// - Parameters:
  ///   - suv: the uptake.
  ///   - ct: the CT in the same space, or nil.
  ///   - profile: the tracer's profile.
  ///   - imported: organs that somebody else drew; nil to look for them.
  ///   - references: reference regions that somebody placed.
  ///   - settings: what the search rests on.
  /// - Throws: `LesionsError`.
  init(
    _ suv: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    profile: TracerProfile,
    imported: OrganMap?,
    references: [ReferenceRegion],
    settings: DetectionSettings
  ) throws {
    let organs = imported ?? Self.organs(suv, ct: ct, profile.physiology)
    findings = try suv.findings(
      ct: ct,
      organs: organs,
      physiology: profile.physiology,
      references: references,
      settings: settings
    )
    self.organs = organs
    doubts = organs.doubts
    let suspected = findings.filter { $0.verdict == .lesion || $0.verdict == .unsure }.map(\.region)
    for tissue in ReferenceTissue.allCases
    where !references.contains(where: { $0.tissue == tissue }) {
      do throws(LesionsError) {
        self.references.append(
          try ReferenceRegion.placed(tissue, in: organs, on: suv, avoiding: suspected)
        )
      } catch {
        refusals.append((tissue, error.description))
      }
    }
    if ct == nil {
      doubts.append("no CT in the same space: organs are known from the uptake alone")
    }
    if settings.cancer == nil {
      doubts.append(
        "the cancer isn't named: the search weighs places as for breast or gastric cancer"
      )
    }
    doubts.append(
      "lesions were found by \(DetectionSettings.methodName), held against simulated participants "
        + "only: look at each of them, and at what was set aside"
    )
  }

  /// The organs of a scan; without any where it shows no body, which is a doubt, not an end.
  private static func organs(
    _ suv: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    _ physiology: Physiology
  ) -> OrganMap {
    do throws(LesionsError) {
      return try OrganMap.found(suv: suv, ct: ct, physiology: physiology)
    } catch {
      return OrganMap(
        grid: suv.grid,
        origin: .found,
        body: nil,
        organs: [:],
        missing: [:],
        doubts: ["no organ was found, so that nothing tells normal uptake from disease: \(error)"]
      )
    }
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
