import Foundation
import Testing

@testable import Trial

/// NCT04547309's criteria on participants at every edge, row by row of Reference/eligibility.csv.
@Suite struct EligibilityTableTests {
  @Test(arguments: EligibilityCase.all)
  func `A row of the table comes out as its reason says`(_ row: EligibilityCase) throws {
    let trial = try #require(try EligibilityCase.versions()[row.version])
    let decisions = trial.decisions(for: row.decided, on: row.date)
    let assessment = EligibilityAssessment(
      of: try row.data(),
      on: row.date,
      under: trial,
      by: "A. Coordinator",
      decisions: decisions
    )
    let judgement = try #require(
      assessment.judgements.first { $0.criterion == row.criterion }
    )
    #expect(judgement.verdict.rawValue == row.verdict, "\(row.number): \(judgement.reasons)")
    #expect(assessment.conclusion.rawValue == row.conclusion, "\(row.number)")
    #expect(assessment.protocolVersion == row.version)
    #expect(!judgement.reasons.isEmpty)
  }

  @Test func `The table covers all ten criteria, with at least sixty cases`() {
    let rows = EligibilityCase.all
    #expect(rows.count >= 60)
    #expect(Set(rows.map(\.number)).count == rows.count)
    #expect(
      Set(rows.map(\.criterion))
        == ["I1", "I2", "I3", "I4", "E1", "E2", "E3", "E4", "E5", "E6"]
    )
  }

  @Test
  func
    `The base participant's every criterion passes with the datum, its day, its source, and who judged`()
    throws
  {
    let first = try #require(EligibilityCase.all.first)
    let trial = try #require(try EligibilityCase.versions()["1"])
    let assessment = EligibilityAssessment(
      of: try first.data(),
      on: first.date,
      under: trial,
      by: "A. Coordinator"
    )
    #expect(assessment.judgements.count == 10)
    for judgement in assessment.judgements {
      #expect(judgement.passes == .met, "\(judgement.criterion)")
      #expect(!judgement.data.isEmpty)
      #expect(judgement.data.allSatisfy { !$0.source.isEmpty && !$0.by.isEmpty })
    }
    #expect(assessment.protocolSHA256 == trial.sha256)
  }
}

extension TrialProtocol {
  /// The decision for a reading, under the question that has it.
  fileprivate func decisions(for reading: String, on date: CivilDate) -> [ReadingDecision] {
    guard !reading.isEmpty else { return [] }
    let question = reading.contains("suspicious") ? "her2-suspicious" : "age-over-18"
    return [
      ReadingDecision(
        question: question,
        reading: reading,
        by: "B. Investigator",
        date: date,
        reason: "ethics approval"
      )
    ]
  }
}

/// A row of Reference/eligibility.csv.
struct EligibilityCase: Sendable, CustomTestStringConvertible {
  let number: String
  let version: String
  let decided: String
  let date: CivilDate
  let changes: String
  let criterion: String
  let verdict: String
  let conclusion: String
  let reason: String

  var testDescription: String { "\(number): \(reason)" }

  /// All rows; none where the file can't be read, which the test of its size tells.
  static let all: [EligibilityCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Reference/eligibility.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().compactMap {
      let fields = $0.split(separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
        .map(String.init)
      guard fields.count == 9, let date = CivilDate(fields[3]) else { return nil }
      return EligibilityCase(
        number: fields[0],
        version: fields[1],
        decided: fields[2],
        date: date,
        changes: fields[4],
        criterion: fields[5],
        verdict: fields[6],
        conclusion: fields[7],
        reason: fields[8]
      )
    }
  }()

  /// The shipped protocol and its amendment, by version.
  static func versions() throws -> [String: TrialProtocol] {
    let first = try #require(try TrialProtocol.shipped("nct04547309"))
    let second = try TrialProtocol(yaml: Array(AmendedProtocol.text().utf8))
    return [first.version: first, second.version: second]
  }

  /// A complete and eligible participant's data, with this row's changes.
  func data() throws -> [Datum] {
    var data: [Datum] = []
    let base = """
      birth date=1970-05-20; ECOG=#1@2026-02-27; HER2 status=#positive@2026-01-15; \
      lesions=[soft-tissue CT 22 - 5 no]@2026-02-20; life expectancy=52 wk@2026-02-27; \
      hepatic dysfunction=no@2026-02-20/investigator; renal dysfunction=no@2026-02-20/investigator; \
      pregnant=no@2026-03-01; planning pregnancy=no@2026-03-01; can lie still for 30 min=yes@2026-02-27; \
      consent given=yes@2026-02-25; claustrophobia=no@2026-02-27; mental disorder=no@2026-02-27; \
      unsuitable=no@2026-02-27/investigator; ALT=1 {ULN}@2026-02-20; \
      eGFR=95 mL/min/{1.73_m2}@2026-02-20
      """
    for (isBase, list) in [(true, base), (false, changes)] {
      for part in list.components(separatedBy: "; ") where !part.isEmpty {
        if part.hasPrefix("-") {
          data.removeAll { $0.name == String(part.dropFirst()) }
          continue
        }
        // Dates of the base participant are those of the standard day; the day of leap-year rows lies before
        // some of them, so that base data then carry the day of assessment.
        let isAdded = part.hasPrefix("+")
        let datum = try Self.datum(isAdded ? String(part.dropFirst()) : part)
        if !isAdded, !isBase { data.removeAll { $0.name == datum.name } }
        let isLate = isBase && (datum.date.map { $0 > date } ?? false)
        data.append(
          isLate
            ? Datum(
              datum.name,
              datum.value,
              date: date,
              source: datum.source,
              by: datum.by,
              role: datum.role
            )
            : datum
        )
      }
    }
    return data
  }

  /// A datum as the table writes it: `name=value@day/role`.
  private static func datum(_ text: String) throws -> Datum {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    try #require(sides.count == 2, "\(text)")
    let name = sides[0]
    var value = sides[1]
    var role: TrialRole?
    if name != "eGFR", let slash = value.lastIndex(of: "/") {
      role = TrialRole(rawValue: String(value[value.index(after: slash)...]))
      try #require(role != nil, "\(text)")
      value = String(value[..<slash])
    }
    var date: CivilDate?
    if let at = value.lastIndex(of: "@") {
      date = CivilDate(String(value[value.index(after: at)...]))
      try #require(date != nil, "\(text)")
      value = String(value[..<at])
    }
    return Datum(name, try content(value), date: date, source: "CRF", by: "C. Nurse", role: role)
  }

  private static func content(_ text: String) throws -> Datum.Value {
    if text == "yes" || text == "no" { return .yes(text == "yes") }
    if text.hasPrefix("#") { return .code(String(text.dropFirst())) }
    if text.hasPrefix("?") { return .unknown(String(text.dropFirst())) }
    if text.hasPrefix("[") { return .lesions(try lesions(text)) }
    if let date = PartialDate(text) { return .date(date) }
    let comparators: [Datum.Comparator] = [.atLeast, .atMost, .above, .below]
    let comparator = comparators.first { text.hasPrefix($0.rawValue) }
    let parts = text.dropFirst(comparator?.rawValue.count ?? 0).split(separator: " ")
    let number = try #require(parts.first.flatMap { Double($0) }, "\(text)")
    let unit = try #require(parts.last.map(String.init))
    return .quantity(Quantity(number, unit), comparator ?? .equal)
  }

  /// `[kind modality longest short slice irradiated]…`; `-` and `?` where not known.
  private static func lesions(_ text: String) throws -> [MeasuredLesion] {
    try text.split(separator: "]").compactMap { part in
      let words = part.dropFirst().split(separator: " ").map(String.init)
      guard !words.isEmpty else { return nil }
      try #require(words.count == 6, "\(text)")
      return MeasuredLesion(
        label: "a lesion",
        kind: try #require(MeasuredLesion.Kind(rawValue: words[0])),
        modality: try #require(MeasuredLesion.Modality(rawValue: words[1])),
        longestDiameterMillimeters: Double(words[2]),
        shortAxisMillimeters: Double(words[3]),
        sliceThicknessMillimeters: Double(words[4]),
        isIrradiated: words[5] == "?" ? nil : words[5] == "yes"
      )
    }
  }
}
