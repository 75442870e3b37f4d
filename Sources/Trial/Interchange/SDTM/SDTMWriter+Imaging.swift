extension SDTMWriter {
  /// A row and the participant whose it is.
  typealias Line = (participant: String, values: SDTMDataset.Row)

  /// A lesion's link: the scan and the lesion's name in it.
  private func link(_ scan: ReceivedScan, _ lesion: String) -> RecordValue {
    .string("\(scan.id)/\(lesion)")
  }

  /// The lesions of analyses with their scans, in the order of scans and numbers.
  private var measured: [(lesion: TrialContents.MeasuredLesion, scan: ReceivedScan)] {
    contents.measuredLesions.compactMap { lesion in
      contents.scans.first { $0.id == lesion.scan && !$0.isVoid }.map { (lesion, $0) }
    }.sorted {
      ($0.scan.studyDate.description, $0.scan.id, $0.lesion.number)
        < ($1.scan.studyDate.description, $1.scan.id, $1.lesion.number)
    }
  }

  /// Where and when a scan was made: visit and timing of a finding on it.
  private func place(_ domain: String, _ scan: ReceivedScan) -> SDTMDataset.Row {
    visit(scan.visit, of: scan.participant)
      .merging(timing(domain, scan.studyDate, of: scan.participant)) { first, _ in first }
  }

  /// TU's rows of the lesions that analyses found.
  func imagedLesions() -> [Line] {
    measured.map { lesion, scan in
      (
        scan.participant,
        Self.row([
          "TUREFID": .string(lesion.seriesInstanceUID),
          "TULNKID": link(scan, String(lesion.number)), "TULNKGRP": .string(scan.id),
          "TUTESTCD": .string("LESIDENT"), "TUTEST": .string("Lesion Identification"),
          "TUORRES": .string("LESION WITH UPTAKE"), "TUSTRESC": .string("LESION WITH UPTAKE"),
          "TUNAM": .string(lesion.program), "TULOC": .text(lesion.site?.uppercased()),
          "TUMETHOD": .string(Self.procedure(scan.modalities)),
        ]).merging(place("TU", scan)) { first, _ in first }
      )
    }
  }

  /// TR's rows of what analyses measured.
  func imagedResults() -> [Line] {
    measured.flatMap { lesion, scan in
      let own = Self.row([
        "TRREFID": .string(lesion.seriesInstanceUID), "TRLNKID": link(scan, String(lesion.number)),
        "TRLNKGRP": .string(scan.id), "TRNAM": .string(lesion.program),
        "TRMETHOD": .string(Self.procedure(scan.modalities)),
      ]).merging(place("TR", scan)) { first, _ in first }
      let numbers = lesion.numbers.map { number in
        finding(
          "TR",
          code: number.code,
          test: number.name,
          result: .number(number.value),
          unit: number.unit
        )
      }
      let receptor = finding(
        "TR",
        code: "RECCLASS",
        test: "Receptor Class",
        result: .string(lesion.receptorClass.uppercased()),
        unit: nil
      )
      return (numbers + [receptor]).map { values in
        (scan.participant, values.merging(own) { first, _ in first })
      }
    }
  }

  /// The locked reads with their scans.
  private var locked: [(read: ScanRead, assignment: ReadAssignment, scan: ReceivedScan)] {
    contents.reads.filter { $0.status == .locked }.compactMap { read in
      guard let found = contents.scan(of: read), !found.assignment.isVoid, !found.scan.isVoid else {
        return nil
      }
      return (read, found.assignment, found.scan)
    }
  }

  private static func evaluator(_ assignment: ReadAssignment) -> String {
    assignment.part == .adjudicator ? "ADJUDICATOR" : "INDEPENDENT ASSESSOR"
  }

  /// TR's rows of what readers said of lesions.
  func readResults() -> [Line] {
    locked.flatMap { read, assignment, scan in
      read.lesions.flatMap { lesion in
        let own = Self.row([
          "TRSPID": .string(read.id), "TRLNKID": link(scan, lesion.lesion),
          "TRLNKGRP": .string(scan.id), "TRMETHOD": .string(Self.procedure(scan.modalities)),
          "TREVAL": .string(Self.evaluator(assignment)), "TREVALID": .string(assignment.account),
        ]).merging(place("TR", scan)) { first, _ in first }
        return [
          finding(
            "TR",
            code: "TUMSTATE",
            test: "Tumor State",
            result: .string(lesion.isPresent ? "PRESENT" : "ABSENT"),
            unit: nil
          ),
          lesion.grade.map {
            finding("TR", code: "VISGRADE", test: "Visual Grade", result: .number($0), unit: nil)
          },
          lesion.receptorClass.map {
            finding(
              "TR",
              code: "RECCLASS",
              test: "Receptor Class",
              result: .string($0.rawValue.uppercased()),
              unit: nil
            )
          },
        ].compactMap { $0 }.map { values in
          (scan.participant, values.merging(own) { first, _ in first })
        }
      }
    }
  }

  /// RS's rows of what readers said of the participant.
  func readClasses() -> [Line] {
    locked.flatMap { read, assignment, scan in
      let own = Self.row([
        "RSLNKGRP": .string(scan.id), "RSCAT": .string("RECEPTOR IMAGING READ"),
        "RSGRPID": .string(assignment.round), "RSEVAL": .string(Self.evaluator(assignment)),
        "RSEVALID": .string(assignment.account),
      ]).merging(place("RS", scan)) { first, _ in first }
      let receptor = finding(
        "RS",
        code: "RECCLASS",
        test: "Receptor Class",
        result: .string(read.receptorClass.rawValue.uppercased()),
        unit: nil
      )
      let grade = read.grade.map {
        finding("RS", code: "VISGRADE", test: "Visual Grade", result: .number($0), unit: nil)
      }
      return [receptor, grade].compactMap { $0 }.map { values in
        // RS has no unit, and no place for a standard unit.
        (scan.participant, values.merging(own) { first, _ in first })
      }
    }
  }
}
