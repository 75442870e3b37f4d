import DICOM
import FoundationEssentials
import Glibc
import Lesions
import Pipeline
import Radiomics
import Response
import Trial
import Uptake

/// A scan that was measured, before it is stored: the record, and its rows for the tables.
struct MeasuredScan: Sendable {
  var record: ScanMeasurement
  var rows: ScanRecord?

  /// Measures a scan out of the object store; a refusal is a result too.
  init(
    _ facts: Result<ScanFacts, MeasuringRefusal>,
    objects: ObjectStore,
    moment: Moment
  ) throws {
    switch facts {
    case .failure(let refusal):
      record = ScanMeasurement(
        of: refusal.scan,
        status: .refused,
        factsSHA256: ScanFacts.contradiction,
        under: refusal.trial,
        program: StoreProgram.version
      )
      record.refusalCode = "E_RECORDS"
      record.refusal = refusal.words
    case .success(let facts):
      record = ScanMeasurement(
        of: facts.scan,
        status: .measured,
        factsSHA256: try facts.sha256,
        under: facts.trial,
        program: StoreProgram.version
      )
      record.administration = facts.administration?.id
      do {
        try objects.withWorkFolder { try measure(facts, objects, moment, in: $0) }
      } catch let error where Self.code(of: error) != nil {
        record.status = .refused
        record.refusalCode = Self.code(of: error)
        record.refusal = "\(error)"
        rows = nil
      }
    }
  }

  /// The code of an error that says that a number would have been a guess; nil for any other.
  private static func code(of error: any Error) -> String? {
    switch error {
    case let error as UptakeError: error.code.rawValue
    case is LesionsError: "E_LESIONS"
    case let error as AnalysisError:
      switch error {
      case .noSeries, .severalSeries: "E_SERIES"
      case .otherNuclide: "E_NUCLIDE"
      default: "E_ANALYSIS"
      }
    case is TrialProtocolError: "E_PROTOCOL"
    case is RadiomicsError: "E_RADIOMICS"
    default: nil
    }
  }

  private mutating func measure(
    _ facts: ScanFacts,
    _ objects: ObjectStore,
    _ moment: Moment,
    in folder: String
  ) throws {
    let input = folder + "/scan"
    try objects.layOut(facts.scan.manifestSHA256, in: input)
    var analysis = try Analysis(try facts.request(for: input))
    let uptake = analysis.certificate.uptakeSeconds.map { $0 / 60 }
    analysis.ask(Self.heterogeneity(facts, analysis.profile?.id, uptake))
    let heterogeneity = try analysis.heterogeneity()
    let staged = try StagedFolder(for: folder + "/result")
    defer { staged.discard() }
    try analysis.write(
      to: staged,
      at: moment,
      keepsUptake: true,
      heterogeneity: heterogeneity,
      pictures: []
    )
    let files = try FileManager.default.contentsOfDirectory(atPath: staged.staging).sorted()
    let stored = try objects.put(files: files.map { staged.staging + "/" + $0 })
    let manifest = ObjectManifest(
      zip(files, stored).map { .init(sha256: $1.sha256, byteCount: $1.byteCount, name: $0) }
    )
    record.resultSHA256 = try objects.put(Array(manifest.text.utf8))
    describe(analysis, heterogeneity, facts)
    rows = ScanRecord(analysis, heterogeneity, facts: facts, factsSHA256: record.factsSHA256)
  }

  /// The receptor rule that the protocol states for the tracer and the time.
  private static func heterogeneity(
    _ facts: ScanFacts,
    _ profile: String?,
    _ uptakeMinutes: Double?
  ) -> Heterogeneity.Request {
    var request = Heterogeneity.Request()
    guard let profile, let uptakeMinutes else { return request }
    let rules = facts.trial.receptorRules
    let applying = ReceptorRule.applying(
      to: profile,
      uptakeMinutes: uptakeMinutes,
      among: rules
    )
    request.rule = applying.first
    if applying.isEmpty {
      request.withoutRule =
        rules.isEmpty
        ? "the protocol leaves its receptor rule to the site"
        : "the protocol has no receptor rule for \(profile) at \(Int(uptakeMinutes)) min"
    }
    return request
  }

  private mutating func describe(
    _ analysis: Analysis,
    _ heterogeneity: Heterogeneity,
    _ facts: ScanFacts
  ) {
    let certificate = analysis.certificate
    record.seriesInstanceUID = analysis.pet.seriesInstanceUID
    record.inputSHA256 = analysis.inputSHA256
    record.uptakeMinutes = certificate.uptakeSeconds.map { $0 / 60 }
    record.activityMegabecquerels = certificate.activityBecquerels.map { $0 / 1e6 }
    record.lesionCount = heterogeneity.lesions.count
    record.positiveCount = heterogeneity.lesions.count { $0.receptorClass == .positive }
    if let aggregation = facts.trial.aggregation.value {
      let (found, reason) = aggregation.classified(heterogeneity.lesions)
      record.receptorClass = found.name
      record.receptorReason = reason
    } else {
      record.receptorClass = "not evaluable"
      record.receptorReason = "the protocol leaves its aggregation to the site"
    }
    let deviations = facts.deviations(
      activityMegabecquerels: record.activityMegabecquerels,
      uptakeMinutes: record.uptakeMinutes,
      weightKilograms: certificate.weightKilograms
    )
    record.deviations = deviations.isEmpty ? nil : deviations.joined(separator: "\n")
    var caveats = certificate.caveats.map(\.message) + analysis.doubts
    if facts.administration == nil {
      caveats.append("no administration is recorded: activity and time are the header's")
    }
    if let extravasation = facts.administration?.extravasation, extravasation != .none {
      caveats.append("extravasation: \(extravasation.rawValue)")
    }
    let absent = (facts.trial.referenceRegions.value ?? []).filter { tissue in
      !analysis.references.contains { $0.tissue == tissue }
    }
    caveats += absent.map { "the reference region \($0.rawValue) was not found" }
    record.caveats = caveats.isEmpty ? nil : caveats.joined(separator: "\n")
  }
}

extension ScanRecord {
  /// An analysis of a trial's scan as the tables keep it.
  fileprivate init(
    _ analysis: Analysis,
    _ heterogeneity: Heterogeneity,
    facts: ScanFacts,
    factsSHA256: String
  ) {
    let assessed = Dictionary(
      uniqueKeysWithValues: zip(heterogeneity.places, heterogeneity.lesions)
    )
    self.init(
      patient: facts.scan.participant,
      visit: facts.scan.studyDate.description,
      tracer: analysis.profile?.id,
      studyInstanceUID: facts.scan.studyInstanceUID,
      seriesInstanceUID: analysis.pet.seriesInstanceUID,
      // What was recorded is input as much as the files are: the same files under a corrected dose are
      // another measurement, and both stay.
      inputSHA256: sha256(
        "\(analysis.inputSHA256) \(factsSHA256) \(facts.scan.id) \(StoreProgram.version)"
      ),
      heraldVersion: Program.version,
      lesions: analysis.measurements.enumerated().map { place, measurement in
        Lesion(number: place + 1, measurement: measurement, assessed: assessed[place])
      },
      settings: nil,
      endpoints: heterogeneity.endpoints
    )
    let patient = analysis.patient
    values = [
      PatientValue("lesions", .value(Double(patient.lesionCount)), unit: "1"),
      PatientValue("total_volume", .value(patient.totalVolumeMilliliters), unit: "mL"),
      PatientValue("total_uptake", patient.totalUptake, unit: "g"),
      PatientValue("mean", patient.mean, unit: "g/ml{SUVbw}"),
      PatientValue("hottest_max", patient.hottest.maximum, unit: "g/ml{SUVbw}"),
      PatientValue("hottest_peak_1ml", patient.hottest.peakOneMilliliter, unit: "g/ml{SUVbw}"),
      PatientValue("hottest_mean", patient.hottest.mean, unit: "g/ml{SUVbw}"),
      PatientValue("dmax_centroid", patient.maximumCentroidDistanceMillimeters, unit: "mm"),
      PatientValue("dmax_voxel", patient.maximumVoxelDistanceMillimeters, unit: "mm"),
      PatientValue("sdmax", patient.standardizedDistancePerMeter, unit: "m-1"),
    ]
    for reference in analysis.references {
      let name = reference.tissue.rawValue.replacing("-", with: "_")
      values.append(PatientValue("\(name)_mean", .value(reference.mean), unit: "g/ml{SUVbw}"))
    }
  }
}

extension ObjectStore {
  /// Lays a scan's files out in a folder, as links to the objects; each is held against its SHA-256
  /// first.
  func layOut(_ manifestSHA256: String, in folder: String) throws {
    let text = String(decoding: try bytes(of: manifestSHA256), as: UTF8.self)
    guard let manifest = ObjectManifest(parsing: text) else {
      throw StoreError.damaged(path: path(of: manifestSHA256), reason: "it is no list of files")
    }
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (place, entry) in manifest.entries.enumerated() {
      let object = URL(filePath: path(of: entry.sha256)).standardizedFileURL.path
      guard try hash(of: object, copyingTo: nil) == (entry.sha256, entry.byteCount) else {
        throw StoreError.damaged(
          path: object,
          reason: "its bytes are not the ones that were stored"
        )
      }
      try files.createSymbolicLink(
        atPath: "\(folder)/\(place)",
        withDestinationPath: object
      )
    }
  }
}
