import FoundationEssentials
import Lesions
import Response
public import Store
public import Trial
import Voxels

/// A trial with readers and scans whose every field that is hidden from readers holds ``marker``.
public struct ReadTrial: Sendable {
  /// What a hidden field holds.
  public static let marker = "marker"

  /// The trial's store.
  public let store: TrialStore
  private let administrator: Session
  private let plan: TrialProtocol

  /// A trial that is there already.
  ///
  /// - Parameters:
  ///   - store: the trial's store.
  ///   - administrator: who keeps its accounts.
  ///   - document: the text of the protocol that its participants are under.
  /// - Throws: `TrialProtocolError`.
  public init(_ store: TrialStore, _ administrator: Session, under document: String) throws {
    self.store = store
    self.administrator = administrator
    plan = try TrialProtocol(yaml: Array(document.utf8))
  }

  // MARK: The protocol

  /// A reading design, as a protocol's section.
  public static func design(
    readers: Int = 2,
    resolution: String = "adjudication",
    hidden: String =
      "clinical-data, pathology, other-reads, other-tracers, other-visits, treatment, site",
    on: String = "participant-class, lesion-class"
  ) -> String {
    """
    reading:
      readers: { number: \(readers), confidence: site, source: test }
      resolution: { by: \(resolution), confidence: site, source: test }
      hidden: { from: [\(hidden)], confidence: site, source: test }
      washout: { days: 28, confidence: site, source: test }
      scale:
        grades:
          - { value: 1, title: no uptake, receptor: negative }
          - { value: 2, title: close to background, receptor: negative }
          - { value: 3, title: visible, receptor: positive }
          - { value: 4, title: clearly visible, receptor: positive }
        confidence: published
        source: "ZEPHIR, doi 10.1038/s41523-023-00610-6"
      disagreement: { on: [\(on)], confidence: site, source: test }
    """
  }

  /// Version 2 of a protocol: with a reading design in place of its own.
  public static func document(_ text: String, with design: String = design()) throws -> String {
    guard let start = text.firstRange(of: "reading:\n"),
      let end = text.firstRange(of: "populations:")
    else { throw StoreError.refused("the test's protocol has no section reading") }
    return text[..<start.lowerBound].replacing("version: \"1\"", with: "version: \"2\"") + design
      + "\n" + text[end.lowerBound...]
  }

  // MARK: People and scans

  /// An account with the administrator's password: its hash is made once, since that takes long.
  public func join(_ name: String, _ role: TrialRole, named fullName: String) throws -> Session {
    try store.change(as: administrator, may: .manageAccounts, "add account") { change in
      let known = try change.record(Account.self, administrator.account)
      try change.insert(
        Account(
          id: name,
          fullName: fullName,
          passwordHash: known.passwordHash,
          passwordSetAt: change.now,
          mustChangePassword: false
        )
      )
      try change.insert(AccountRole(account: name, role: role))
    }
    return Session(account: name, fullName: fullName, roles: [role])
  }

  /// Enrols a participant and stores a measured baseline scan of so many lesions.
  public func add(_ number: Int, lesions: Int, as coordinator: Session) throws {
    let id = "\(Self.marker)-\(number)"
    try store.change(as: coordinator, may: .manageParticipants, "prepare") { change in
      guard let birthDate = PartialDate("1961-04-30"), let consent = CivilDate("2026-03-01"),
        let day = CivilDate("2026-03-05")
      else { throw StoreError.refused("the test's dates are none") }
      var participant = Participant(
        id: id,
        site: "\(Self.marker)-site-\(number)",
        sex: .female,
        birthDate: birthDate,
        consentVersion: "\(Self.marker)-consent",
        consentDate: consent,
        protocolVersion: plan.version
      )
      participant.subjectID = "\(Self.marker)-subject-\(number)"
      participant.status = .enrolled
      try change.insert(participant)
      var visit = Visit(participant: id, visit: "baseline", status: .done)
      visit.date = day
      visit.comment = "\(Self.marker) of the visit"
      try change.insert(visit)
      let scan = try change.insert(
        ReceivedScan(
          participant: id,
          visit: "baseline",
          studyInstanceUID: "1.2.\(number)",
          studyDate: day,
          modalities: "CT,PT",
          tracer: "68Ga-HER2-affibody",
          manifest: ObjectManifest([]),
          manifestSHA256: try store.objects.put(Array(ObjectManifest([]).text.utf8))
        )
      )
      _ = try change.insert(
        ScanMeasurement(
          of: scan,
          status: .measured,
          factsSHA256: "facts of a test",
          under: plan,
          program: "test"
        ),
        rows: try Self.rows(of: scan, number, lesions: lesions)
      )
    }
  }

  /// What a scan's measurement puts into the tables of results.
  private static func rows(
    of scan: ReceivedScan,
    _ number: Int,
    lesions count: Int
  ) throws -> ScanRecord {
    let grid = try Grid(
      size: SIMD3(8, 8, 8),
      affine: Affine(
        columnStep: SIMD3(5, 0, 0),
        rowStep: SIMD3(0, 5, 0),
        sliceStep: SIMD3(0, 0, 5),
        origin: .zero
      )
    )
    let suv = Volume<SUVbw>(grid: grid, values: [Float](repeating: 9.1, count: grid.voxelCount))
    let lesions = (0..<count).map { place in
      Lesion(
        label: "\(marker) label",
        region: Region(grid: grid, runs: [.init(start: 64 * place, count: 20)]),
        site: AnatomicalSite(code: nil, meaning: "liver"),
        category: .lesion,
        method: "41 %"
      )
    }
    return ScanRecord(
      patient: "\(marker) patient",
      visit: "\(marker) date",
      tracer: scan.tracer,
      studyInstanceUID: scan.studyInstanceUID,
      seriesInstanceUID: "\(scan.studyInstanceUID).1",
      inputSHA256: "input\(number)",
      heraldVersion: "test",
      lesions: try suv.measured(lesions).enumerated().map { place, measurement in
        ScanRecord.Lesion(
          number: place + 1,
          measurement: measurement,
          assessed: AssessedLesion(
            label: measurement.label,
            site: measurement.site,
            isPrimary: false,
            volumeMilliliters: measurement.volumeMilliliters,
            uptake: measurement.suvbw.maximum.value,
            receptorClass: .notEvaluable("\(marker) class")
          )
        )
      },
      settings: nil,
      endpoints: []
    )
  }

  /// A read with a class, and a grade for each lesion; 0 stands for absent.
  public static func form(
    _ code: String,
    _ receptorClass: ReadClass,
    _ grades: [Int],
    comment: String? = nil
  ) -> ReadForm {
    var participant = ["receptorClass": receptorClass.rawValue]
    participant["comment"] = comment
    let lesions = grades.enumerated().map { number, grade in
      ReadForm.Row(
        values: grade == 0
          ? ["lesion": "\(number + 1)", "present": "no"]
          : ["lesion": "\(number + 1)", "present": "yes", "grade": "\(grade)"]
      )
    }
    return ReadForm(caseCode: code, rows: [ReadForm.Row(values: participant)] + lesions)
  }
}
