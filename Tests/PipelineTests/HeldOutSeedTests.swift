import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 6, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 6") == 0xe148_3763_9ee2_5014)
    #expect(HeldOutSeed.seed(of: "herald-foci 5") != HeldOutSeed.seed(of: "herald-foci 6"))
  }
}
