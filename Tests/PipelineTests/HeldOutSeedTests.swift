import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 3, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 3") == 0xdb81_e43e_e800_0fec)
    #expect(HeldOutSeed.seed(of: "herald-foci 2") != HeldOutSeed.seed(of: "herald-foci 3"))
  }
}
