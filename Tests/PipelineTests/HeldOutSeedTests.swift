import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 8, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 8") == 0xebc5_5016_6ada_5109)
    #expect(HeldOutSeed.seed(of: "herald-foci 6") != HeldOutSeed.seed(of: "herald-foci 8"))
  }
}
