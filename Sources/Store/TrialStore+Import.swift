public import DICOM
import GRDB
public import Trial

/// What an import did with each study of a folder.
public struct ImportReport: Sendable {
  /// What became of a study.
  public enum Outcome: Sendable, Equatable {
    /// It was filed.
    case filed(ReceivedScan)
    /// It had been filed before, with the same files.
    case known(ReceivedScan)
    /// It waits for a decision.
    case quarantined(QuarantinedStudy)
  }

  /// The studies in the folder's order, each with what became of it.
  public internal(set) var studies: [Outcome] = []
  /// The files that could not be read, each with the reason.
  public internal(set) var refusedFiles: [RefusedFile] = []
  /// The number of files that aren't DICOM.
  public internal(set) var ignoredFileCount = 0
}

extension TrialStore {
  /// Takes in a folder of DICOM: each study is stored as it was received, and filed under its
  /// participant's visit or put into quarantine with the reasons.
  ///
  /// Files are on the disk before a row names them, so that a program killed at any moment leaves
  /// whole studies or none. The same folder again changes nothing, unless a study in quarantine can be
  /// filed by now.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - folder: the folder (or file, or DICOMDIR).
  ///   - progress: called with what is being done.
  ///   - done: called with each study's outcome once it is stored for good.
  /// - Returns: what was done.
  /// - Throws: ``StoreError``; `DICOMError` where the folder can't be read.
  public func importScans(
    as session: Session,
    from folder: String,
    progress: (String) -> Void = { _ in },
    done: (ImportReport.Outcome) -> Void = { _ in }
  ) throws -> ImportReport {
    try read(as: session, may: .importScans, "import") { _ in }
    progress("reading headers")
    let found = try DICOMFolder.scan(folder)
    var report = ImportReport()
    report.refusedFiles = found.refused
    report.ignoredFileCount = found.ignoredFileCount
    let refusedFolders = Set(found.refused.map { Self.parent($0.path) })
    var protocols = ProtocolCache()
    for (place, study) in found.studies.enumerated() {
      progress("storing study \(place + 1) of \(found.studies.count)")
      let incoming = IncomingStudy(study)
      let manifest = try store(incoming.paths, from: folder)
      let manifestSHA256 = try objects.put(Array(manifest.text.utf8))
      let isIncomplete = incoming.paths.contains { refusedFolders.contains(Self.parent($0)) }
      let outcome = try change(as: session, may: .importScans, "import scan") { change in
        try file(
          incoming,
          manifest,
          manifestSHA256,
          isIncomplete: isIncomplete,
          &protocols,
          &change
        )
      }
      report.studies.append(outcome)
      done(outcome)
    }
    return report
  }

  /// The studies in quarantine.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - all: whether those that were filed after all are given too.
  /// - Returns: the studies in the order in which they came.
  /// - Throws: ``StoreError``.
  public func quarantine(as session: Session, all: Bool = false) throws -> [QuarantinedStudy] {
    try records(QuarantinedStudy.self, as: session).filter { all || $0.status == .waiting }
  }

  /// Files a study out of quarantine, by a person's decision.
  ///
  /// - Parameters:
  ///   - session: who decides.
  ///   - id: the study's id in quarantine.
  ///   - participant: the screening number.
  ///   - visit: the visit.
  ///   - tracer: the tracer, by the protocol's id; nil to keep what the header says.
  ///   - why: why; needed.
  /// - Returns: the scan.
  /// - Throws: ``StoreError``.
  public func release(
    as session: Session,
    _ id: String,
    participant: String,
    visit: String,
    tracer: String? = nil,
    why: String?
  ) throws -> ReceivedScan {
    try change(as: session, may: .importScans, "release from quarantine", why: why) { change in
      guard let why, !why.isEmpty else { throw StoreError.noReason(what: "a release") }
      var study = try change.record(QuarantinedStudy.self, id)
      guard study.status == .waiting else {
        throw StoreError.refused("\(id) was filed as scan \(study.scan ?? "?") before")
      }
      let person = try change.record(Participant.self, participant)
      guard !person.isVoid else { throw StoreError.refused("\(participant) is void") }
      let visits = try Self.all(Visit.self, of: participant, in: change.database)
        .filter { !$0.isVoid }
      guard visits.contains(where: { $0.visit == visit }) else {
        throw StoreError.refused(
          "\(participant) has no visit '\(visit)'; there are: "
            + visits.map(\.visit).joined(separator: ", ")
        )
      }
      guard let date = study.studyDate else {
        throw StoreError.refused(
          "\(id) has no single day in its headers; get them corrected and import it again"
        )
      }
      var protocols = ProtocolCache()
      let trial = try protocols.version(person.protocolVersion, in: change.database)
      if let tracer { _ = try trial.tracer(tracer) }
      // A scan of the same study that was filed before gives way; it stays, void.
      let earlier = try Self.all(ReceivedScan.self, in: change.database)
        .filter { $0.studyInstanceUID == study.studyInstanceUID && !$0.isVoid }
      for var scan in earlier {
        scan.isVoid = true
        try change.correct(scan)
      }
      let manifest = try self.manifest(study.manifestSHA256)
      let scan = try change.insert(
        ReceivedScan(
          participant: participant,
          visit: visit,
          studyInstanceUID: study.studyInstanceUID,
          studyDate: date,
          modalities: study.modalities,
          tracer: tracer ?? study.tracer,
          manifest: manifest,
          manifestSHA256: study.manifestSHA256
        )
      )
      study.status = .filed
      study.scan = scan.id
      try change.advance(study)
      return scan
    }
  }

  // MARK: What they stand on

  /// Stores files as received; names are relative to the folder that is imported.
  func store(_ paths: [String], from folder: String) throws -> ObjectManifest {
    let stored = try objects.put(files: paths)
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return ObjectManifest(
      zip(paths, stored).map { path, object in
        ObjectManifest.Entry(
          sha256: object.sha256,
          byteCount: object.byteCount,
          name: path.hasPrefix(prefix)
            ? String(path.dropFirst(prefix.count)) : Self.lastComponent(path)
        )
      }
    )
  }

  /// A manifest out of the object store.
  func manifest(_ sha256: String) throws -> ObjectManifest {
    let text = String(decoding: try objects.bytes(of: sha256), as: UTF8.self)
    guard let manifest = ObjectManifest(parsing: text) else {
      throw StoreError.damaged(path: objects.path(of: sha256), reason: "it is no list of files")
    }
    return manifest
  }

  /// Files a study, or puts it into quarantine.
  private func file(
    _ study: IncomingStudy,
    _ manifest: ObjectManifest,
    _ manifestSHA256: String,
    isIncomplete: Bool,
    _ protocols: inout ProtocolCache,
    _ change: inout Change
  ) throws -> ImportReport.Outcome {
    let earlier = try Self.all(
      ReceivedScan.self,
      study: study.studyInstanceUID,
      in: change.database
    )
    .first { !$0.isVoid }
    let waiting = try Self.all(
      QuarantinedStudy.self,
      study: study.studyInstanceUID,
      in: change.database
    )
    .first { $0.manifestSHA256 == manifestSHA256 }
    // Names don't count: the same files under another folder are the same study.
    let content = manifest.entries.map(\.sha256).sorted()
    var doubts: [FilingDoubt] = []
    if let earlier {
      if earlier.manifestSHA256 == manifestSHA256 { return .known(earlier) }
      let held = try self.manifest(earlier.manifestSHA256).entries.map(\.sha256).sorted()
      if held == content { return .known(earlier) }
      let new = Set(content).subtracting(held).count
      let gone = Set(held).subtracting(content).count
      doubts.append(
        FilingDoubt(
          .filedOtherwise,
          "the study was filed before as scan \(earlier.id), with \(held.count) files; here \(new) are "
            + "new and \(gone) missing",
          "compare with the source; herald quarantine release files this one in its place"
        )
      )
    }
    if isIncomplete {
      doubts.append(
        FilingDoubt(
          .filesRefused,
          "files beside it can't be read, or contradict each other",
          "get them again and import anew, or herald quarantine release files what is here"
        )
      )
    }
    if let waiting, waiting.status == .filed { return .quarantined(waiting) }
    var place: Filing.Place?
    switch try Self.context(of: study, &protocols, in: change.database).filing(of: study) {
    case .filed(let found): place = found
    case .doubtful(let found): doubts += found
    }
    guard doubts.isEmpty, let place, let date = study.date else {
      var record = QuarantinedStudy(
        study,
        doubts: doubts,
        manifest: manifest,
        manifestSHA256: manifestSHA256
      )
      record.tracer = place?.tracer
      if let waiting {
        record.id = waiting.id
        try change.advance(record)
      } else {
        record = try change.insert(record)
      }
      return .quarantined(record)
    }
    let scan = try change.insert(
      ReceivedScan(
        participant: place.participant,
        visit: place.visit,
        studyInstanceUID: study.studyInstanceUID,
        studyDate: date,
        modalities: study.modalities.joined(separator: ","),
        tracer: place.tracer,
        manifest: manifest,
        manifestSHA256: manifestSHA256
      )
    )
    if var waiting {
      waiting.status = .filed
      waiting.scan = scan.id
      try change.advance(waiting)
    }
    return .filed(scan)
  }

  /// What is known of whom a study names.
  private static func context(
    of study: IncomingStudy,
    _ protocols: inout ProtocolCache,
    in database: Database
  ) throws -> FilingContext {
    guard let trial = try all(TrialIdentity.self, in: database).first else {
      throw StoreError.notATrial(path: "the trial")
    }
    let named = Set(study.subjectIDs + study.patientIDs)
    let participants = try all(Participant.self, in: database).filter {
      named.contains($0.id) || $0.subjectID.map(named.contains) ?? false
    }
    var context = FilingContext(
      trial: trial,
      participants: participants,
      courses: [],
      visits: [],
      administrations: [],
      protocols: [:]
    )
    for participant in participants {
      context.courses += try all(StatusChange.self, of: participant.id, in: database)
      context.visits += try all(Visit.self, of: participant.id, in: database)
      context.administrations += try all(Administration.self, of: participant.id, in: database)
      context.protocols[participant.protocolVersion] = try protocols.version(
        participant.protocolVersion,
        in: database
      )
    }
    return context
  }

  private static func all<Record: TrialRecord>(
    _ type: Record.Type,
    study: String,
    in database: Database
  ) throws -> [Record] {
    try Stored<Record>.fetchAll(
      database,
      sql: "SELECT * FROM \(Record.kind.rawValue) WHERE studyInstanceUID = ? ORDER BY rowid",
      arguments: [study]
    ).map(\.record)
  }

  private static func parent(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }

  private static func lastComponent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

/// The protocol's versions, each read once.
struct ProtocolCache {
  private var known: [String: TrialProtocol] = [:]

  mutating func version(_ id: String, in database: Database) throws -> TrialProtocol {
    if let found = known[id] { return found }
    let row = try Stored<ProtocolVersion>.fetchOne(
      database,
      sql: "SELECT * FROM protocolVersion WHERE id = ?",
      arguments: [id]
    )
    guard let row else { throw StoreError.notFound(kind: .protocolVersion, id: id) }
    let trial = try TrialProtocol(yaml: Array(row.record.document.utf8))
    known[id] = trial
    return trial
  }
}
