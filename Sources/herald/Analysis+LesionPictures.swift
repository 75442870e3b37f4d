import DICOM
import Figures
import Lesions
import Response
import Pipeline
import Voxels

extension Analysis {
  /// All pictures of a result: the projections, then the hottest lesions.
  ///
  /// - Parameters:
  ///   - heterogeneity: the lesions' numbers.
  ///   - count: how many lesions, from the hottest down.
  /// - Returns: the pictures.
  func pictures(_ heterogeneity: Heterogeneity, hottest count: Int) -> [Picture] {
    [("mip.png", { @Sendable in try projectionPanel() })]
      + lesionPictures(heterogeneity, hottest: count)
  }

  /// The pictures of the hottest lesions, by their numbers: `lesion-01.png`.
  ///
  /// - Parameters:
  ///   - heterogeneity: the lesions' numbers.
  ///   - count: how many, from the hottest down.
  /// - Returns: the pictures.
  private func lesionPictures(_ heterogeneity: Heterogeneity, hottest count: Int) -> [Picture] {
    heterogeneity.places.indices
      .sorted { hotness($0, heterogeneity) > hotness($1, heterogeneity) }
      .prefix(count)
      .filter { measurements[heterogeneity.places[$0]].maximumVoxel != nil }
      .map { index in
        let number = "\(heterogeneity.places[index] + 1)"
        let padded = String(repeating: "0", count: max(0, 2 - number.count)) + number
        return (
          "lesion-\(padded).png", { try lesionPanel(index, heterogeneity).drawn(as: .png) }
        )
      }
  }

  private func hotness(_ index: Int, _ heterogeneity: Heterogeneity) -> Double {
    measurements[heterogeneity.places[index]].suvbw.maximum.value ?? 0
  }

  private func lesionPanel(_ index: Int, _ heterogeneity: Heterogeneity) throws -> LesionPanel {
    let place = heterogeneity.places[index]
    let (lesion, measured) = (lesions[place], measurements[place])
    let assessed = heterogeneity.lesions[index]
    let maximum = measured.suvbw.maximum.value ?? 1
    func number(_ value: Double?, _ decimals: Int) -> String {
      value.map { $0.fixed(decimals) } ?? "not computed"
    }
    var numbers: [(name: String, value: String)] = [
      ("Volume", "\(number(measured.volumeMilliliters, 2)) mL"),
      ("SUVmax", number(measured.suvbw.maximum.value, 2)),
      ("SUVmean", number(measured.suvbw.mean.value, 2)),
    ]
    for endpoint in heterogeneity.lesionEndpoints[index] {
      guard let name = Self.pictured[endpoint.name] else { continue }
      let unit = endpoint.unit == "1" ? "" : " \(endpoint.unit)"
      numbers.append((name, number(endpoint.value, 3) + (endpoint.value == nil ? "" : unit)))
    }
    numbers.append(("Receptor class", assessed.receptorClass.name))
    let rule = heterogeneity.assessment.rule?.id ?? heterogeneity.assessment.reason
    return LesionPanel(
      title: title(of: measured, number: place + 1),
      subtitles: [
        "\(pet.seriesDescription ?? "PET"), \(lesion.method), planes through the hottest voxel",
        "Receptor rule: \(rule ?? "none")",
      ],
      planes: try planes(through: lesion.region, at: measured.maximumPosition ?? .zero),
      window: MIPPanel.Window(
        lower: 0,
        upper: maximum > 0 ? Float((maximum * 10).rounded(.up) / 10) : 1,
        label: "SUVbw (g/mL)"
      ),
      histogram: LesionPanel.Histogram(
        of: suv.values(in: lesion.region),
        voxelMilliliters: suv.grid.voxelVolumeMilliliters
      ),
      numbers: numbers,
      provenance: "herald \(Program.version), input \(inputSHA256.prefix(12))"
    )
  }

  /// The lesion's number, label and site, each said once.
  private func title(of lesion: LesionMeasurement, number: Int) -> String {
    let start = "Lesion \(number)"
    let name =
      lesion.label == "\(number)"
      ? start
      : lesion.label.lowercased().hasPrefix("\(start.lowercased()):")
        ? start + lesion.label.dropFirst(start.count) : "\(start): \(lesion.label)"
    return name + (lesion.site.map { ", \($0.meaning)" } ?? "")
  }

  /// What stands beside the histogram, in a person's words.
  private static let pictured = [
    "cov": "CoV", "entropy": "Entropy", "max_over_mean": "SUVmax / SUVmean",
    "auc_csh": "AUC of the curve", "threshold_volume_slope": "Threshold-volume slope",
    "glcm_joint_entropy": "GLCM joint entropy", "glcm_contrast": "GLCM contrast",
    "glcm_correlation": "GLCM correlation", "glcm_inverse_difference": "GLCM inverse difference",
  ]

  /// The axial, coronal and sagittal plane through a place, as a reader looks at them.
  private func planes(
    through region: Region,
    at position: SIMD3<Double>
  ) throws -> [LesionPanel.Plane] {
    let mask = try region.cropped()
    let pixels = 180
    let side = min(
      400,
      max(60, 2 * (region.maximumDiameter(between: .voxelCenters)?.millimeters ?? 0))
    )
    let pixel = side / Double(pixels)
    let (left, posterior, head) = (
      SIMD3(1.0, 0, 0), SIMD3(0, 1.0, 0), SIMD3(0, 0, 1.0)
    )
    return try [
      ("Axial", left, posterior, ("R", "L", "A", "P")),
      ("Coronal", left, -head, ("R", "L", "H", "F")),
      ("Sagittal", posterior, -head, ("A", "P", "H", "F")),
    ].map { name, across, down, letters in
      let steps = (across * pixel, down * pixel)
      let normal = SIMD3(
        across.y * down.z - across.z * down.y,
        across.z * down.x - across.x * down.z,
        across.x * down.y - across.y * down.x
      )
      let grid = try Grid(
        size: SIMD3(pixels, pixels, 1),
        affine: Affine(
          columnStep: steps.0,
          rowStep: steps.1,
          sliceStep: normal * pixel,
          origin: position - (steps.0 + steps.1) * (Double(pixels - 1) / 2)
        )
      )
      let inside = mask.resampled(to: grid, outside: 0, interpolation: .linear).values
      return LesionPanel.Plane(
        name: name,
        edgeLetters: letters,
        columns: pixels,
        values: suv.resampled(to: grid, outside: .nan, interpolation: .linear).values,
        pixelMillimeters: pixel,
        inside: inside.indices.filter { inside[$0] >= 0.5 }
      )
    }
  }
}

/// 1 inside of a region and 0 outside.
private enum Inside: VoxelUnit {
  static let name = "inside"
  static let ucum = "1"
}

extension Region {
  /// The region as a volume of its own box and a voxel around it.
  fileprivate func cropped() throws -> Volume<Inside> {
    guard let box = boundingBox else {
      return Volume<Inside>(grid: grid, values: [Float](repeating: 0, count: grid.voxelCount))
    }
    let lower = box.lower &- SIMD3(repeating: 1)
    let size = box.size &+ SIMD3(repeating: 2)
    let small = try Grid(
      size: size,
      affine: Affine(
        columnStep: grid.affine.columnStep,
        rowStep: grid.affine.rowStep,
        sliceStep: grid.affine.sliceStep,
        origin: grid.affine.position(
          ofVoxel: SIMD3(Double(lower.x), Double(lower.y), Double(lower.z))
        )
      )
    )
    var values = [Float](repeating: 0, count: small.voxelCount)
    for run in runs {
      let first = grid.index(at: Int(run.start)) &- lower
      let start = small.offset(of: first)
      for offset in start..<start + Int(run.count) { values[offset] = 1 }
    }
    return Volume<Inside>(grid: small, values: values)
  }
}
