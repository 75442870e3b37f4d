import Testing

@testable import Statistics

struct DistributionTests {
  @Test func `Quantiles are those of printed tables`() {
    #expect(abs(Normal.quantile(0.975) - 1.959963984540054) < 1e-14)
    // R 4.2: qt(.975, 4), qchisq(.025, 4), qf(.95, 3, 7), qbeta(.025, 8, 3)
    #expect(abs(StudentT(4).quantile(0.975) - 2.776445105198) < 1e-11)
    #expect(abs(ChiSquared(4).quantile(0.025) - 0.484418557087930) < 1e-12)
    #expect(abs(FisherF(3, 7).quantile(0.95) - 4.346831399907) < 1e-10)
    #expect(abs(Beta(8, 3).quantile(0.025) - 0.443904538) < 1e-8)
  }

  @Test func `What has no answer is no number`() {
    #expect(StudentT(-1).quantile(0.5).isNaN)
    #expect(Normal.quantile(2).isNaN)
    #expect(Normal.quantile(1) == .infinity)
  }
}
