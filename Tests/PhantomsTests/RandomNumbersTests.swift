import Testing

@testable import Phantoms
import Statistics

@Suite struct RandomNumbersTests {
  @Test func `SplitMix64 gives its published numbers`() {
    // Vigna's splitmix64.c from state 1234567.
    var mixer = SplitMix64(state: 1_234_567)
    let numbers = (0..<5).map { _ in mixer.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ]
    )
  }

  @Test func `xoshiro256** gives its published numbers`() {
    // Blackman and Vigna's xoshiro256starstar.c from state 1, 2, 3, 4.
    var source = RandomNumbers(state: (1, 2, 3, 4))
    let numbers = (0..<6).map { _ in source.next() }
    #expect(
      numbers == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        607_988_272_756_665_600,
      ]
    )
  }

  @Test func `Nearly normal numbers have mean 0, variance 1 and a normal's tails`() {
    var source = RandomNumbers(seed: 1, stream: 0)
    let numbers = (0..<50_000).map { _ in Double(source.nearlyNormal()) }
    let mean = numbers.reduce(0, +) / 50_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 50_000
    let beyondTwo = numbers.count { abs($0) > 2 }
    // Standard errors: 0.0045 of the mean, 0.0063 of the variance; P(|z| > 2) = 0.0455.
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.03)
    #expect(abs(Double(beyondTwo) / 50_000 - 0.0455) < 0.005)
  }

  @Test func `Streams of one seed differ, and so do seeds`() {
    var a = RandomNumbers(seed: 1, stream: 0)
    var b = RandomNumbers(seed: 1, stream: 1)
    var c = RandomNumbers(seed: 2, stream: 0)
    let first = [a.next(), b.next(), c.next()]
    #expect(Set(first).count == 3)
  }

  @Test func `Identifiers are valid, short enough and differ by role and number`() {
    let source = UIDSource(seed: 3)
    let uids = (0..<200).map { source.uid("instance", $0) } + [source.uid("study")]
    #expect(Set(uids).count == uids.count)
    for uid in uids {
      #expect(uid.utf8.count <= 64)
      let parts = uid.split(separator: ".")
      #expect(parts.count == 3 && parts[0] == "2" && parts[1] == "25")
      #expect(!parts[2].hasPrefix("0"))
    }
    #expect(source.uid("study") == UIDSource(seed: 3).uid("study"))
  }
}
