import Testing

@testable import Pipeline

@Suite struct HeldOutSeedTests {
  @Test func `The seed is the first eight bytes of the SHA-256 of the method and the suffix`() {
    // printf 'herald-foci 4, held-out participants' | sha256sum | cut -c1-16
    #expect(HeldOutSeed.seed(of: "herald-foci 4") == 0xaa29_f512_347e_992a)
    #expect(HeldOutSeed.seed(of: "herald-foci 3") != HeldOutSeed.seed(of: "herald-foci 4"))
  }
}
