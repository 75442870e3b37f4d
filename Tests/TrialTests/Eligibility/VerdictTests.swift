import Testing

@testable import Trial

@Suite struct VerdictTests {
  /// Kleene's tables, as minimum and maximum of 0, ½ and 1.
  private static let rank: [Verdict: Int] = [.notMet: 0, .unknown: 1, .met: 2]

  @Test func `And, or and not are minimum, maximum and the reverse of false, unknown, true`() throws
  {
    for left in Verdict.allCases {
      let one = try #require(Self.rank[left])
      #expect(Self.rank[!left] == 2 - one)
      for right in Verdict.allCases {
        let other = try #require(Self.rank[right])
        #expect(Self.rank[left && right] == min(one, other))
        #expect(Self.rank[left || right] == max(one, other))
      }
    }
  }

  @Test func `A criterion of several parts says first what decides it`() throws {
    let day = try #require(CivilDate("2026-03-01"))
    func datum(_ name: String, _ code: String) -> Datum {
      Datum(name, .code(code), date: day, source: "chart", by: "A")
    }
    let evidence = EligibilityEvidence(
      data: [datum("ECOG", "1"), datum("HER2 status", "negative")],
      date: day,
      decisions: []
    )
    let ecog = EligibilityRule.code("ECOG", oneOf: ["0", "1"], valid: nil)
    let her2 = EligibilityRule.code("HER2 status", oneOf: ["positive"], valid: nil)
    let all = evidence.answer(.all([ecog, her2]))
    #expect(all.verdict == .notMet)
    #expect(all.reasons.map { $0.prefix(4) } == ["HER2", "ECOG"])
    let any = evidence.answer(.any([her2, ecog]))
    #expect(any.verdict == .met)
    #expect(any.reasons.map { $0.prefix(4) } == ["ECOG", "HER2"])
  }
}
