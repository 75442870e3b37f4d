/// Writes the definition of SDTM datasets.
///
/// - Source: CDISC Define-XML 2.1.
struct DefineXML {
  let contents: TrialContents
  let datasets: [SDTMDataset]

  func document() -> String {
    var xml = XMLText()
    let root = XMLText.attributes([
      "xmlns": "http://www.cdisc.org/ns/odm/v1.3",
      "xmlns:xlink": "http://www.w3.org/1999/xlink",
      "xmlns:def": "http://www.cdisc.org/ns/def/v2.1", "FileType": "Snapshot",
      "FileOID": "\(contents.studyOID).DEFINE", "CreationDateTime": contents.asOf.description,
      "AsOfDateTime": contents.asOf.description, "ODMVersion": "1.3.2", "SourceSystem": "Herald",
      "SourceSystemVersion": contents.program, "def:Context": "Other",
    ])
    xml.element("ODM", root) { xml in
      xml.element("Study", XMLText.attributes(["OID": contents.studyOID])) { xml in
        xml.element("GlobalVariables") { xml in
          xml.element("StudyName", contents.trial.id)
          xml.element("StudyDescription", contents.trial.title)
          xml.element("ProtocolName", contents.plan?.title ?? contents.trial.id)
        }
        let version = XMLText.attributes([
          "OID": contents.metaDataVersionOID, "Name": "Datasets of \(contents.trial.id)",
          "def:DefineVersion": "2.1.0",
        ])
        xml.element("MetaDataVersion", version) { metadata(&$0) }
      }
    }
    return xml.text
  }

  private static let standard = "STD.SDTMIG"

  private func metadata(_ xml: inout XMLText) {
    xml.element("def:Standards") {
      $0.empty(
        "def:Standard",
        [
          "OID": Self.standard, "Name": "SDTMIG", "Type": "IG", "Version": "3.4",
          "Status": "Final",
        ]
      )
    }
    for dataset in datasets { group(dataset, &xml) }
    for dataset in datasets {
      for variable in dataset.variables { item(variable, of: dataset, &xml) }
    }
    for (oid, words) in Self.comments where isUsed(oid) {
      xml.element("def:CommentDef", XMLText.attributes(["OID": oid])) {
        $0.element("Description") {
          $0.element("TranslatedText", " xml:lang=\"en\"", text: words)
        }
      }
    }
  }

  private func group(_ dataset: SDTMDataset, _ xml: inout XMLText) {
    let comment = "COM.\(dataset.name)"
    let attributes = XMLText.attributes([
      "OID": "IG.\(dataset.name)", "Name": dataset.name,
      "Repeating": dataset.name == "DM" ? "No" : "Yes", "IsReferenceData": "No",
      "SASDatasetName": dataset.name, "Domain": dataset.name, "Purpose": "Tabulation",
      "def:Structure": dataset.structure, "def:ArchiveLocationID": "LF.\(dataset.name)",
      "def:StandardOID": Self.standard, "def:CommentOID": isUsed(comment) ? comment : nil,
    ])
    xml.element("ItemGroupDef", attributes) { xml in
      xml.translated("Description", dataset.label)
      for (index, variable) in dataset.variables.enumerated() {
        xml.empty(
          "ItemRef",
          [
            "ItemOID": dataset.itemOID(variable), "OrderNumber": "\(index + 1)",
            "Mandatory": variable.isRequired ? "Yes" : "No",
            "KeySequence": variable.key.map(String.init),
            "def:HasNoData": dataset.length(of: variable) == nil ? "Yes" : nil,
          ]
        )
      }
      xml.empty("def:Class", ["Name": dataset.observationClass])
      let file = "\(dataset.name.lowercased()).json"
      let leaf = XMLText.attributes(["ID": "LF.\(dataset.name)", "xlink:href": file])
      xml.element("def:leaf", leaf) { $0.element("def:title", file) }
    }
  }

  private func item(
    _ variable: SDTMDataset.Variable,
    of dataset: SDTMDataset,
    _ xml: inout XMLText
  ) {
    let length = dataset.length(of: variable) ?? 1
    let comment = "COM.\(dataset.name).\(variable.name)"
    let attributes = XMLText.attributes([
      "OID": dataset.itemOID(variable), "Name": variable.name, "DataType": variable.defineType,
      "Length": variable.kind == .dateTime ? nil : String(length),
      "SignificantDigits": variable.kind == .number ? "4" : nil,
      "SASFieldName": variable.name, "def:CommentOID": isUsed(comment) ? comment : nil,
    ])
    xml.element("ItemDef", attributes) { xml in
      xml.translated("Description", variable.label)
      let source: String? =
        switch variable.origin {
        case .collected: "Investigator"
        case .assigned, .derived, .protocolText: "Sponsor"
        }
      xml.empty("def:Origin", ["Type": variable.origin.rawValue, "Source": source])
    }
  }

  /// Whether a comment belongs to a dataset or variable that is exported.
  private func isUsed(_ oid: String) -> Bool {
    Self.comments.contains { $0.0 == oid }
      && datasets.contains { dataset in
        oid == "COM.\(dataset.name)"
          || dataset.variables.contains { oid == "COM.\(dataset.name).\($0.name)" }
      }
  }

  /// What a statistician has to know beside the labels.
  private static let comments = [
    ("COM.DM.RFSTDTC", "The first injection of a tracer; study days count from its date."),
    ("COM.DM.AGE", "In completed years at consent; empty where the birth date leaves two."),
    ("COM.DM.ARMCD", "One arm; its description is the registry record's."),
    (
      "COM.EC.ECDOSE",
      "Net activity at the time of injection: assayed less residual, decayed; clocks as they stand where not compared."
    ),
    (
      "COM.AG.AGDOSE",
      "Net activity at the time of injection: assayed less residual, decayed; clocks as they stand where not compared."
    ),
    ("COM.SV.VISITNUM", "The protocol's visits in order; unscheduled ones by hundredths behind."),
    ("COM.MI", "Receptor status by pathology; in situ hybridization is told here beside it."),
    ("COM.MI.MITESTCD", "Sponsor's codes: RECIHC, RECRATIO, RECCOPY, TUMCELL."),
    ("COM.TU.TUTESTCD", "LESIDENT: a lesion measured at screening, not yet called target or not."),
    (
      "COM.TU.TULNKID",
      "The lesion, of a scan as scan/number; the same in TR.TRLNKID, PR.PRLNKID and MI.MILNKID."
    ),
    (
      "COM.TR.TRTESTCD",
      "Sponsor's codes beside CDISC's: SUVMAX, SUVMEAN, SUVPEAK (SUVbw), RECCLASS, VISGRADE."
    ),
    ("COM.RS.RSTESTCD", "Sponsor's codes beside ECOG101: RECCLASS, VISGRADE. Locked reads alone."),
    ("COM.PR.PRLNKID", "Of a scan the visit and tracer, as in EC.ECLNKID; of a biopsy the lesion."),
  ]
}

extension SDTMDataset.Variable {
  /// The type in the words of Define-XML.
  var defineType: String {
    switch kind {
    case .text: "text"
    case .dateTime: "incompleteDatetime"
    case .integer: "integer"
    case .number: "float"
    }
  }
}
