import Testing
import TestSupport

@testable import Store

@Suite struct ReadingOrderTests {
  /// 6 orders of 3 scans over 6,000 seeds: chi-squared with 5 degrees of freedom exceeds 20.5 in one
  /// of a thousand fair draws (its 0.999 quantile); the seeds are fixed, so the figure is too.
  @Test func `Every order is as likely`() {
    var counts: [[String]: Int] = [:]
    for seed in 0..<6000 {
      counts[ReadingOrder(["S1", "S2", "S3"], seed: UInt64(seed), stream: 0).scans, default: 0] += 1
    }
    #expect(counts.count == 6)
    let square = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(square < 20.5)
  }

  @Test func `The order doesn't depend on how the scans were listed`() {
    let a = ReadingOrder(["S1", "S2", "S10", "S3"], seed: 5, stream: 1).scans
    let b = ReadingOrder(["S10", "S3", "S2", "S1"], seed: 5, stream: 1).scans
    #expect(a == b)
    #expect(a.sorted() == ["S1", "S10", "S2", "S3"])
  }

  /// xoshiro256** filled by SplitMix64, Lemire's bounded draw and Fisher-Yates, written anew.
  @Test(.enabled(if: PythonOracle.isPresent))
  func `An inspector draws the same order again from the seed`() throws {
    let scans = (1...40).map { "S\($0)" }
    var order = ReadingOrder(scans, seed: 0xDEAD_BEEF, stream: 3)
    let codes = [order.code { _ in false }, order.code { _ in false }]
    let lines = try PythonOracle.run(
      """
      M = (1 << 64) - 1
      def split(state):
          while True:
              state = (state + 0x9E3779B97F4A7C15) & M
              z = state
              z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
              z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
              yield z ^ (z >> 31)
      def rotl(x, k): return ((x << k) | (x >> (64 - k))) & M
      filler = split(next(split(0xDEADBEEF)) ^ 3)
      s = [next(filler) for _ in range(4)]
      def draw():
          result = (rotl((s[1] * 5) & M, 7) * 9) & M
          t = (s[1] << 17) & M
          s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]
          s[2] ^= t; s[3] = rotl(s[3], 45)
          return result
      def below(bound):
          m = draw() * bound
          if m & M < bound:
              least = (1 << 64) % bound
              while m & M < least: m = draw() * bound
          return m >> 64
      order = ["S%d" % n for n in range(1, 41)]
      for last in range(39, 0, -1):
          other = below(last + 1)
          order[last], order[other] = order[other], order[last]
      print(" ".join(order))
      letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
      for _ in range(2):
          code = "".join(letters[below(31)] for _ in range(6))
          print(code[:3] + "-" + code[3:])
      """
    )
    #expect(lines == [order.scans.joined(separator: " ")] + codes)
  }

  @Test func `A code that is taken is drawn again`() {
    var order = ReadingOrder([], seed: 1, stream: 0)
    let first = order.code { _ in false }
    var again = ReadingOrder([], seed: 1, stream: 0)
    let second = again.code { $0 == first }
    #expect(second != first)
  }
}
