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
}
