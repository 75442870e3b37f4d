import Testing

@testable import Response

struct ReceptorRuleTests {
  @Test func `A shipped rule applies to its tracer at its time alone`() throws {
    let rules = try ReceptorRule.shipped()
    func ids(_ tracer: String, _ minutes: Double) -> [String] {
      ReceptorRule.applying(to: tracer, uptakeMinutes: minutes, among: rules).map(\.id)
    }
    #expect(ids("68Ga-HER2-affibody", 120) == ["HER2:68Ga-MZHER2:2h"])
    #expect(ids("68Ga-HER2-affibody", 240) == ["HER2:68Ga-ABY-025:4h"])
    #expect(ids("68Ga-HER2-affibody", 180) == [])
    #expect(ids("18F-HER2-affibody", 120) == [])
  }

  @Test func `No two shipped rules apply to one scan, and each says where it comes from`() throws {
    let rules = try ReceptorRule.shipped()
    #expect(Set(rules.map(\.id)).count == rules.count)
    for rule in rules {
      #expect(!rule.source.isEmpty)
      for minutes in [rule.uptakeMinutes.from, rule.uptakeMinutes.to] {
        let applying = ReceptorRule.applying(
          to: rule.tracer,
          uptakeMinutes: minutes,
          among: rules
        )
        #expect(applying == [rule])
      }
    }
  }
}
