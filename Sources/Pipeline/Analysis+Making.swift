public import DICOM
import FoundationEssentials
import Lesions
public import Uptake
import Voxels

extension Analysis {
  /// Measures a scan: finds the quantitative PET, makes it SUV, draws lesions and measures them.
  ///
  /// - Parameters:
  ///   - request: what to analyse, and how.
  ///   - progress: called as each stage begins or goes on; from any thread, one call at a time.
  /// - Throws: the refusal of the stage that can't go on: `DICOMError`,
  ///   `UptakeError`, `SeriesError`, `LesionsError`, ``AnalysisError``.
  public init(
    _ request: AnalysisRequest,
    progress: @escaping @Sendable (AnalysisStage) -> Void = { _ in }
  ) throws {
    let folder = try DICOMFolder.scan(request.input) {
      progress(.scanning(done: $0.filesDone, of: $0.filesFound))
    }
    let chosen = try folder.choosePET(
      request.series,
      settings: request.suv,
      tracer: request.tracer,
      profiles: request.protocolBasis?.profiles
    )
    let (pet, profile, certificate) = (chosen.series, chosen.profile, chosen.certificate)

    if let profile, let nuclide = certificate.nuclide, nuclide.name != profile.radionuclide {
      throw AnalysisError.otherNuclide(
        tracer: profile.id,
        profile: profile.radionuclide,
        header: nuclide.name
      )
    }

    progress(.loading(frames: pet.frames.count))
    let suv: Volume<SUVbw> = try pet.volume(
      of: SUVbw.self,
      scaling: pet.frameOrder(of: certificate.scaling)
    )

    let match = chosen.study.computedTomography(for: pet)
    progress(request.findsLesions ? .searching : .segmenting)
    let drawing = try Drawing(request, profile, certificate, suv: suv, pet: pet, ct: match.series)

    progress(.measuring(lesions: drawing.lesions.count))
    let measurements = try suv.measured(drawing.lesions, references: drawing.references)
    var inputs = Set(pet.frames.map(\.path)).union(
      [request.regions, request.organs].compactMap { $0 }
    )
    if drawing.usesCT, let ct = match.series { inputs.formUnion(ct.frames.map(\.path)) }

    self.request = request
    self.refusedFiles = folder.refused
    self.study = chosen.study
    self.pet = pet
    self.ct = match
    self.profile = profile
    self.certificate = certificate
    self.suv = suv
    self.references = drawing.references
    self.lesions = drawing.lesions
    self.measurements = measurements
    self.patient = PatientMeasurement(
      of: drawing.lesions,
      measurements: measurements,
      on: suv,
      bodySurfaceAreaSquareMeters: certificate.bodySurfaceAreaSquareMeters
    )
    self.edits = []
    self.findings = drawing.findings
    self.findingLabels = drawing.findings.indices.map { "\($0 + 1)" }
    self.organs = drawing.organs
    self.refusedStarts = drawing.refused
    self.doubts = drawing.doubts
    let hash = try InputHash.of(Array(inputs))
    self.inputSHA256 = hash
    // By input, method and label.
    self.trackingUIDs = drawing.lesions.enumerated().map { index, lesion in
      UIDSource(inputs: [hash, lesion.method]).uid("tracking/\(index + 1)/\(lesion.label)")
    }
  }
}

extension SUVCertificate {
  /// The body surface area, in m², where weight and height are known.
  var bodySurfaceAreaSquareMeters: Double? {
    guard let weightKilograms, let heightMeters else { return nil }
    return BodySize.surfaceArea(weightKilograms: weightKilograms, heightMeters: heightMeters)
  }
}

extension TracerProfile {
  /// The profile that a name or a series' coded radiopharmaceutical means.
  ///
  /// - Parameters:
  ///   - name: the profile's id, or nil to go by the header's code.
  ///   - series: the PET series.
  ///   - known: the profiles to choose among; nil for the shipped ones.
  /// - Returns: the profile; nil where no name is given and the header codes none of them.
  /// - Throws: ``AnalysisError/unknownTracer(_:known:)``.
  public static func profile(
    named name: String?,
    of series: Series,
    among known: [TracerProfile]? = nil
  ) throws -> TracerProfile? {
    let profiles = try known ?? shipped()
    if let name {
      guard let named = profiles.first(where: { $0.id.lowercased() == name.lowercased() }) else {
        throw AnalysisError.unknownTracer(name, known: profiles.map(\.id))
      }
      return named
    }
    let codes = series.dataSet.items(.radiopharmaceuticalInformationSequence)
      .flatMap { $0.items(.radiopharmaceuticalCodeSequence) }
    return profiles.first { profile in
      codes.contains { code in
        profile.radiopharmaceuticalCodes.contains {
          $0.scheme == code.string(.codingSchemeDesignator) && $0.value == code.string(.codeValue)
        }
      }
    }
  }
}

extension SUVSettings {
  /// These settings, with what they leave open taken from a tracer's profile.
  public func completed(by profile: TracerProfile?) -> SUVSettings {
    guard let profile else { return self }
    var settings = self
    settings.longestUptakeSeconds =
      longestUptakeSeconds ?? profile.longestUptakeHours.value * 3600
    let window = profile.uptakeWindowMinutes
    settings.uptakeWindowSeconds =
      uptakeWindowSeconds ?? (window.from * 60)...(window.to * 60)
    return settings
  }
}

/// The lesions and reference regions that a request asks for.
private struct Drawing {
  var lesions: [Lesion] = []
  var references: [ReferenceRegion] = []
  var findings: [Finding] = []
  var organs: OrganMap?
  var refused: [RefusedStart] = []
  var doubts: [String] = []
  /// Whether anything rests on the CT.
  var usesCT = false

  init(
    _ request: AnalysisRequest,
    _ profile: TracerProfile?,
    _ certificate: SUVCertificate,
    suv: Volume<SUVbw>,
    pet: Series,
    ct: Series?
  ) throws {
    var imported: RegionImport?
    if let path = request.regions {
      let frameOfReferenceUID = pet.frameOfReferenceUID ?? ""
      imported = try RegionImport(
        path: path,
        grid: suv.grid,
        frameOfReferenceUID: frameOfReferenceUID
      )
    }
    for wanted in request.references {
      references.append(try ReferenceRegion(wanted.tissue, placed: wanted.placement, on: suv))
    }
    for tissue in ReferenceTissue.allCases {
      guard let label = request.referenceLabels[tissue] else { continue }
      guard let found = imported?.regions.first(where: { $0.label == label }) else {
        throw AnalysisError.unusableRegions(
          path: request.regions ?? "--roi",
          reason: "none is labelled '\(label)', which was to be the \(tissue.rawValue)"
        )
      }
      references.append(try ReferenceRegion(tissue, imported: found.region, label: label, on: suv))
    }
    if !request.findsLesions { try placeReferences(request, profile, suv, pet, ct) }
    if let imported {
      take(imported)
    } else if request.findsLesions {
      try search(request, profile, certificate, suv, pet, ct)
    } else {
      try draw(request, profile, certificate, suv)
    }
  }

  /// Places the reference regions that the protocol measures and nobody placed.
  private mutating func placeReferences(
    _ request: AnalysisRequest,
    _ profile: TracerProfile?,
    _ suv: Volume<SUVbw>,
    _ pet: Series,
    _ ctSeries: Series?
  ) throws {
    let wanted = (request.protocolBasis?.references ?? []).filter { tissue in
      !references.contains { $0.tissue == tissue }
    }
    guard !wanted.isEmpty else { return }
    guard let profile else {
      let names = wanted.map(\.rawValue).joined(separator: ", ")
      return doubts.append("not placed without the tracer's profile: reference region \(names)")
    }
    let found = try lesionSearch(request, profile, suv, pet, ctSeries)
    organs = found.organs
    references += found.references.filter { wanted.contains($0.tissue) }
    doubts += found.refusals.filter { wanted.contains($0.tissue) }.map(\.reason)
  }

  /// Looks for organs and findings with Herald's own method.
  private mutating func lesionSearch(
    _ request: AnalysisRequest,
    _ profile: TracerProfile,
    _ suv: Volume<SUVbw>,
    _ pet: Series,
    _ ctSeries: Series?
  ) throws -> LesionSearch {
    usesCT = ctSeries != nil
    let imported = try request.organs.map {
      try OrganMap.imported(
        from: $0,
        onto: suv.grid,
        frameOfReferenceUID: pet.frameOfReferenceUID ?? ""
      )
    }
    return try LesionSearch(
      suv,
      ct: try ctSeries?.hounsfieldVolume(),
      profile: profile,
      imported: imported,
      references: references,
      settings: request.detection
    )
  }

  private mutating func take(_ imported: RegionImport) {
    for (number, region) in imported.regions.enumerated() {
      doubts += region.doubts.map { "\(region.label): \($0)" }
      lesions.append(
        Lesion(
          label: region.label,
          region: region.region,
          site: region.site,
          category: region.category,
          method: "imported: \(imported.origin) \(number + 1)"
        )
      )
    }
    doubts = doubts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Looks for lesions, with Herald's own method or an outside one.
  private mutating func search(
    _ request: AnalysisRequest,
    _ profile: TracerProfile?,
    _ certificate: SUVCertificate,
    _ suv: Volume<SUVbw>,
    _ pet: Series,
    _ ctSeries: Series?
  ) throws {
    if let detector = request.detector {
      usesCT = ctSeries != nil
      let ct = try ctSeries?.hounsfieldVolume()
      findings = try detector.findings(on: suv, ct: ct)
      doubts += detector.card.gaps(
        tracer: profile?.id,
        scanner: pet.dataSet.string(.manufacturerModelName),
        centre: pet.dataSet.string(.institutionName),
        hasCT: ct != nil
      )
    } else {
      guard let profile else { throw try noMethod(certificate) }
      let search = try lesionSearch(request, profile, suv, pet, ctSeries)
      findings = search.findings
      organs = search.organs
      references += search.references
      doubts += search.refusals.map(\.reason) + search.doubts
      if let method = request.protocolBasis?.segmentation {
        try drawFindings(by: method, request, profile, suv)
      }
    }
    if let smallest = request.smallestVolumeMilliliters {
      findings.removeAll {
        $0.verdict == .lesion && $0.region.volumeMilliliters < smallest * (1 - 1e-9)
      }
    }
    lesions = findings.filter { $0.verdict == .lesion }.enumerated().map { number, finding in
      finding.lesion(named: "\(number + 1)")
    }
  }

  /// Draws the lesions that were found by the protocol's method, each from its hottest voxel and without
  /// the voxels of what was set aside; where that draws nothing, a person has to look.
  private mutating func drawFindings(
    by method: TracerProfile.Method,
    _ request: AnalysisRequest,
    _ profile: TracerProfile,
    _ suv: Volume<SUVbw>
  ) throws {
    let places = findings.indices.filter { findings[$0].verdict == .lesion }
    let seeds = places.compactMap { place in
      suv.statistics(in: findings[place].region).map {
        Seed(label: "\(place)", position: suv.grid.position(of: $0.maximumIndex))
      }
    }
    guard !seeds.isEmpty else { return }
    let parsed = try SegmentationMethod(parsing: method.method)
    let drawn = try suv.segmented(
      by: parsed,
      from: .seeds(seeds),
      settings: SegmentationSettings(
        connectivity: request.connectivity,
        reachMillimeters: request.reachMillimeters,
        overlap: .nearest
      ),
      references: references
    )
    doubt(method, of: profile)
    let aside = Region.union(
      findings.filter { $0.verdict == .physiological || $0.verdict == .artefact }.map(\.region),
      on: suv.grid
    )
    for place in places {
      let label = "\(place)"
      let outline = drawn.lesions.first { $0.label == label }
      let region = outline?.region.subtracting(aside)
      if let outline, let region, !region.isEmpty {
        findings[place].region = region
        findings[place].method = outline.method
        findings[place].thresholdSUVbw = outline.thresholdSUVbw
      } else {
        let reason = drawn.refused.first { $0.label == label }.map { "\($0.reason)" }
        findings[place].verdict = .unsure
        findings[place].reasons.insert(
          "the protocol's \(parsed.name()) draws nothing here: "
            + (reason ?? "what it draws was set aside"),
          at: 0
        )
      }
    }
  }

  private func noMethod(_ certificate: SUVCertificate) throws -> AnalysisError {
    .noMethod(
      tracer: certificate.nuclide.map { "a compound of \($0.name)" } ?? "not coded",
      known: try TracerProfile.shipped().map(\.id)
    )
  }

  private mutating func draw(
    _ request: AnalysisRequest,
    _ profile: TracerProfile?,
    _ certificate: SUVCertificate,
    _ suv: Volume<SUVbw>
  ) throws {
    let scale = try certificate.scale(request.normalization)
    // The profile's thresholds are meant on SUVbw; a request's on the normalisation it names.
    let preselection = try profile?.preselection.segmentation(on: .suvbw)
    let isSeeded = !request.seeds.isEmpty
    let fromProfile = isSeeded ? profile?.lesionMethod : profile?.preselection
    let method: SegmentationMethod
    if let asked = request.method {
      method = asked
    } else if let fromProfile {
      method = try SegmentationMethod(parsing: fromProfile.method)
      doubt(fromProfile, of: profile)
    } else {
      throw try noMethod(certificate)
    }
    let usesProfileThreshold = request.method == nil
    let smallest =
      request.smallestVolumeMilliliters
      ?? (isSeeded ? 0 : profile?.preselection.smallestVolumeMilliliters ?? 0)
    let settings = SegmentationSettings(
      connectivity: request.connectivity,
      minimumVolumeMilliliters: smallest,
      reachMillimeters: request.reachMillimeters,
      scale: usesProfileThreshold ? .suvbw : scale
    )
    let start: SegmentationStart
    if isSeeded {
      start = .seeds(request.seeds)
    } else if method.isOneThreshold {
      start = .wholeVolume
    } else if let preselection, let profile {
      start = preselection
      doubt(profile.preselection, of: profile)
    } else {
      throw LesionsError.methodNeedsStart(method.text)
    }
    let found = try suv.segmented(
      by: method,
      from: start,
      settings: settings,
      references: references
    )
    lesions = isSeeded ? found.lesions : numberedFromTheHottest(found.lesions, suv)
    refused = found.refused
    if !isSeeded {
      doubts.append(
        "found by threshold alone: physiological uptake is among the regions and is not set aside"
      )
    }
  }

  private mutating func doubt(_ method: TracerProfile.Method, of profile: TracerProfile?) {
    guard method.confidence == .assumed, let profile else { return }
    let text = "\(method.method) is assumed for \(profile.id), not validated: \(method.source)"
    if !doubts.contains(text) { doubts.append(text) }
  }

  /// Regions in the order of falling SUVmax, numbered so; equal ones keep their order.
  private func numberedFromTheHottest(_ lesions: [Lesion], _ suv: Volume<SUVbw>) -> [Lesion] {
    let hottest = lesions.map { suv.statistics(in: $0.region).map { Double($0.maximum) } ?? 0 }
    let order = lesions.indices.sorted { (-hottest[$0], $0) < (-hottest[$1], $1) }
    return order.enumerated().map { number, index in
      var lesion = lesions[index]
      lesion.label = "\(number + 1)"
      return lesion
    }
  }
}

extension TracerProfile.Method {
  /// The hottest voxels of what the method finds in a whole volume.
  fileprivate func segmentation(on scale: UptakeScale) throws -> SegmentationStart? {
    guard case .fixed(let threshold) = try SegmentationMethod(parsing: method) else { return nil }
    return .preselection(
      threshold: threshold / scale.factor,
      minimumVolumeMilliliters: smallestVolumeMilliliters ?? 0
    )
  }
}

extension SUVCertificate {
  /// A normalisation as the lesions' stage takes it.
  func scale(_ normalization: Normalization) throws -> UptakeScale {
    guard let entry = normalizations.first(where: { $0.normalization == normalization }),
      let factor = entry.factor
    else {
      let reason = normalizations.first { $0.normalization == normalization }?.note ?? "not made"
      throw AnalysisError.normalizationUnavailable(normalization.name, reason: reason)
    }
    return UptakeScale(name: normalization.name, factor: factor)
  }
}
