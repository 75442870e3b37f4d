/// Writes a trial's records as a CDISC ODM 1.3.2 snapshot.
///
/// A visit of the protocol is a study event; each kind of record is a form with one item group, and
/// each record is one repeat of it under its number. What belongs to no visit is in a common event.
///
/// - Source: CDISC ODM 1.3.2.
struct ODMWriter {
  /// A study event: a visit of the protocol, unscheduled visits, or what belongs to none.
  struct Event {
    let oid: String
    let name: String
    let type: String
    let isRepeating: Bool
    let kinds: [RecordKind]
  }

  let contents: TrialContents
  let tables: [ContentTable]
  let events: [Event]
  /// Each participant's site, by screening number.
  let sites: [String: String]
  /// Each record's participant, by kind and id.
  let participants: [String: String]
  /// Each read's visit, by its id.
  let visitsOfReads: [String: String]
  /// Each record's signatures, by kind and id, oldest first.
  let signatures: [String: [Signature]]
  /// Each record's last audit line, by kind and id.
  let lastLines: [String: TrialContents.AuditLine]

  init(_ contents: TrialContents) throws {
    self.contents = contents
    tables = try contents.tables()
    let atVisit: [RecordKind] = [
      .visit, .administration, .labResult, .receivedScan, .read,
    ]
    events =
      (contents.plan?.visits ?? []).map {
        Event(
          oid: "SE.\($0.id)",
          name: $0.title,
          type: "Scheduled",
          isRepeating: false,
          kinds: atVisit
        )
      } + [
        Event(
          oid: Self.unscheduled,
          name: "Unscheduled visits",
          type: "Unscheduled",
          isRepeating: true,
          kinds: atVisit
        ),
        Event(
          oid: Self.common,
          name: "At no visit",
          type: "Common",
          isRepeating: false,
          kinds: [
            .participant, .statusChange, .screeningDatum, .screeningLesion, .biopsy, .labResult,
            .adverseEvent,
          ]
        ),
      ]
    sites = Dictionary(contents.participants.map { ($0.id, $0.site) }) { first, _ in first }
    signatures = Dictionary(grouping: contents.signatures) { "\($0.signedKind) \($0.signedID)" }
    var participants: [String: String] = [:]
    for table in tables {
      for row in table.rows {
        participants["\(table.kind.rawValue) \(row.id)"] =
          table.kind == .participant ? row.id : row["participant"]
      }
    }
    // A read knows its scan by its assignment alone.
    var visits: [String: String] = [:]
    for read in contents.reads {
      guard let found = contents.scan(of: read) else { continue }
      participants["read \(read.id)"] = found.scan.participant
      visits[read.id] = found.scan.visit
    }
    self.participants = participants
    visitsOfReads = visits
    lastLines = Dictionary(
      contents.audit.compactMap { line in
        guard let kind = line.kind, let record = line.record else { return nil }
        return ("\(kind) \(record)", line)
      }
    ) { _, last in last }
  }

  static let unscheduled = "SE.UNSCHEDULED"
  static let common = "SE.COMMON"

  var studyOID: String { "STDY.\(contents.trial.id)" }
  var versionOID: String { "MDV.\(contents.trial.protocolVersion ?? "none")" }

  /// The document.
  func document() -> String {
    var xml = XMLText()
    let root = XMLText.attributes([
      "xmlns": "http://www.cdisc.org/ns/odm/v1.3", "FileType": "Snapshot", "Granularity": "All",
      "FileOID": "\(studyOID).\(contents.audit.last?.hash ?? "0")",
      "CreationDateTime": contents.asOf.description, "AsOfDateTime": contents.asOf.description,
      "ODMVersion": "1.3.2", "SourceSystem": "Herald", "SourceSystemVersion": contents.program,
    ])
    xml.element("ODM", root) { xml in
      study(&xml)
      adminData(&xml)
      clinicalData(&xml)
    }
    return xml.text
  }

  private func adminData(_ xml: inout XMLText) {
    let known = contents.users.map(\.account)
    let others = Set(contents.audit.map(\.account)).subtracting(known).sorted()
    let users = contents.users + others.map { TrialContents.User(account: $0, fullName: $0) }
    xml.element("AdminData", XMLText.attributes(["StudyOID": studyOID])) { xml in
      for user in users {
        xml.element("User", XMLText.attributes(["OID": "USR.\(user.account)"])) { xml in
          xml.element("LoginName", user.account)
          xml.element("FullName", user.fullName)
        }
      }
      for site in Set(sites.values).sorted() { location("LOC.\(site)", site, "Site", &xml) }
      location(Self.trialLocation, contents.trial.id, "Other", &xml)
      for meaning in Signature.Meaning.allCases {
        let attributes = XMLText.attributes([
          "OID": "SD.\(meaning.rawValue)", "Methodology": "Electronic",
        ])
        xml.element("SignatureDef", attributes) { xml in
          xml.element("Meaning", meaning.rawValue)
          xml.element(
            "LegalReason",
            "Signed with account and password as the equivalent of a handwritten signature"
          )
        }
      }
    }
  }

  /// Where steps are taken that belong to no participant.
  static let trialLocation = "LOC.TRIAL."

  private func location(_ oid: String, _ name: String, _ type: String, _ xml: inout XMLText) {
    let attributes = XMLText.attributes(["OID": oid, "Name": name, "LocationType": type])
    xml.element("Location", attributes) { xml in
      xml.empty(
        "MetaDataVersionRef",
        [
          "StudyOID": studyOID, "MetaDataVersionOID": versionOID,
          "EffectiveDate": contents.trial.createdAt.date.description,
        ]
      )
    }
  }
}

extension TrialContents {
  /// The records as a CDISC ODM 1.3.2 snapshot, with each record's last change, the changes before it
  /// and the signatures.
  ///
  /// - Returns: the document, valid against ODM1-3-2.xsd.
  /// - Throws: `EncodingError`, which a record of the store doesn't give.
  public func operationalDataModel() throws -> String { try ODMWriter(self).document() }
}
