extension ODMWriter {
  /// A record of a participant and where it is told.
  private struct Entry {
    let table: ContentTable
    let row: ContentTable.Row
    let event: String
    /// An unscheduled visit's name.
    let repeatKey: String?
  }

  /// The participants' records by event and form; then the earlier changes and signatures.
  func clinicalData(_ xml: inout XMLText) {
    var entries: [String: [Entry]] = [:]
    for table in tables {
      for row in table.rows {
        guard let participant = participants["\(table.kind.rawValue) \(row.id)"] else { continue }
        entries[participant, default: []].append(entry(of: row, in: table))
      }
    }
    let attributes = XMLText.attributes([
      "StudyOID": studyOID, "MetaDataVersionOID": versionOID,
    ])
    xml.element("ClinicalData", attributes) { xml in
      for participant in entries.keys.sorted() {
        subject(participant, entries[participant] ?? [], &xml)
      }
      earlierChanges(&xml)
      otherSignatures(&xml)
    }
  }

  private func entry(of row: ContentTable.Row, in table: ContentTable) -> Entry {
    let visit = table.kind == .read ? visitsOfReads[row.id] : row["visit"]
    guard let visit, table.kind != .adverseEvent else {
      return Entry(table: table, row: row, event: Self.common, repeatKey: nil)
    }
    let isPlanned = contents.plan?.visits.contains { $0.id == visit } ?? false
    return Entry(
      table: table,
      row: row,
      event: isPlanned ? "SE.\(visit)" : Self.unscheduled,
      repeatKey: isPlanned ? nil : visit
    )
  }

  private func subject(_ participant: String, _ entries: [Entry], _ xml: inout XMLText) {
    xml.element("SubjectData", XMLText.attributes(["SubjectKey": participant])) { xml in
      if let site = sites[participant] { xml.empty("SiteRef", ["LocationOID": "LOC.\(site)"]) }
      for event in events {
        let inEvent = entries.filter { $0.event == event.oid }
        let keys = inEvent.map(\.repeatKey).reduce(into: [String?]()) { keys, key in
          if !keys.contains(key) { keys.append(key) }
        }
        for key in keys {
          let attributes = XMLText.attributes([
            "StudyEventOID": event.oid, "StudyEventRepeatKey": key,
          ])
          xml.element("StudyEventData", attributes) { xml in
            forms(inEvent.filter { $0.repeatKey == key }, &xml)
          }
        }
      }
    }
  }

  private func forms(_ entries: [Entry], _ xml: inout XMLText) {
    for table in tables {
      let rows = entries.filter { $0.table.kind == table.kind }.map(\.row)
      guard !rows.isEmpty else { continue }
      let form = XMLText.attributes(["FormOID": "F.\(table.kind.rawValue)"])
      xml.element("FormData", form) { xml in
        for row in rows {
          let group = XMLText.attributes([
            "ItemGroupOID": "IG.\(table.kind.rawValue)", "ItemGroupRepeatKey": row.id,
          ])
          xml.element("ItemGroupData", group) { itemGroup(row, of: table, &$0) }
        }
      }
    }
  }

  private func itemGroup(_ row: ContentTable.Row, of table: ContentTable, _ xml: inout XMLText) {
    let key = "\(table.kind.rawValue) \(row.id)"
    if let line = lastLines[key] { auditRecord(line, id: nil, &xml) }
    if let signature = signatures[key]?.last { self.signature(signature, &xml) }
    for column in items(of: table) {
      guard let value = row[column.name] else { continue }
      let unit = column.unit
      let item = XMLText.attributes([
        "ItemOID": itemOID(column, of: table), "Value": value,
      ])
      if let unit {
        xml.element("ItemData", item) {
          $0.empty("MeasurementUnitRef", ["MeasurementUnitOID": "MU.\(unit)"])
        }
      } else {
        xml.element("ItemData", item, text: nil)
      }
    }
  }

  // MARK: Audit records and signatures

  /// The changes of records before their last one, oldest first.
  private func earlierChanges(_ xml: inout XMLText) {
    let kinds = Set(tables.map(\.kind.rawValue))
    let earlier = contents.audit.filter { line in
      guard let kind = line.kind, let record = line.record, kinds.contains(kind) else {
        return false
      }
      return lastLines["\(kind) \(record)"]?.number != line.number
    }
    guard !earlier.isEmpty else { return }
    xml.element("AuditRecords") { xml in
      for line in earlier { auditRecord(line, id: "AR.\(line.number)", &xml) }
    }
  }

  private func auditRecord(
    _ line: TrialContents.AuditLine,
    id: String?,
    _ xml: inout XMLText
  ) {
    let attributes = XMLText.attributes(["EditPoint": "DataManagement", "ID": id])
    xml.element("AuditRecord", attributes) { xml in
      xml.empty("UserRef", ["UserOID": "USR.\(line.account)"])
      xml.empty("LocationRef", ["LocationOID": location(of: line)])
      xml.element("DateTimeStamp", line.at.description)
      xml.element("ReasonForChange", line.why)
      // What was done to which record; of an earlier change, what the record was then.
      let record = [line.kind, line.record].compactMap { $0 }.joined(separator: " ")
      let then = id == nil ? "" : line.new.map { ": \($0)" } ?? ""
      xml.element("SourceID", "audit \(line.number): \(line.action) \(record)\(then)")
    }
  }

  private func location(of line: TrialContents.AuditLine) -> String {
    guard let kind = line.kind, let record = line.record,
      let site = participants["\(kind) \(record)"].flatMap({ sites[$0] })
    else { return Self.trialLocation }
    return "LOC.\(site)"
  }

  /// The signatures that are told in no item group: earlier ones of a record, and those of others.
  private func otherSignatures(_ xml: inout XMLText) {
    let told = Set(participants.keys.compactMap { signatures[$0]?.last?.id })
    let others = contents.signatures.filter { !told.contains($0.id) }
    guard !others.isEmpty else { return }
    xml.element("Signatures") { xml in for other in others { signature(other, &xml) } }
  }

  private func signature(_ signature: Signature, _ xml: inout XMLText) {
    xml.element("Signature", XMLText.attributes(["ID": "SG.\(signature.id)"])) { xml in
      xml.empty("UserRef", ["UserOID": "USR.\(signature.account)"])
      xml.empty("LocationRef", ["LocationOID": Self.trialLocation])
      xml.empty("SignatureRef", ["SignatureOID": "SD.\(signature.meaning.rawValue)"])
      xml.element("DateTimeStamp", signature.signedAt.description)
    }
  }
}
