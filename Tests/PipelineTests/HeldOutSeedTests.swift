import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 5, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 5") == 0x1479_6fe2_c270_b216)
    #expect(HeldOutSeed.seed(of: "herald-foci 4") != HeldOutSeed.seed(of: "herald-foci 5"))
  }
}
