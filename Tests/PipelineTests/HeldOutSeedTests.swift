import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 1, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 1") == 0x7200e46449bff75c)
    #expect(HeldOutSeed.seed(of: "herald-foci 2") != HeldOutSeed.seed(of: "herald-foci 1"))
  }
}
