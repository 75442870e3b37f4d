import Glibc

/// A linear mixed model: `y = X b + sum Z u + e`, with a random intercept for each level of each factor.
///
/// The first factor is the one whose levels are independent: the patients. A further factor is nested
/// where each of its levels lies within one patient (lesion within patient, site within patient), else
/// crossed (site, scanner). Fitted by restricted maximum likelihood. Patients are taken out one by one,
/// so that work grows with their number and not with its cube.
///
/// - Source: Patterson HD, Thompson R, Biometrika 1971;58:545 (REML); Bates D et al., J Stat Softw
///   2015;67:1 (the profiled criterion, equation 41).
public struct MixedModel: Sendable {
  /// The variance of each factor's intercepts, in the factors' order.
  public let variances: [Double]
  /// The variance of what no factor explains.
  public let residualVariance: Double
  /// The fixed effects, in the columns' order.
  public let effects: [Double]
  /// Their standard errors.
  public let standardErrors: [Double]
  /// The restricted criterion at its minimum: -2 times the restricted log likelihood.
  public let criterion: Double

  /// The share of each factor in the whole variance.
  public var shares: [Double] {
    let whole = variances.reduce(residualVariance, +)
    return variances.map { whole > 0 ? $0 / whole : .nan }
  }

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - response: the responses, such as the logarithm of uptake.
  ///   - fixed: the columns of the fixed effects; the first is mostly all ones.
  ///   - factors: the levels of each random factor, by any numbers; patients first.
  /// - Throws: ``MixedModelError``.
  public init(
    _ response: [Double],
    fixed: [[Double]],
    factors: [[Int]]
  ) throws(MixedModelError) {
    guard let first = factors.first, Set(first).count > 1 else { throw .oneGroup }
    for (number, factor) in factors.enumerated() {
      guard Set(factor).count > 1 else { throw .oneGroup }
      guard Set(factor).count < response.count else { throw .aLevelForEach(factor: number) }
    }
    guard response.count > fixed.count + 1 else { throw .tooFew(response.count) }
    let blocks = MixedModelBlocks(response, fixed: fixed, factors: factors)
    guard
      let best = NelderMead.minimum(
        from: [Double](repeating: 0.7, count: factors.count),
        of: { blocks.fit($0.map(abs))?.criterion ?? .infinity }
      ),
      let fit = blocks.fit(best.map(abs))
    else { throw .singular }
    residualVariance = fit.residualVariance
    variances = best.map { $0 * $0 * fit.residualVariance }
    effects = fit.effects
    standardErrors = fit.standardErrors
    criterion = fit.criterion
  }
}

/// Why a mixed model can't be fitted.
public enum MixedModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A factor has one level only.
  case oneGroup
  /// A factor has a level for each response, which the residual can't be told from.
  case aLevelForEach(factor: Int)
  /// There are too few responses for the fixed effects.
  case tooFew(Int)
  /// The fixed effects depend on each other, or the responses are all alike.
  case singular

  /// What is wrong.
  public var description: String {
    switch self {
    case .oneGroup: "a random factor needs two levels"
    case .aLevelForEach(let factor):
      "random factor \(factor + 1) has one response for each level: nothing is left to tell it from"
    case .tooFew(let count): "\(count) responses are too few"
    case .singular: "the fixed effects depend on each other, or the responses don't vary"
    }
  }
}

/// The products of a mixed model's columns, patient by patient.
private struct MixedModelBlocks {
  /// A patient: the products of its own columns with each other, and of the others with them.
  struct Cluster {
    /// The factor of each own column.
    let factors: [Int]
    /// Products of own columns with own columns, row by row.
    let own: [Double]
    /// Products of shared columns with own ones: one row of own columns for each touched column.
    let touched: [Int]
    let shared: [Double]
  }

  var clusters: [Cluster] = []
  /// The factor of each shared random column; the fixed columns and the response follow.
  var sharedFactors: [Int] = []
  let fixedCount: Int
  let count: Int
  /// Products of shared columns with shared columns.
  var products: LowerTriangle

  init(_ response: [Double], fixed: [[Double]], factors: [[Int]]) {
    let patients = factors[0]
    var nested = [true]
    for factor in factors.dropFirst() {
      var owner: [Int: Int] = [:]
      nested.append(
        zip(factor, patients).allSatisfy { level, patient in
          defer { owner[level] = patient }
          return owner[level] ?? patient == patient
        }
      )
    }
    var starts: [Int: [Int: Int]] = [:]
    for index in factors.indices where !nested[index] {
      for level in factors[index] where starts[index, default: [:]][level] == nil {
        starts[index, default: [:]][level] = sharedFactors.count
        sharedFactors.append(index)
      }
    }
    fixedCount = fixed.count
    count = response.count
    let random = sharedFactors.count
    let width = random + fixed.count + 1
    products = LowerTriangle(size: width)

    var members: [Int: [Int]] = [:]
    var order: [Int] = []
    for (row, patient) in patients.enumerated() {
      if members[patient] == nil { order.append(patient) }
      members[patient, default: []].append(row)
    }
    for patient in order {
      let rows = members[patient] ?? []
      var ownColumns: [Int: [Int: Int]] = [:]
      var ownFactors: [Int] = []
      for index in factors.indices where nested[index] {
        for row in rows where ownColumns[index, default: [:]][factors[index][row]] == nil {
          ownColumns[index, default: [:]][factors[index][row]] = ownFactors.count
          ownFactors.append(index)
        }
      }
      let m = ownFactors.count
      var own = [Double](repeating: 0, count: m * m)
      var crossed: [Int: [Double]] = [:]
      for row in rows {
        let mine = factors.indices.compactMap { ownColumns[$0]?[factors[$0][row]] }
        var theirs = factors.indices.compactMap { index in
          starts[index]?[factors[index][row]].map { ($0, 1.0) }
        }
        theirs += fixed.indices.map { (random + $0, fixed[$0][row]) }
        theirs.append((width - 1, response[row]))
        for a in mine { for b in mine { own[a * m + b] += 1 } }
        for (column, value) in theirs {
          var line = crossed[column] ?? [Double](repeating: 0, count: m)
          for a in mine { line[a] += value }
          crossed[column] = line
          for (other, product) in theirs where other <= column {
            products[column, other] += value * product
          }
        }
      }
      let touched = crossed.keys.sorted()
      clusters.append(
        Cluster(
          factors: ownFactors,
          own: own,
          touched: touched,
          shared: touched.flatMap { crossed[$0] ?? [] }
        )
      )
    }
  }

  /// The fit for given standard deviations over the residual's; nil where it is singular.
  func fit(_ theta: [Double]) -> Fit? {
    let random = sharedFactors.count
    var border = products
    for column in 0..<random {
      for row in column..<border.size {
        border[row, column] *=
          theta[sharedFactors[column]] * (row < random ? theta[sharedFactors[row]] : 1)
      }
    }
    for column in 0..<random { border[column, column] += 1 }
    var logarithm = 0.0
    for cluster in clusters {
      guard let part = takeOut(cluster, theta, from: &border) else { return nil }
      logarithm += part
    }
    guard let crossed = border.factor(first: random) else { return nil }
    logarithm += crossed

    // What is left: the fixed effects and the response.
    let p = fixedCount
    var rest = LowerTriangle(size: p + 1)
    for row in 0...p {
      for column in 0...row { rest[row, column] = border[random + row, random + column] }
    }
    guard let fixed = rest.factor(first: p), rest[p, p] > 0 else { return nil }
    let freedom = Double(count - p)
    let variance = rest[p, p] / freedom
    guard variance.isFinite, variance > 0 else { return nil }
    let effects = rest.backSolved((0..<p).map { rest[p, $0] })
    let errors = (0..<p).map { effect -> Double in
      // The inverse's diagonal is the squared length of a row of the inverse factor.
      var column = [Double](repeating: 0, count: p)
      var squares = 0.0
      for row in 0..<p {
        var sum = row == effect ? 1.0 : 0
        for k in 0..<row { sum -= rest[row, k] * column[k] }
        column[row] = sum / rest[row, row]
        squares += column[row] * column[row]
      }
      return (squares * variance).squareRoot()
    }
    return Fit(
      criterion: logarithm + fixed + freedom * (1 + log(2 * Double.pi * variance)),
      residualVariance: variance,
      effects: effects,
      standardErrors: errors
    )
  }

  struct Fit {
    let criterion: Double
    let residualVariance: Double
    let effects: [Double]
    let standardErrors: [Double]
  }

  /// Takes a patient's own columns out of the shared ones; gives the logarithm of their determinant.
  private func takeOut(
    _ cluster: Cluster,
    _ theta: [Double],
    from border: inout LowerTriangle
  ) -> Double? {
    let m = cluster.factors.count
    let scale = cluster.factors.map { theta[$0] }
    var own = LowerTriangle(size: m)
    for row in 0..<m {
      for column in 0...row {
        own[row, column] = cluster.own[row * m + column] * scale[row] * scale[column]
      }
      own[row, row] += 1
    }
    guard let logarithm = own.factor() else { return nil }
    let random = sharedFactors.count
    var solved = cluster.shared
    for (line, column) in cluster.touched.enumerated() {
      let other = column < random ? theta[sharedFactors[column]] : 1
      for row in 0..<m {
        var sum = solved[line * m + row] * scale[row] * other
        for k in 0..<row { sum -= own[row, k] * solved[line * m + k] }
        solved[line * m + row] = sum / own[row, row]
      }
    }
    for (line, column) in cluster.touched.enumerated() {
      for (second, other) in cluster.touched[...line].enumerated() {
        var sum = 0.0
        for k in 0..<m { sum += solved[line * m + k] * solved[second * m + k] }
        border[column, other] -= sum
      }
    }
    return logarithm
  }
}
