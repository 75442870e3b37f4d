import Testing

@testable import Statistics

@Suite struct RaterAgreementTests {
  private let a = [
    3, 2, 2, 3, 2, 3, 3, 0, 0, 1, 1, 3, 3, 0, 1, 3, 0, 3, 0, 1, 3, 1, 1, 1, 2, 1, 3, 1, 1, 2, 2, 2,
    2, 3, 3, 3, 2, 2, 1, 3,
  ]
  private let b = [
    3, 2, 1, 3, 2, 3, 3, 0, 2, 1, 1, 3, 3, 0, 3, 3, 0, 3, 3, 1, 3, 2, 1, 1, 1, 3, 3, 1, 1, 0, 2, 2,
    2, 3, 3, 3, 3, 2, 1, 3,
  ]
  private let c = [
    3, 0, 3, 3, 1, 3, 3, 0, 0, 1, 1, 0, 3, 0, 1, 1, 0, 3, 0, 1, 1, 3, 1, 2, 3, 1, 0, 1, 1, 3, 0, 1,
    2, 3, 3, 2, 3, 2, 1, 3,
  ]

  /// statsmodels 0.15.0: `cohens_kappa(table, wt=None | "linear" | "quadratic")`, its `kappa`,
  /// `std_kappa`, `kappa_low` and `kappa_upp`.
  @Test(arguments: [
    (
      RaterAgreement.Weights.unweighted, 0.6836555360281196, 0.09001041875590764, 0.507238357033172,
      0.8600727150230671
    ),
    (
      .linear, 0.6753246753246753, 0.1017323357534009, 0.47593296118487305, 0.8747163894644776
    ),
    (
      .quadratic, 0.6741573033707865, 0.12252500654008526, 0.43401270334668474, 0.9143019033948883
    ),
  ])
  func `Cohen's kappa, its error and its interval are those of statsmodels`(
    _ weights: RaterAgreement.Weights,
    _ kappa: Double,
    _ error: Double,
    _ lower: Double,
    _ upper: Double
  ) throws {
    let found = RaterAgreement.cohen(a, b, classCount: 4, weights: weights, level: 0.95)
    #expect(abs(try #require(found.value) - kappa) < 1e-12)
    #expect(abs(try #require(found.standardError) - error) < 1e-12)
    let interval = try #require(found.interval)
    #expect(abs(interval.lower - lower) < 1e-9)
    #expect(abs(interval.upper - upper) < 1e-9)
  }

  /// irrCAC 0.4.4, Gwet's own program: `CAC(ratings, digits=12).fleiss()`.
  @Test func `Fleiss' kappa, its error and its interval are those of irrCAC`() throws {
    let ratings = zip(a, zip(b, c)).map { [$0, $1.0, $1.1] }
    let found = RaterAgreement.fleiss(ratings, classCount: 4, level: 0.95)
    #expect(abs(try #require(found.value) - 0.511627906977) < 1e-11)
    #expect(abs(try #require(found.standardError) - 0.083367568138) < 1e-11)
    let interval = try #require(found.interval)
    #expect(abs(interval.lower - 0.343001084571) < 1e-9)
    #expect(abs(interval.upper - 0.680254729383) < 1e-9)
  }

  /// Cohen 1960, the worked table: proportions .25 .13 .12 / .12 .02 .16 / .03 .15 .02 give
  /// po = .29, pe = .5*.4 + .3*.3 + .2*.3 = .35, kappa = -.0923.
  @Test func `A table by hand gives the kappa by hand`() throws {
    let table = [[25, 13, 12], [12, 2, 16], [3, 15, 2]]
    var (x, y): ([Int], [Int]) = ([], [])
    for i in 0..<3 {
      for j in 0..<3 {
        for _ in 0..<table[i][j] {
          x.append(i)
          y.append(j)
        }
      }
    }
    let found = RaterAgreement.cohen(x, y, classCount: 3, level: 0.95)
    #expect(abs(try #require(found.value) - (0.29 - 0.35) / (1 - 0.35)) < 1e-12)
    let share = RaterAgreement.share(x, y, level: 0.95)
    #expect(abs(try #require(share.value) - 0.29) < 1e-12)
  }

  /// The part of a cluster in a coefficient is how the coefficient moves when the cluster's weight
  /// does: found here by weighting the items, without the formula of the variance.
  @Test func `The error over clusters is that of the coefficient as its clusters are weighted`()
    throws
  {
    let clusters = a.indices.map { $0 / 3 }
    let cohen = RaterAgreement.cohen(
      a,
      b,
      classCount: 4,
      weights: .linear,
      clusters: clusters,
      level: 0.95
    )
    let byHand = errorByWeighting(clusters) { weights in
      let sum = weights.reduce(0, +)
      var (po, rows, columns) = (0.0, [0.0, 0, 0, 0], [0.0, 0, 0, 0])
      func weight(_ i: Int, _ j: Int) -> Double { 1 - Double(abs(i - j)) / 3 }
      for k in a.indices {
        po += weights[k] / sum * weight(a[k], b[k])
        rows[a[k]] += weights[k] / sum
        columns[b[k]] += weights[k] / sum
      }
      var pe = 0.0
      for i in 0..<4 { for j in 0..<4 { pe += rows[i] * columns[j] * weight(i, j) } }
      return (po - pe) / (1 - pe)
    }
    #expect(abs(try #require(cohen.standardError) - byHand) < 1e-6)
    let ratings = zip(a, zip(b, c)).map { [$0, $1.0, $1.1] }
    let fleiss = RaterAgreement.fleiss(ratings, classCount: 4, clusters: clusters, level: 0.95)
    let other = errorByWeighting(clusters) { weights in
      let sum = weights.reduce(0, +)
      var (pa, shares) = (0.0, [0.0, 0, 0, 0])
      for (k, item) in ratings.enumerated() {
        let pairs = [(0, 1), (0, 2), (1, 2)].filter { item[$0.0] == item[$0.1] }.count
        pa += weights[k] / sum * Double(pairs) / 3
        for rating in item { shares[rating] += weights[k] / sum / 3 }
      }
      let pe = shares.reduce(0) { $0 + $1 * $1 }
      return (pa - pe) / (1 - pe)
    }
    #expect(abs(try #require(fleiss.standardError) - other) < 1e-6)
    #expect(cohen.clusterCount == 14)
  }

  private func errorByWeighting(_ clusters: [Int], _ coefficient: ([Double]) -> Double) -> Double {
    let step = 1e-5
    let groups = Set(clusters)
    let squares = groups.reduce(0.0) { sum, group in
      func moved(_ by: Double) -> Double { coefficient(clusters.map { $0 == group ? 1 + by : 1 }) }
      let slope = (moved(step) - moved(-step)) / (2 * step)
      return sum + slope * slope
    }
    let count = Double(groups.count)
    return (squares * count / (count - 1)).squareRoot()
  }

  @Test func `Lesions of one participant that repeat each other widen the interval`() throws {
    // Each participant's lesions say three times the same: as much as one lesion each.
    let (x, y) = (a.flatMap { [$0, $0, $0] }, b.flatMap { [$0, $0, $0] })
    let clusters = a.indices.flatMap { [$0, $0, $0] }
    let naive = RaterAgreement.share(x, y, level: 0.95)
    let honest = RaterAgreement.share(x, y, clusters: clusters, level: 0.95)
    let once = RaterAgreement.share(a, b, clusters: Array(a.indices), level: 0.95)
    #expect(honest.value == once.value)
    let (wide, narrow) = (try #require(honest.interval), try #require(naive.interval))
    #expect(abs(wide.lower - (try #require(once.interval)).lower) < 1e-12)
    #expect(wide.upper - wide.lower > 1.5 * (narrow.upper - narrow.lower))
  }

  @Test func `One class for everything leaves nothing to agree on beyond chance`() {
    let same = [Int](repeating: 2, count: 9)
    #expect(RaterAgreement.cohen(same, same, classCount: 4, level: 0.95).value == nil)
    let ratings = same.map { [$0, $0, $0] }
    #expect(RaterAgreement.fleiss(ratings, classCount: 4, level: 0.95).value == nil)
    #expect(RaterAgreement.share(same, same, level: 0.95).value == 1)
    #expect(RaterAgreement.share([], [], level: 0.95).value == nil)
    #expect(RaterAgreement.cohen([], [], classCount: 4, level: 0.95).value == nil)
  }

  @Test func `Raters who always say the same agree entirely`() throws {
    let found = RaterAgreement.cohen(a, a, classCount: 4, weights: .quadratic, level: 0.95)
    #expect(abs(try #require(found.value) - 1) < 1e-12)
    #expect(try #require(found.standardError) < 1e-9)
  }

  @Test func `A single cluster has a coefficient and no interval`() throws {
    let one = RaterAgreement.cohen(
      a,
      b,
      classCount: 4,
      clusters: a.map { _ in 0 },
      level: 0.95
    )
    #expect(one.value != nil)
    #expect(one.interval == nil)
  }
}
