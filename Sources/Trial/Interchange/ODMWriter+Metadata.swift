extension ODMWriter {
  /// The study: its names, the units, and the definitions of events, forms, groups and items.
  func study(_ xml: inout XMLText) {
    xml.element("Study", XMLText.attributes(["OID": studyOID])) { xml in
      xml.element("GlobalVariables") { xml in
        xml.element("StudyName", contents.trial.id)
        xml.element("StudyDescription", contents.trial.title)
        xml.element("ProtocolName", contents.plan?.title ?? contents.trial.id)
      }
      let units = Set(tables.flatMap(\.columns).compactMap(\.unit)).sorted()
      if !units.isEmpty {
        xml.element("BasicDefinitions") { xml in
          for unit in units {
            let attributes = XMLText.attributes(["OID": "MU.\(unit)", "Name": unit])
            xml.element("MeasurementUnit", attributes) { $0.translated("Symbol", unit) }
          }
        }
      }
      let version = contents.trial.protocolVersion.map { "Protocol \($0)" } ?? "No protocol"
      let attributes = XMLText.attributes(["OID": versionOID, "Name": version])
      xml.element("MetaDataVersion", attributes) { metadata(&$0) }
    }
  }

  private func metadata(_ xml: inout XMLText) {
    xml.element("Protocol") { xml in
      for (index, event) in events.enumerated() {
        xml.empty(
          "StudyEventRef",
          ["StudyEventOID": event.oid, "OrderNumber": "\(index + 1)", "Mandatory": "No"]
        )
      }
    }
    for event in events {
      let attributes = XMLText.attributes([
        "OID": event.oid, "Name": event.name, "Repeating": event.isRepeating ? "Yes" : "No",
        "Type": event.type,
      ])
      xml.element("StudyEventDef", attributes) { xml in
        for kind in event.kinds {
          xml.empty("FormRef", ["FormOID": "F.\(kind.rawValue)", "Mandatory": "No"])
        }
      }
    }
    for table in tables {
      let attributes = XMLText.attributes([
        "OID": "F.\(table.kind.rawValue)", "Name": table.kind.title, "Repeating": "No",
      ])
      xml.element("FormDef", attributes) {
        $0.empty(
          "ItemGroupRef",
          ["ItemGroupOID": "IG.\(table.kind.rawValue)", "Mandatory": "No"]
        )
      }
    }
    for table in tables { itemGroup(table, &xml) }
    for table in tables { for column in items(of: table) { item(column, of: table, &xml) } }
    for table in tables {
      for column in items(of: table) where !column.codes.isEmpty {
        codeList(column, of: table, &xml)
      }
    }
  }

  /// The columns that are items: the record's id and participant are keys of its group.
  func items(of table: ContentTable) -> [ContentColumn] {
    table.columns.filter { $0.name != "id" && $0.name != "participant" }
  }

  func itemOID(_ column: ContentColumn, of table: ContentTable) -> String {
    "IT.\(table.kind.rawValue).\(column.name)"
  }

  private func itemGroup(_ table: ContentTable, _ xml: inout XMLText) {
    let attributes = XMLText.attributes([
      "OID": "IG.\(table.kind.rawValue)", "Name": table.kind.title, "Repeating": "Yes",
    ])
    xml.element("ItemGroupDef", attributes) { xml in
      for (index, column) in items(of: table).enumerated() {
        xml.empty(
          "ItemRef",
          [
            "ItemOID": itemOID(column, of: table), "OrderNumber": "\(index + 1)",
            "Mandatory": column.isRequired ? "Yes" : "No",
          ]
        )
      }
    }
  }

  private func item(_ column: ContentColumn, of table: ContentTable, _ xml: inout XMLText) {
    let attributes = XMLText.attributes([
      "OID": itemOID(column, of: table), "Name": column.name, "DataType": column.values.odmType,
      "Length": column.values.odmLength,
      "SignificantDigits": column.values.odmType == "float" ? "16" : nil,
    ])
    xml.element("ItemDef", attributes) { xml in
      xml.translated("Question", column.meaning)
      if let unit = column.unit {
        xml.empty("MeasurementUnitRef", ["MeasurementUnitOID": "MU.\(unit)"])
      }
      if !column.codes.isEmpty {
        xml.empty("CodeListRef", ["CodeListOID": "CL.\(table.kind.rawValue).\(column.name)"])
      }
    }
  }

  private func codeList(_ column: ContentColumn, of table: ContentTable, _ xml: inout XMLText) {
    let oid = "CL.\(table.kind.rawValue).\(column.name)"
    let attributes = XMLText.attributes([
      "OID": oid, "Name": "\(table.kind.title): \(column.meaning)", "DataType": "text",
    ])
    xml.element("CodeList", attributes) { xml in
      for code in column.codes {
        xml.element("CodeListItem", XMLText.attributes(["CodedValue": code])) {
          $0.translated("Decode", code)
        }
      }
    }
  }
}

extension ContentColumn.Values {
  /// The type in ODM's words.
  var odmType: String {
    switch self {
    case .text, .choice: "text"
    case .integer: "integer"
    case .number: "float"
    case .date: "date"
    case .partialDate: "partialDate"
    case .dateTime: "datetime"
    case .yesNo: "boolean"
    }
  }

  /// The longest value that a form takes, where ODM asks for one.
  var odmLength: String? {
    switch self {
    case .text: "4000"
    case .choice(let codes): String(codes.map(\.utf8.count).max() ?? 1)
    case .integer: "19"
    case .number: "24"
    case .date, .partialDate, .dateTime, .yesNo: nil
    }
  }
}
