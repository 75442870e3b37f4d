import Glibc

/// Features freed of what belongs to the scanner: location and scale of each centre, shrunk towards
/// what all features of that centre have in common.
///
/// It holds only where each centre has enough lesions, where centres don't differ in what their
/// patients have, and where their distributions overlap; otherwise it takes away biology, and is
/// refused here. It must not be used on a quantity that a cut-off is held against: ``Response`` takes
/// texture alone.
///
/// - Source: Johnson WE, Li C, Rabinovic A, Biostatistics 2007;8:118 (parametric empirical Bayes);
///   conditions: Orlhac F et al., J Nucl Med 2022;63:172.
public struct ComBat: Sendable {
  /// What has to hold.
  public struct Conditions: Hashable, Sendable, Codable {
    /// The fewest samples of a centre.
    public var smallestCenter = 20
    /// Below so many samples of a centre the result is in doubt.
    public var doubtfulCenter = 30
    /// The central share of a centre's values that has to meet every other centre's.
    public var overlappingShare = 0.8

    /// The conditions of the literature: 20 to 30 samples for each centre, distributions overlap.
    public init() {}
  }

  /// The features after harmonisation, as given: one row for each feature.
  public let features: [[Double]]
  /// What is in doubt.
  public let doubts: [String]

  /// Harmonises features.
  ///
  /// - Parameters:
  ///   - features: one row for each feature, one column for each sample; at least two features.
  ///   - centers: the centre of each sample.
  ///   - covariates: what is to be kept: one row for each covariate (site of the lesion, visit).
  ///   - conditions: what has to hold.
  /// - Throws: ``ComBatError`` where a condition doesn't.
  public init(
    _ features: [[Double]],
    centers: [Int],
    keeping covariates: [[Double]] = [],
    conditions: Conditions = Conditions()
  ) throws(ComBatError) {
    let names = Array(Set(centers)).sorted()
    let members = names.map { name in centers.indices.filter { centers[$0] == name } }
    guard names.count > 1 else { throw .oneCenter }
    guard features.count > 1 else { throw .oneFeature }
    for (name, places) in zip(names, members) where places.count < conditions.smallestCenter {
      throw .tooFew(center: name, count: places.count, smallest: conditions.smallestCenter)
    }
    let design = names.map { name in centers.map { $0 == name ? 1.0 : 0 } } + covariates
    guard let solver = LeastSquares(design) else { throw .confounded }

    var standard = Standardised()
    for (row, values) in features.enumerated() {
      let coefficients = solver.coefficients(values)
      let fitted = solver.fitted(coefficients)
      let squares = zip(values, fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let deviation = (squares / Double(values.count)).squareRoot()
      guard deviation > 0 else { throw .constant(feature: row) }
      let grand = members.indices.reduce(0) {
        $0 + Double(members[$1].count) / Double(values.count) * coefficients[$1]
      }
      let kept = values.indices.map { sample in
        covariates.indices.reduce(grand) {
          $0 + coefficients[names.count + $1] * covariates[$1][sample]
        }
      }
      standard.deviations.append(deviation)
      standard.kept.append(kept)
      let scaled = zip(values, kept).map { ($0 - $1) / deviation }
      if let apart = Self.apart(scaled, members, conditions.overlappingShare) {
        throw .distributionsApart(feature: row, centers: (names[apart.0], names[apart.1]))
      }
      standard.values.append(scaled)
    }
    for places in members { standard.adjust(places) }
    self.features = standard.restored()
    doubts = zip(names, members).filter { $0.1.count < conditions.doubtfulCenter }.map {
      "centre \($0) has \($1.count) samples, fewer than \(conditions.doubtfulCenter)"
    }
  }

  /// Two centres whose central values don't meet.
  private static func apart(
    _ values: [Double],
    _ members: [[Int]],
    _ share: Double
  ) -> (Int, Int)? {
    let ranges = members.map { places in
      let sorted = places.map { values[$0] }.sorted()
      return (sorted.quantile((1 - share) / 2), sorted.quantile((1 + share) / 2))
    }
    for (a, first) in ranges.enumerated() {
      for (b, second) in ranges[..<a].enumerated()
      where first.0 > second.1 || second.0 > first.1 { return (b, a) }
    }
    return nil
  }
}

/// Why features can't be harmonised.
public enum ComBatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is one centre only.
  case oneCenter
  /// One feature alone has no others to borrow strength from.
  case oneFeature
  /// A centre has too few samples.
  case tooFew(center: Int, count: Int, smallest: Int)
  /// A feature doesn't vary.
  case constant(feature: Int)
  /// The covariates tell the centres apart, so what is the scanner's can't be told from them.
  case confounded
  /// Two centres' values don't overlap: the difference may be the patients'.
  case distributionsApart(feature: Int, centers: (Int, Int))

  /// Whether two refusals say the same.
  public static func == (a: ComBatError, b: ComBatError) -> Bool {
    a.description == b.description
  }

  /// What is wrong.
  public var description: String {
    switch self {
    case .oneCenter: "not harmonised: all samples are of one centre"
    case .oneFeature: "not harmonised: one feature alone has no others to learn from"
    case .tooFew(let center, let count, let smallest):
      "not harmonised: centre \(center) has \(count) samples, and \(smallest) are the fewest"
    case .constant(let feature): "not harmonised: feature \(feature + 1) doesn't vary"
    case .confounded:
      "not harmonised: the covariates tell the centres apart, so the scanner's part is not to be had"
    case .distributionsApart(let feature, let centers):
      "not harmonised: feature \(feature + 1) of centres \(centers.0) and \(centers.1) don't overlap, "
        + "so the difference may be the patients' and not the scanner's"
    }
  }
}

/// Features without their means, over their deviations.
private struct Standardised {
  var values: [[Double]] = []
  var deviations: [Double] = []
  var kept: [[Double]] = []

  /// Takes a centre's own location and scale out of its samples.
  mutating func adjust(_ places: [Int]) {
    let samples = values.map { row in places.map { row[$0] } }
    let moments = samples.map(Moments.init)
    let n = Double(places.count)
    let locations = Moments(moments.map(\.mean))
    let scales = Moments(moments.map { $0.standardDeviation * $0.standardDeviation })
    let locationVariance = locations.standardDeviation * locations.standardDeviation
    let scaleVariance = scales.standardDeviation * scales.standardDeviation
    // The inverse gamma prior of the scales, by its moments.
    let shape = (2 * scaleVariance + scales.mean * scales.mean) / scaleVariance
    let rate =
      (scales.mean * scaleVariance + scales.mean * scales.mean * scales.mean) / scaleVariance
    for (row, sample) in samples.enumerated() {
      let mean = moments[row].mean
      var location = mean
      var scale = moments[row].standardDeviation * moments[row].standardDeviation
      for _ in 0..<1000 {
        let nextLocation =
          (locationVariance * n * mean + scale * locations.mean) / (locationVariance * n + scale)
        let squares = sample.reduce(0) { $0 + ($1 - nextLocation) * ($1 - nextLocation) }
        let nextScale = (squares / 2 + rate) / (n / 2 + shape - 1)
        let change = max(abs(nextLocation - location), abs(nextScale - scale) / scale)
        (location, scale) = (nextLocation, nextScale)
        if change < 1e-12 { break }
      }
      for (place, value) in zip(places, sample) {
        values[row][place] = (value - location) / scale.squareRoot()
      }
    }
  }

  /// The features on their own scale again.
  func restored() -> [[Double]] {
    values.indices.map { row in
      zip(values[row], kept[row]).map { $0 * deviations[row] + $1 }
    }
  }
}

/// Ordinary least squares on given columns.
private struct LeastSquares {
  let columns: [[Double]]
  private let factor: LowerTriangle

  /// Nil where the columns depend on each other.
  init?(_ columns: [[Double]]) {
    self.columns = columns
    var products = LowerTriangle(size: columns.count)
    for row in columns.indices {
      for column in 0...row {
        products[row, column] = zip(columns[row], columns[column]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    guard products.factor() != nil else { return nil }
    factor = products
  }

  func coefficients(_ response: [Double]) -> [Double] {
    var right = columns.map { zip($0, response).reduce(0) { $0 + $1.0 * $1.1 } }
    for row in right.indices {
      for k in 0..<row { right[row] -= factor[row, k] * right[k] }
      right[row] /= factor[row, row]
    }
    return factor.backSolved(right)
  }

  func fitted(_ coefficients: [Double]) -> [Double] {
    columns[0].indices.map { sample in
      columns.indices.reduce(0) { $0 + coefficients[$1] * columns[$1][sample] }
    }
  }
}
