extension SDTMWriter {
  /// A finding of a participant: test, result, unit.
  func finding(
    _ domain: String,
    code: String,
    test: String,
    result: RecordValue?,
    unit: String?
  ) -> SDTMDataset.Row {
    var number: RecordValue?
    if case .number? = result { number = result }
    return Self.row([
      "\(domain)TESTCD": .string(code), "\(domain)TEST": .string(Self.cut(test, to: 40)),
      "\(domain)ORRES": .text(result?.text), "\(domain)ORRESU": .text(unit),
      "\(domain)STRESC": .text(result?.text), "\(domain)STRESN": number,
      "\(domain)STRESU": .text(unit),
    ])
  }

  private static func findingVariables(_ domain: String) -> [SDTMDataset.Variable] {
    [
      .init("\(domain)TESTCD", "Short Name of Measurement, Test or Exam", isRequired: true),
      .init("\(domain)TEST", "Name of Measurement, Test or Examination", isRequired: true),
    ]
  }

  private static func resultVariables(_ domain: String) -> [SDTMDataset.Variable] {
    [
      .init("\(domain)ORRES", "Result or Finding in Original Units"),
      .init("\(domain)ORRESU", "Original Units"),
      .init("\(domain)STRESC", "Character Result/Finding in Std Format", .text, .derived),
      .init("\(domain)STRESN", "Numeric Result/Finding in Standard Units", .number, .derived),
      .init("\(domain)STRESU", "Standard Units", .text, .derived),
    ]
  }

  private static func lastBeforeExposure(_ domain: String) -> SDTMDataset.Variable {
    .init("\(domain)LOBXFL", "Last Observation Before Exposure Flag", .text, .derived)
  }

  /// VS: weight and height at the visits.
  func vitalSigns() -> SDTMDataset {
    let rows = doneVisits.flatMap { visit in
      let tests: [(String, String, Double?, String)] = [
        ("HEIGHT", "Height", visit.heightCentimeters, "cm"),
        ("WEIGHT", "Weight", visit.weightKilograms, "kg"),
      ]
      return tests.compactMap { code, test, value, unit in
        value.map { value in
          (
            visit.participant,
            finding("VS", code: code, test: test, result: .number(value), unit: unit)
              .merging(self.visit(visit.visit, of: visit.participant)) { first, _ in first }
              .merging(timing("VS", visit.date, of: visit.participant)) { first, _ in first }
          )
        }
      }
    }
    return dataset(
      "VS",
      "Vital Signs",
      "FINDINGS",
      "One record per vital sign measurement per visit per subject",
      Self.findingVariables("VS") + Self.resultVariables("VS") + [Self.lastBeforeExposure("VS")]
        + Self.timingVariables("VS"),
      marked(rows, "VS")
    )
  }

  private var doneVisits: [Visit] {
    contents.visits.filter { !$0.isVoid && $0.status == .done }
      .sorted { ($0.date?.description ?? "", $0.visit) < ($1.date?.description ?? "", $1.visit) }
  }

  /// LB: the laboratory results.
  func laboratory() -> SDTMDataset {
    let rows = contents.labResults.filter { !$0.isVoid }
      .sorted { ($0.date.description, $0.test, $0.id) < ($1.date.description, $1.test, $1.id) }
      .map { ($0.participant, laboratory($0)) }
    return dataset(
      "LB",
      "Laboratory Test Results",
      "FINDINGS",
      "One record per laboratory test per time point per subject",
      Self.findingVariables("LB") + [
        .init("LBCAT", "Category for Lab Test", .text, .assigned),
        .init("LBORRES", "Result or Finding in Original Units"),
        .init("LBORRESU", "Original Units"),
        .init("LBORNRLO", "Reference Range Lower Limit in Orig Unit"),
        .init("LBORNRHI", "Reference Range Upper Limit in Orig Unit"),
        .init("LBSTRESC", "Character Result/Finding in Std Format", .text, .derived),
        .init("LBSTRESN", "Numeric Result/Finding in Standard Units", .number, .derived),
        .init("LBSTRESU", "Standard Units", .text, .derived),
        .init("LBSTNRLO", "Reference Range Lower Limit-Std Units", .number, .derived),
        .init("LBSTNRHI", "Reference Range Upper Limit-Std Units", .number, .derived),
        .init("LBNRIND", "Reference Range Indicator", .text, .derived),
        .init("LBNAM", "Vendor Name"), Self.lastBeforeExposure("LB"),
      ] + Self.timingVariables("LB"),
      marked(rows, "LB")
    )
  }

  private func laboratory(_ result: LabResult) -> SDTMDataset.Row {
    let isLimit = (result.comparator ?? .equal) != .equal
    // A limit such as "<5" is a text: it has no number.
    let value: RecordValue? =
      isLimit
      ? .string(
        "\(result.comparator?.rawValue ?? "")\(RecordValue.number(result.value)?.text ?? "")"
      )
      : .number(result.value) ?? .text(result.text)
    let own = Self.row([
      "LBORNRLO": .text(RecordValue.number(result.referenceLow)?.text),
      "LBORNRHI": .text(RecordValue.number(result.referenceHigh)?.text),
      "LBSTNRLO": .number(result.referenceLow), "LBSTNRHI": .number(result.referenceHigh),
      "LBNRIND": .text(result.flag?.uppercased()), "LBNAM": .text(result.laboratory),
    ])
    let code = Self.code(result.test)
    return finding("LB", code: code, test: result.test, result: value, unit: result.unit)
      .merging(own) { first, _ in first }
      .merging(visit(result.visit, of: result.participant)) { first, _ in first }
      .merging(timing("LB", result.date, of: result.participant)) { first, _ in first }
  }

  /// MI: what pathology says of the receptor; the in situ hybridization is here, too.
  func microscopy() -> SDTMDataset {
    let rows = contents.biopsies.filter { !$0.isVoid }
      .sorted { ($0.takenOn.description, $0.id) < ($1.takenOn.description, $1.id) }
      .flatMap { biopsy in
        let tests: [(String, String, RecordValue?, String?, String)] = [
          ("RECIHC", "Receptor Score", .text(biopsy.ihc?.rawValue), nil, "IHC"),
          ("RECRATIO", "Receptor/Chromosome 17 Ratio", .number(biopsy.ishRatio), nil, "ISH"),
          ("RECCOPY", "Receptor Copy Number", .number(biopsy.ishCopyNumber), nil, "ISH"),
          ("TUMCELL", "Tumor Cells", .number(biopsy.tumorCellsPercent), "%", "MICROSCOPY"),
        ]
        return tests.compactMap { code, test, result, unit, method in
          result.map { result in
            (
              biopsy.participant,
              finding("MI", code: code, test: test, result: result, unit: unit)
                .merging(
                  Self.row([
                    "MIREFID": .string(biopsy.specimen), "MILNKID": .text(biopsy.lesion),
                    "MISPEC": .string("TISSUE"),
                    "MILOC": .string(Self.cut(biopsy.site.uppercased(), to: 200)),
                    "MIMETHOD": .string(method), "MINAM": .text(biopsy.laboratory),
                  ])
                ) { first, _ in first }
                .merging(timing("MI", biopsy.takenOn, of: biopsy.participant)) { first, _ in first }
            )
          }
        }
      }
    return dataset(
      "MI",
      "Microscopic Findings",
      "FINDINGS",
      "One record per finding per specimen per subject",
      [
        .init("MIREFID", "Specimen ID", isRequired: true), .init("MILNKID", "Link ID"),
      ] + Self.findingVariables("MI") + Self.resultVariables("MI") + [
        .init("MINAM", "Vendor Name"),
        .init("MISPEC", "Specimen Material Type", .text, .assigned),
        .init("MILOC", "Specimen Collection Location"),
        .init("MIMETHOD", "Method of Test or Examination", .text, .assigned),
        .init("EPOCH", "Epoch", .text, .derived),
        .init("MIDTC", "Date/Time of Specimen Collection", .dateTime),
        .init("MIDY", "Study Day of Specimen Collection", .integer, .derived),
      ],
      rows
    )
  }

  /// TU: the lesions that were measured at screening, and those found on the trial's scans.
  func tumorIdentification() -> SDTMDataset {
    let rows =
      screeningLesions.map { lesion in
        (
          lesion.participant,
          Self.row([
            "TUSPID": .string(lesion.id), "TULNKID": .string(lesion.lesion),
            "TUTESTCD": .string("LESIDENT"), "TUTEST": .string("Lesion Identification"),
            "TUORRES": .string("MEASURED LESION"), "TUSTRESC": .string("MEASURED LESION"),
            "TULOC": lesion.lesionKind == .node
              ? .string("LYMPH NODE") : lesion.lesionKind == .blasticBone ? .string("BONE") : nil,
            "TUMETHOD": .string(Self.method(lesion.modality)),
            "TUEVAL": .string("INVESTIGATOR"), "TUEVALID": .text(lesion.measuredBy),
          ]).merging(timing("TU", lesion.date, of: lesion.participant)) { first, _ in first }
        )
      } + imagedLesions()
    return dataset(
      "TU",
      "Tumor/Lesion Identification",
      "FINDINGS",
      "One record per identified lesion per assessor per subject",
      [
        .init("TUREFID", "Reference ID"), .init("TUSPID", "Sponsor-Defined Identifier"),
        .init("TULNKID", "Link ID"), .init("TULNKGRP", "Link Group ID", .text, .derived),
        .init(
          "TUTESTCD",
          "Tumor/Lesion ID Short Name",
          .text,
          .assigned,
          isRequired: true
        ),
        .init("TUTEST", "Tumor/Lesion ID Test Name", .text, .assigned, isRequired: true),
        .init("TUORRES", "Tumor/Lesion ID Result", .text, .assigned),
        .init("TUSTRESC", "Tumor/Lesion ID Result Std. Format", .text, .assigned),
        .init("TUNAM", "Laboratory/Vendor Name"),
        .init("TULOC", "Location of the Tumor/Lesion"),
        .init("TUMETHOD", "Method of Identification"),
        .init("TULOBXFL", "Last Observation Before Exposure Flag", .text, .derived),
        .init("TUEVAL", "Evaluator", .text, .assigned),
        .init("TUEVALID", "Evaluator Identifier"),
      ] + Self.timingVariables("TU"),
      marked(rows, "TU")
    )
  }

  private var screeningLesions: [ScreeningLesion] {
    contents.screeningLesions.filter { !$0.isVoid }
      .sorted { ($0.date.description, $0.lesion) < ($1.date.description, $1.lesion) }
  }

  private static func method(_ modality: MeasuredLesion.Modality) -> String {
    switch modality {
    case .ct: "CT SCAN"
    case .mr: "MRI"
    case .other: "OTHER"
    }
  }

  /// TR: diameters at screening, uptake and volume on the trial's scans, what readers said.
  func tumorResults() -> SDTMDataset {
    let rows =
      screeningLesions.flatMap { lesion in
        let tests: [(String, String, Double?)] = [
          ("LDIAM", "Longest Diameter", lesion.longestDiameterMillimeters),
          ("SAXIS", "Short Axis", lesion.shortAxisMillimeters),
        ]
        return tests.compactMap { code, test, value in
          value.map { value in
            (
              lesion.participant,
              finding("TR", code: code, test: test, result: .number(value), unit: "mm")
                .merging(
                  Self.row([
                    "TRSPID": .string(lesion.id), "TRLNKID": .string(lesion.lesion),
                    "TRMETHOD": .string(Self.method(lesion.modality)),
                    "TREVAL": .string("INVESTIGATOR"), "TREVALID": .text(lesion.measuredBy),
                  ])
                ) { first, _ in first }
                .merging(timing("TR", lesion.date, of: lesion.participant)) { first, _ in first }
            )
          }
        }
      } + imagedResults() + readResults()
    return dataset(
      "TR",
      "Tumor/Lesion Results",
      "FINDINGS",
      "One record per measurement per lesion per assessor per subject",
      [
        .init("TRREFID", "Reference ID"), .init("TRSPID", "Sponsor-Defined Identifier"),
        .init("TRLNKID", "Link ID"), .init("TRLNKGRP", "Link Group ID", .text, .derived),
        .init("TRTESTCD", "Tumor/Lesion Assessment Short Name", .text, .assigned, isRequired: true),
        .init("TRTEST", "Tumor/Lesion Assessment Test Name", .text, .assigned, isRequired: true),
      ] + Self.resultVariables("TR") + [
        .init("TRSTAT", "Completion Status"), .init("TRREASND", "Reason Not Done"),
        .init("TRNAM", "Laboratory/Vendor Name"),
        .init("TRMETHOD", "Method Used to Identify the Tumor/Lesion"),
        .init("TRLOBXFL", "Last Observation Before Exposure Flag", .text, .derived),
        .init("TREVAL", "Evaluator", .text, .assigned),
        .init("TREVALID", "Evaluator Identifier"),
      ] + Self.timingVariables("TR"),
      marked(rows, "TR")
    )
  }

  /// RS: what readers said of the participant, and the performance status at the visits, which SDTM has
  /// among the clinical classifications.
  func responses() -> SDTMDataset {
    let rows =
      doneVisits.compactMap { visit in
        visit.ecog.map { grade in
          (
            visit.participant,
            finding(
              "RS",
              code: "ECOG101",
              test: "ECOG1-Performance Status",
              result: .number(grade),
              unit: nil
            )
            .merging(["RSCAT": .string("ECOG"), "RSEVAL": .string("INVESTIGATOR")]) { first, _ in
              first
            }
            .merging(self.visit(visit.visit, of: visit.participant)) { first, _ in first }
            .merging(timing("RS", visit.date, of: visit.participant)) { first, _ in first }
          )
        }
      } + readClasses()
    return dataset(
      "RS",
      "Disease Response and Clin Classification",
      "FINDINGS",
      "One record per response assessment or clinical classification per visit per subject",
      [
        .init("RSGRPID", "Group ID"), .init("RSLNKGRP", "Link Group ID", .text, .derived),
        .init("RSTESTCD", "Assessment Short Name", .text, .assigned, isRequired: true),
        .init("RSTEST", "Assessment Name", .text, .assigned, isRequired: true),
        .init("RSCAT", "Category for Assessment", .text, .assigned),
        .init("RSORRES", "Result or Finding in Original Units"),
        .init("RSSTRESC", "Character Result/Finding in Std Format", .text, .derived),
        .init("RSSTRESN", "Numeric Result/Finding in Standard Units", .number, .derived),
        .init("RSLOBXFL", "Last Observation Before Exposure Flag", .text, .derived),
        .init("RSEVAL", "Evaluator", .text, .assigned),
        .init("RSEVALID", "Evaluator Identifier"),
        .init("RSACPTFL", "Accepted Record Flag", .text, .derived),
      ] + Self.timingVariables("RS"),
      marked(rows, "RS")
    )
  }
}
