import Foundation
import Testing

@testable import Trial

/// HER2 status against the guidelines, row by row of Reference/her2-status.csv.
@Suite struct HER2StatusTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let fields: [String]
    var testDescription: String { fields.joined(separator: ",") }

    static let all: [Row] = {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Reference/her2-status.csv")
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().map {
        Row(fields: $0.split(separator: ",", maxSplits: 6).map(String.init))
      }
    }()
  }

  @Test(arguments: Row.all)
  func `Status and contradiction are the guideline's`(_ row: Row) throws {
    let fields = row.fields
    try #require(fields.count == 7)
    let guideline: HER2Status.Guideline = fields[0] == "breast" ? .breast : .gastric
    let ish = try Double(fields[3]).map {
      try InSituHybridization(ratio: Double(fields[2]), copyNumber: $0)
    }
    let found = HER2Status(ihc: IHCScore(rawValue: fields[1]), ish: ish, by: guideline)
    #expect(found.status.rawValue == fields[4], "\(found.rule)")
    #expect((found.discordance != nil) == (fields[5] == "yes"))
    #expect(!found.rule.isEmpty)
  }

  @Test func `The table has every group with every score`() { #expect(Row.all.count >= 50) }

  @Test(arguments: [
    (2.0, 4.0, 1), (2.0, 3.99, 2), (1.99, 6.0, 3), (1.99, 5.99, 4), (1.99, 4.0, 4), (1.99, 3.99, 5),
  ])
  func `The groups of dual-probe ISH have the guideline's edges`(
    _ ratio: Double,
    _ copies: Double,
    _ group: Int
  ) throws {
    #expect(try InSituHybridization(ratio: ratio, copyNumber: copies).group == group)
  }

  @Test(arguments: [(0.0, 4.0), (-1.0, 4.0), (2.0, 0.0), (.nan, 4.0), (2.0, .infinity)])
  func `A number that no assay gives is refused`(_ ratio: Double, _ copies: Double) {
    #expect(throws: PathologyError.self) {
      try InSituHybridization(ratio: ratio, copyNumber: copies)
    }
  }

  private func specimen(
    _ id: String,
    _ origin: TumorSpecimen.Origin?,
    _ date: String,
    _ ihc: IHCScore?,
    ish: InSituHybridization? = nil
  ) throws -> TumorSpecimen {
    TumorSpecimen(
      id: id,
      lesion: nil,
      kind: .biopsy,
      origin: origin,
      site: "site of \(id)",
      date: try #require(PartialDate(date)),
      guideline: .breast,
      ihc: ihc,
      ish: ish
    )
  }

  @Test func `Discordances are listed within specimens and between them, and nothing else`() throws
  {
    let amplified = try InSituHybridization(ratio: 3, copyNumber: 8)
    let specimens = [
      try specimen("liver", .metastasis, "2026-02-01", .zero),
      try specimen("breast", .primary, "2020-05-01", .threePlus),
      try specimen("bone", .metastasis, "2026-02-03", .onePlus, ish: amplified),
      try specimen("node", .metastasis, "2026-02-02", .twoPlus),
      try specimen("skin", nil, "2026-02-04", .onePlus),
    ]
    let found = HER2Discordance.all(among: specimens)
    #expect(
      found.map { [$0.kind.rawValue] + $0.specimens } == [
        ["IHC against ISH", "bone"], ["primary against metastasis", "breast", "liver"],
        ["specimen against specimen", "breast", "skin"],
        ["metastasis against metastasis", "liver", "bone"],
        ["specimen against specimen", "bone", "skin"],
      ]
    )
    #expect(HER2Discordance.all(among: []).isEmpty)
    #expect(HER2Discordance.all(among: specimens.reversed()) == found)
  }

  @Test func `Treatment between biopsy and scan is named, and possible where a date is vague`()
    throws
  {
    let scan = try #require(CivilDate("2026-03-02"))
    func treatment(_ name: String, _ start: String, _ end: String?) throws -> TreatmentPeriod {
      TreatmentPeriod(
        name: name,
        start: try #require(PartialDate(start)),
        end: try end.map { try #require(PartialDate($0)) }
      )
    }
    let treatments = [
      try treatment("before", "2025-01-01", "2026-01-15"),
      try treatment("touches the scan's day", "2026-03-02", nil),
      try treatment("between", "2026-02-01", "2026-02-10"),
      try treatment("goes on", "2025-12-01", nil),
      try treatment("some day of January", "2026-01", "2026-01"),
      try treatment("after", "2026-04-01", nil),
    ]
    let known = SpecimenInterval(
      from: try specimen("a", nil, "2026-01-15", .zero),
      to: scan,
      treatments: treatments
    )
    #expect(known.days == 46...46)
    #expect(known.treatments == ["between", "goes on"])
    #expect(known.possibleTreatments == ["some day of January"])

    let vague = SpecimenInterval(
      from: try specimen("a", nil, "2026", .zero),
      to: scan,
      treatments: treatments
    )
    #expect(vague.days == -304...60)
    #expect(vague.treatments.contains("between") == false)
    #expect(vague.possibleTreatments.contains("between"))
  }

  @Test func `A specimen's status is a datum of eligibility, and unknown keeps its reason`() throws
  {
    let positive = try specimen("a", .primary, "2026-01-15", .threePlus)
      .datum(source: "report 1", by: "Pathology")
    #expect(positive.name == "HER2 status")
    #expect(positive.value == .code("positive"))
    #expect(positive.date == CivilDate("2026-01-15"))
    let none = try specimen("a", .primary, "2026", nil).datum(source: "report 2", by: "Pathology")
    #expect(none.date == nil)
    guard case .unknown(let reason) = none.value else {
      Issue.record("\(none.value)")
      return
    }
    #expect(reason.contains("neither IHC nor ISH"))
  }
}
