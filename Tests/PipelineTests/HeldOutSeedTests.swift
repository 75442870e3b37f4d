import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 2, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 2") == 0x1dfdf29a5d1b2483)
    #expect(HeldOutSeed.seed(of: "herald-foci 1") != HeldOutSeed.seed(of: "herald-foci 2"))
  }
}
