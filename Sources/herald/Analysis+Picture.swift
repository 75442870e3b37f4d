import DICOM
import Figures
import Foundation
import Lesions
import Pipeline
import Uptake
import Voxels

extension Analysis {
  /// The picture of an analysis: front and side projections, lesions outlined, as PNG.
  func projectionPanel() throws -> [UInt8] {
    let rejected: Set<LesionCategory> = [.physiological, .other]
    let order = measurements.indices.filter { !rejected.contains(lesions[$0].category) }.sorted {
      (measurements[$0].suvbw.maximum.value ?? 0) > (measurements[$1].suvbw.maximum.value ?? 0)
    }
    let outlined = Array(order.filter { !lesions[$0].region.isEmpty }.prefix(Self.mostOutlines))
    var subtitles = [tracerLine]
    subtitles.append(
      request.findsLesions
        ? "\(lesions.count) found by themselves, \(setAside.count) set aside"
        : request.regions.map { "Regions: \(URL(filePath: $0).lastPathComponent)" }
          ?? lesions.first.map { "Regions: \($0.method)" } ?? "No region"
    )
    if !shownNames.isEmpty {
      let most = 8
      subtitles.append(
        "Normal uptake outlined: " + shownNames.prefix(most).joined(separator: ", ")
          + (shownNames.count > most ? ", …" : "")
      )
    }
    if order.count > outlined.count {
      subtitles.append("The \(outlined.count) hottest of \(order.count) regions are outlined.")
    }
    if !edits.isEmpty { subtitles.append("Edited by hand: \(edits.count) edits") }
    let upper = Float(displayUpperSUV)
    let panel = MIPPanel(
      title: pet.seriesDescription ?? "PET",
      subtitles: subtitles,
      projections: [
        try projection("Front", angle: 0, edges: ("R", "L"), outlined),
        try projection("Left side", angle: 90, edges: ("A", "P"), outlined),
      ],
      window: MIPPanel.Window(lower: 0, upper: upper, label: "SUVbw (g/mL)"),
      table: table(outlined),
      provenance: "herald \(Program.version), input \(inputSHA256.prefix(12))"
    )
    return try panel.drawn(as: .png)
  }

  /// More outlines than these can't be told apart.
  private static let mostOutlines = 40

  private var tracerLine: String {
    var parts = [profile?.name ?? certificate.nuclide?.name ?? "tracer not coded"]
    if let uptake = certificate.uptakeSeconds {
      parts.append(
        uptake < 12 * 3600
          ? "\((uptake / 60).fixed(0)) min after injection"
          : "\((uptake / 3600).fixed(1)) h after injection"
      )
    }
    return parts.joined(separator: ", ")
  }

  /// The upper end of the grey scale: the profile's, or without one a round number that the hottest
  /// region reaches, and 10 at least.
  private var displayUpperSUV: Double {
    if let profile { return profile.displayUpperSUV }
    let hottest = patient.hottest.maximum.value ?? 10
    return [10, 15, 20].first { hottest <= $0 } ?? 20
  }

  private func projection(
    _ name: String,
    angle: Double,
    edges: (left: String, right: String),
    _ outlined: [Int]
  ) throws -> MIPPanel.Projection {
    let frame = ProjectionFrame(covering: suv.grid, angleDegrees: angle, pixelMillimeters: 2)
    let values = try suv.maximumIntensityProjection(onto: frame, outside: 0)
    return MIPPanel.Projection(
      name: name,
      edgeLetters: edges,
      columns: frame.columns,
      values: values,
      pixelMillimeters: SIMD2(frame.pixelMillimeters, frame.pixelMillimeters),
      outlines: outlined.map {
        MIPPanel.Outline(label: "\($0 + 1)", mask: lesions[$0].region.projected(onto: frame))
      },
      shadows: shown.map {
        MIPPanel.Shadow(.setAside, mask: $0.region.projected(onto: frame))
      }
        + references.map {
          MIPPanel.Shadow(.reference, mask: $0.region.projected(onto: frame))
        }
    )
  }

  /// What was found and is no lesion.
  private var setAside: [Finding] {
    findings.filter { $0.verdict != .lesion && !$0.region.isEmpty }
  }

  /// What of it the picture outlines: hot organs, and whatever isn't normal uptake.
  ///
  /// The outline of a dim organ would only hide what is in it.
  private var shown: [Finding] {
    setAside.filter { $0.verdict != .physiological || meanSUV(of: $0.region) > displayUpperSUV / 4 }
  }

  private func meanSUV(of region: Region) -> Double {
    var sum = 0.0
    for run in region.runs { for offset in run.offsets { sum += Double(suv.values[offset]) } }
    return sum / Double(max(1, region.voxelCount))
  }

  /// The names of the normal uptake that is outlined; the largest first.
  private var shownNames: [String] {
    var names: [String] = []
    let normal = shown.filter { $0.verdict == .physiological }
    for finding in normal.sorted(by: { $0.region.voxelCount > $1.region.voxelCount })
    where !names.contains(finding.site) {
      names.append(finding.site)
    }
    return names
  }

  private func table(_ outlined: [Int]) -> MIPPanel.Table? {
    guard !outlined.isEmpty else { return nil }
    return MIPPanel.Table(
      heads: ["Region", "mL", "SUVmax", "SUVpeak"],
      rows: outlined.map { index in
        let m = measurements[index]
        func number(_ value: Double?, _ decimals: Int) -> String {
          value.map { $0.fixed(decimals) } ?? "–"
        }
        return [
          m.label == "\(index + 1)"
            ? [m.label, m.site?.meaning].compactMap(\.self).joined(separator: " ")
            : "\(index + 1) \(m.label)",
          number(m.volumeMilliliters, 1), number(m.suvbw.maximum.value, 1),
          number(m.suvbw.peakOneMilliliter.value, 1),
        ]
      }
    )
  }
}
