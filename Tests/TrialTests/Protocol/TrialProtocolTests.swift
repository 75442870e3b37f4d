import Foundation
import Pipeline
import Radiomics
import Response
import Testing
import Voxels

@testable import Trial

@Suite struct TrialProtocolTests {
  /// The faults of a text; none where it reads.
  private func faults(_ text: String) -> [ProtocolFault] {
    do {
      _ = try TrialProtocol(yaml: Array(text.utf8))
      return []
    } catch TrialProtocolError.faults(let faults) {
      return faults
    } catch {
      Issue.record("\(error)")
      return []
    }
  }

  private func shippedText() throws -> String {
    String(decoding: try #require(TrialProtocol.shippedText("nct04547309")), as: UTF8.self)
  }

  /// The shipped text with a piece replaced, and where the piece stood.
  private func changed(_ before: String, _ after: String) throws -> (String, line: Int, column: Int)
  {
    let text = try shippedText()
    let place = try #require(text.range(of: before)?.lowerBound, "\(before)")
    let head = text[..<place]
    let line = head.count { $0 == "\n" } + 1
    let column = head.distance(from: head.lastIndex(of: "\n") ?? head.startIndex, to: head.endIndex)
    return (text.replacingOccurrences(of: before, with: after), line, column)
  }

  @Test(arguments: TrialProtocol.shippedIDs)
  func `A shipped protocol reads, names its registry entry, and is hashed as it stands`(
    _ id: String
  )
    throws
  {
    let trial = try #require(try TrialProtocol.shipped(id))
    #expect(trial.id == id)
    #expect(trial.registryID == id.uppercased())
    #expect(trial.text == TrialProtocol.shippedText(id))
    // sha256sum of the file is the oracle.
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(trial.text).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(output.hasPrefix(trial.sha256 + " "))
  }

  @Test func `NCT04547309 has the record's criteria word for word, and its enrolment`() throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let record = try #require(try RegistryRecord.shipped("nct04547309"))
    let text = try #require(record.text("eligibilityModule.eligibilityCriteria"))
    func letters(_ text: String) -> String {
      text.replacingOccurrences(of: "≥", with: ">=").lowercased().filter {
        $0.isLetter || $0.isNumber || ">=".contains($0)
      }
    }
    #expect(trial.criteria.count { $0.kind == .inclusion } == 4)
    #expect(trial.criteria.count { $0.kind == .exclusion } == 6)
    for criterion in trial.criteria {
      #expect(letters(text).contains(letters(criterion.text)), "\(criterion.id)")
      #expect(criterion.provenance.confidence == .record)
    }
    #expect(trial.enrolment.value == 200)
    #expect(record.text("identificationModule.briefTitle") == trial.title)
  }

  @Test func `What the public records leave open is open, and no number stands without a source`()
    throws
  {
    let her2 = try #require(try TrialProtocol.shipped("nct04547309"))
    #expect(her2.segmentation.value == nil)
    #expect(her2.receptorRules.isEmpty)
    #expect(try her2.tracer("18F-HER2-affibody").dose.value == nil)
    #expect(try her2.tracer("68Ga-HER2-affibody").activity.value == nil)
    let icam = try #require(try TrialProtocol.shipped("nct04596670"))
    #expect(icam.receptor == "ICAM-1")
    #expect(icam.criteria.isEmpty && icam.enrolment.value == nil)
    let trop2 = try #require(try TrialProtocol.shipped("nct06851663"))
    #expect(trop2.tracers.count == 4)
    for tracer in trop2.tracers {
      // The record: 0.05 to 0.1 mCi/kg, 1 to 2 hours; 1 mCi is 37 MBq by definition.
      #expect(tracer.activity.value == QuantityRange(from: 0.05 * 37, to: 0.1 * 37, unit: "MBq/kg"))
      #expect(tracer.uptakeWindow.value == QuantityRange(from: 60, to: 120, unit: "min"))
      #expect(tracer.dose.value == nil && tracer.profile.value == nil)
    }
    for trial in [her2, icam, trop2] {
      #expect(trial.openPoints.allSatisfy { !$0.words.isEmpty && $0.line > 1 })
      // Every `site:` of the text is listed, with the line that it stands on.
      let lines = String(decoding: trial.text, as: UTF8.self).split(
        separator: "\n",
        omittingEmptySubsequences: false
      )
      let marked = lines.indices.filter {
        !lines[$0].hasPrefix("#") && lines[$0].contains("site: \"")
      }
      #expect(Set(trial.openPoints.map(\.line)) == Set(marked.map { $0 + 1 }))
    }
  }

  @Test func `A protocol without criteria makes nobody eligible`() throws {
    let trial = try #require(try TrialProtocol.shipped("nct04596670"))
    let date = try #require(CivilDate("2026-03-02"))
    let assessment = EligibilityAssessment(of: [], on: date, under: trial, by: "A. Coordinator")
    #expect(assessment.conclusion == .undetermined)
  }

  @Test(arguments: [
    // before, after, where in the text before, what is found
    ("unit: mSv/MBq", "unit: mSv/GBq", "mSv/MBq", "mSv/GBq"),
    ("value: 0.0215", "value: \"0.0215\"", "0.0215", "0.0215"),
    ("value: 0.0215", "value: a lot", "0.0215", "a lot"),
    ("value: 0.0215", "value: -1", "0.0215", "-1"),
    ("participants: 200", "participants: 2.5", "200", "2.5"),
    ("role: study", "role: studie", "study", "studie"),
    ("date: 2025-03-21", "date: 2025-02-30", "2025-03-21", "2025-02-30"),
    ("tissueWeights: ICRP 60", "tissueWeights: ICRP 26", "ICRP 60", "ICRP 26"),
    ("atLeast: 18, unit: a", "atLeast: 18, unit: months", "a }", "months"),
    ("scans: [68Ga-HER2-affibody,", "scans: [68Ga-ABY-025,", "68Ga-HER2-affibody,", "68Ga-ABY-025"),
    ("profile: 18F-FDG", "profile: 18F-FDX", "18F-FDG", "18F-FDX"),
    ("by: investigator", "by: physician", "investigator", "physician"),
    ("required: true", "required: yes", "true", "yes"),
  ])
  func `A wrong value is named with its line, its column, and what is expected`(
    _ before: String,
    _ after: String,
    _ wrong: String,
    _ found: String
  ) throws {
    let (text, line, column) = try changed(before, after)
    let offset = try #require(before.range(of: wrong == "a }" ? "a" : wrong)?.lowerBound)
    let faults = faults(text)
    let first = try #require(faults.first)
    #expect(first.line == line)
    if wrong != "a }" {
      #expect(first.column == column + before.distance(from: before.startIndex, to: offset))
    }
    #expect(first.found.contains(found))
    #expect(!first.expected.isEmpty)
  }

  @Test func `All faults of a file are named at once, in their order`() throws {
    var text = try shippedText()
    for (before, after) in [
      ("receptor: HER2\n", "receptor: HER2\nreceptr: HER2\n"),
      ("participants: 200", "participants: many"),
      ("unit: mSv/MBq\n      tissueWeights: ICRP 60", "tissueWeights: ICRP 60"),
      ("id: baseline", "id: screening"),
      ("id: E2\n    kind: exclusion", "id: E2\n    kind: excluded"),
      ("{ datum: ECOG, oneOf", "{ datum: ECOG, oneof"),
      ("{ region: neck, value: 0.0051", "{ region: throat, value: 0.0051"),
      ("roles: [coordinator,", "roles: [coordinator, coordinator,"),
    ] {
      try #require(text.contains(before), "\(before)")
      text = text.replacingOccurrences(of: before, with: after)
    }
    let found = faults(text)
    let words = found.map(\.description).joined(separator: "\n")
    for expected in [
      "'receptr'", "'many'", "no 'unit'", "'screening' a second time", "'excluded'", "no 'oneOf'",
      "the key 'oneof'", "'throat'", "'coordinator' a second time",
    ] { #expect(words.contains(expected), "\(expected) in \(words)") }
    #expect(found.map(\.line) == found.map(\.line).sorted())
    #expect(found.count == 9)
  }

  @Test func `A key that stands twice is a fault beside the others, in any mapping`() throws {
    var text = try shippedText()
    text = text.replacingOccurrences(
      of: "receptor: HER2\n",
      with: "receptor: HER2\nreceptor: HER3\n\"title\": again\n"
    )
    text = text.replacingOccurrences(
      of: "role: comparator",
      with: "role: comparator\n    role: study"
    )
    text = text.replacingOccurrences(of: "participants: 200", with: "participants: none")
    let words = faults(text).map(\.description).joined(separator: "\n")
    for expected in ["'receptor': found the key more", "'title': found", "'role': found", "'none'"]
    {
      #expect(words.contains(expected), "\(expected) in \(words)")
    }
  }

  /// Texts of a few kilobytes that took for ever.
  @Test(.timeLimit(.minutes(1)))
  func `Keys that stand thousands of times, and aliases of aliases, end soon with the fault`()
    throws
  {
    let repeated = "herald-protocol: 1\n" + String(repeating: "a: 1\n", count: 8000)
    #expect(faults(repeated).last?.found.contains("the rest is not looked for") == true)
    var unfolding = "herald-protocol: 1\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<12 {
      let below = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      unfolding += "a\(level): &a\(level) [\(below)]\n"
    }
    let shipped = try shippedText()
    let hostile = [
      unfolding + "? *a11\n: x\n",
      unfolding
        + shipped.replacingOccurrences(
          of: "    scans: [",
          with: "    procedures: *a11\n    scans: [nope, "
        ),
      shipped.replacingOccurrences(of: "receptor: HER2\n", with: "receptor: &r HER2\ntitle: *r\n"),
    ]
    for text in hostile {
      let found = faults(text)
      #expect(found.contains { $0.found.hasPrefix("the alias '*") && $0.line > 2 }, "\(found)")
    }
    // An asterisk that is text stays one.
    let starred = shipped.replacingOccurrences(
      of: "receptor: HER2\n",
      with: "receptor: HER2* or *HER2\n"
    )
    #expect(try TrialProtocol(yaml: Array(starred.utf8)).receptor == "HER2* or *HER2")
  }

  @Test func `References to what is not there are faults`() throws {
    var text = try shippedText()
    for (before, after) in [
      (
        "populations: { site: \"the record names no analysis populations\" }",
        "populations: []"
      ),
      (
        "endpoints: { site: \"the record as shown lists no outcome measures\" }",
        """
        endpoints:
          - { id: change, title: Change of uptake, kind: primary, population: everybody, timeFrame: { site: "when" }, confidence: site, source: "protocol 2" }
        """
      ),
      (
        "analyses: { site: \"the record gives no statistical analysis plan\" }",
        """
        analyses:
          - { id: a1, endpoint: chance, method: proportion, level: 0.95, confidence: site, source: "SAP 1" }
        """
      ),
      (
        "receptorRules: { site: \"the record names no cut-off; Herald ships published rules by tracer, time and metric (HER2:68Ga-MZHER2:2h, HER2:68Ga-ABY-025:4h)\" }",
        "receptorRules: [\"HER2:68Ga-MZHER2:2h\", \"HER2:89Zr-trastuzumab:5d\"]"
      ),
      (
        "timing: { site: \"the record gives no day for the scan: days from enrolment\" }",
        "timing: { from: follow-up, day: 0, earliest: 0, latest: 7, unit: d, confidence: site, source: \"p 2\" }"
      ),
    ] {
      try #require(text.contains(before), "\(before)")
      text = text.replacingOccurrences(of: before, with: after)
    }
    let found = faults(text)
    let words = found.map(\.description).joined(separator: "\n")
    for expected in ["'everybody'", "'chance'", "'89Zr-trastuzumab'", "'follow-up'"] {
      #expect(words.contains(expected), "\(expected) in \(words)")
    }
    #expect(found.count == 4)
  }

  @Test(arguments: ["", "# nothing\n", "- a\n- list\n", "just words", "a: [", "\tid: x", "a: b: c"])
  func `A text that is no protocol is refused with a place`(_ text: String) {
    let found = faults(text)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.line >= 1 && $0.column >= 1 })
  }

  @Test func `Bytes that are no text, and a text of a megabyte, are refused`() {
    #expect(throws: TrialProtocolError.self) { try TrialProtocol(yaml: [0xFF, 0xFE, 0x00]) }
    #expect(throws: TrialProtocolError.self) {
      try TrialProtocol(yaml: [UInt8](repeating: 0x20, count: 2 << 20))
    }
    #expect(throws: TrialProtocolError.self) {
      try TrialProtocol(yaml: [UInt8](repeating: 0x5B, count: 1 << 19))
    }
  }

  @Test func `Settings and profiles that are written out are taken, and their faults placed`()
    throws
  {
    let before = "radiomics: { site: \"the record names no settings of texture\" }"
    let text = try shippedText()
    try #require(text.contains(before))
    let good = text.replacingOccurrences(
      of: before,
      with: """
        radiomics:
          - pet
          - name: her2
            range: { lower: 0 }
            discretization: { fixedBinSize: 0.5, anchor: 0 }
        """
    )
    let trial = try TrialProtocol(yaml: Array(good.utf8))
    #expect(trial.radiomics.map(\.name) == ["pet", "her2"])
    #expect(try trial.radiomics("her2").discretization == .fixedBinSize(0.5, anchor: 0))
    #expect(throws: TrialProtocolError.self) { try trial.radiomics("her3") }
    let bad = text.replacingOccurrences(
      of: before,
      with: """
        radiomics:
          - name: her2
            range: { lower: zero }
            discretization: { fixedBinSize: 0.5, anchor: 0 }
          - name: her3
            disretization: { fixedBinSize: 0.5 }
            discretization: { fixedBinNumber: 64 }
        """
    )
    let words = faults(bad).map(\.description)
    #expect(words.contains { $0.contains("range.lower") && $0.contains("'zero'") })
    #expect(words.contains { $0.contains("'disretization'") })
  }

  @Test func `An amendment names what it amends, and its differences are exactly what was changed`()
    throws
  {
    let first = try #require(try TrialProtocol.shipped("nct04547309"))
    let second = try TrialProtocol(yaml: Array(AmendedProtocol.text().utf8))
    #expect(second.amends?.version == "1")
    #expect(first.sha256 != second.sha256)
    let paths = try second.differences(from: first).map(\.path)
    #expect(
      paths == [
        "version", "date", "amends", "criteria[I1].rule.all[1].readings.chosen",
        "criteria[I1].rule.all[2]", "criteria[I2].rule.readings.chosen", "criteria[I3].rule",
        "criteria[E1].rule.any[1]", "criteria[E1].rule.any[2]", "criteria[E2].rule.any[1]",
      ]
    )
    #expect(second.openPoints.count == first.openPoints.count - 7)
    #expect(try first.differences(from: first).isEmpty)
    let text = try second.differenceText(from: first)
    #expect(text.contains("thresholds of the site"))
    #expect(text.contains("10 differences"))
    // Nothing that the new version lacks, and nothing twice.
    let back = try first.differences(from: second)
    #expect(back.filter { $0.after == nil }.map(\.path) == ["amends"])
  }

  @Test func `A difference in comments alone is no difference`() throws {
    let text = try shippedText()
    let first = try TrialProtocol(yaml: Array(text.utf8))
    let second = try TrialProtocol(yaml: Array(("# a comment\n" + text).utf8))
    #expect(try second.differences(from: first).isEmpty)
    #expect(first.sha256 != second.sha256)
  }

  @Test
  func `An analysis takes the protocol's windows, drawing and rules, and nothing that is open`()
    throws
  {
    var text = try shippedText()
    let source = "confidence: site, source: \"site protocol 2\""
    for (before, after) in [
      (
        "uptakeWindow: { site: \"the record gives no uptake time; Guo 2021 found 2 h best among 1, 2 and 3 h, and names no window\" }",
        "uptakeWindow: { from: 1.5, to: 2.5, unit: h, \(source) }"
      ),
      (
        "segmentation: { site: \"the record does not say how lesions are drawn; without it the tracer's profile holds\" }",
        "segmentation: { method: \"fixed:4.0\", smallestVolumeMilliliters: 1, \(source) }"
      ),
    ] {
      try #require(text.contains(before), "\(before)")
      text = text.replacingOccurrences(of: before, with: after)
    }
    let basis = try TrialProtocol(yaml: Array(text.utf8)).analysisBasis
    let gallium = try #require(basis.profiles.first { $0.id == "68Ga-HER2-affibody" })
    #expect(gallium.uptakeWindowMinutes.from == 90 && gallium.uptakeWindowMinutes.to == 150)
    #expect(gallium.lesionMethod.method == "fixed:4.0")
    #expect(gallium.lesionMethod.smallestVolumeMilliliters == 1)
    // Its window is open: the profile's own, 195 to 225 min.
    let fluorine = try #require(basis.profiles.first { $0.id == "18F-HER2-affibody" })
    #expect(fluorine.uptakeWindowMinutes.from == 195 && fluorine.uptakeWindowMinutes.to == 225)
    #expect(basis.receptorRules.isEmpty)
    #expect(basis.identity.sha256.count == 64)

    let trop2 = try #require(try TrialProtocol.shipped("nct06851663"))
    #expect(trop2.analysisBasis.profiles.isEmpty)
    #expect(throws: TrialProtocolError.self) { try trop2.profile(of: "68Ga-NOTA-T4") }
    #expect(throws: TrialProtocolError.self) { try trop2.profile(of: "18F-FDG") }
  }

  @Test func `The names of heterogeneity endpoints are those that results have`() throws {
    let patient = PatientHeterogeneity([], metric: .suvMax).endpoints.filter {
      $0.scope == .patient
    }
    #expect(Set(patient.map(\.name)) == Set(HeterogeneityEndpoint.names(.patient)))
    let cohort = CohortHeterogeneity([]).endpoints
    #expect(Set(cohort.map(\.name)) == Set(HeterogeneityEndpoint.names(.cohort)))
    let grid = try Grid(
      size: SIMD3(4, 4, 4),
      affine: Affine(
        columnStep: SIMD3(4, 0, 0),
        rowStep: SIMD3(0, 4, 0),
        sliceStep: SIMD3(0, 0, 4),
        origin: .zero
      )
    )
    let volume = Volume<SUVbw>(grid: grid, values: (0..<64).map(Float.init))
    let image = try RadiomicsImage(volume, settings: .profile("pet-native"))
    let lesion = LesionHeterogeneity(
      Region(grid: grid, runs: (0..<16).map { .init(start: 4 * $0, count: 4) }),
      label: "1",
      on: image
    )
    #expect(Set(lesion.endpoints.map(\.name)) == Set(HeterogeneityEndpoint.names(.lesion)))
  }
}
