public import Statistics

/// A number with its interval, what it was made from, and what it takes; or the reason why not.
public struct Endpoint: Hashable, Sendable, Codable {
  /// What it is a number of.
  public enum Scope: String, Hashable, Sendable, Codable {
    /// One lesion.
    case lesion
    /// The lesions of one site of a patient.
    case site
    /// All lesions of a patient at a visit.
    case patient
    /// All patients.
    case cohort
  }

  /// What it is a number of.
  public let scope: Scope
  /// The lesion's or site's name; empty for a patient and a cohort.
  public let subject: String
  /// The name in tables, such as `cov`.
  public let name: String
  /// The number, or nil with a ``reason``.
  public let value: Double?
  /// The unit, as UCUM writes it; `1` for ratios and shares.
  public let unit: String
  /// The confidence interval; nil where there is none, for what ``method`` or ``reason`` says.
  public let interval: Interval?
  /// The formula, with its source where a name doesn't say it.
  public let method: String
  /// The number of lesions (for a lesion: voxels; for a cohort: patients) that it is made from.
  public let count: Int
  /// The smallest such number that it is given for.
  public let smallestCount: Int
  /// Why there is no number; nil where there is one.
  public let reason: String?
}

/// The endpoints of a subject, made one by one.
struct EndpointList {
  let scope: Endpoint.Scope
  let subject: String
  private(set) var endpoints: [Endpoint] = []

  init(_ scope: Endpoint.Scope, _ subject: String = "") {
    self.scope = scope
    self.subject = subject
  }

  /// Adds a number, or why there is none.
  ///
  /// - Parameters:
  ///   - name: the name in tables.
  ///   - unit: the unit.
  ///   - method: the formula.
  ///   - count: what it is made from.
  ///   - smallest: the smallest such number.
  ///   - kind: what is counted, for the reason: "lesions".
  ///   - made: the number and its interval, or the reason why not; asked only where the count is
  ///     large enough.
  mutating func add(
    _ name: String,
    unit: String = "1",
    _ method: String,
    count: Int,
    smallest: Int,
    of kind: String = "lesions",
    _ made: () -> Outcome
  ) {
    let outcome =
      count < smallest ? .reason("\(count) \(kind), and \(smallest) are the fewest") : made()
    switch outcome {
    case .number(let value, let interval) where value.isFinite:
      append(name, unit, method, count, smallest, value, interval, nil)
    case .number:
      append(name, unit, method, count, smallest, nil, nil, "it has no finite value")
    case .reason(let reason):
      append(name, unit, method, count, smallest, nil, nil, reason)
    }
  }

  enum Outcome {
    case number(Double, Interval?)
    case reason(String)
  }

  private mutating func append(
    _ name: String,
    _ unit: String,
    _ method: String,
    _ count: Int,
    _ smallest: Int,
    _ value: Double?,
    _ interval: Interval?,
    _ reason: String?
  ) {
    endpoints.append(
      Endpoint(
        scope: scope,
        subject: subject,
        name: name,
        value: value,
        unit: unit,
        interval: interval,
        method: method,
        count: count,
        smallestCount: smallest,
        reason: reason
      )
    )
  }
}
