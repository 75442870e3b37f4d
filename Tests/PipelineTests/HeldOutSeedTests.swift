import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 9, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 9") == 0xb61c_2d5b_2a1e_10a7)
    #expect(HeldOutSeed.seed(of: "herald-foci 6") != HeldOutSeed.seed(of: "herald-foci 9"))
  }
}
