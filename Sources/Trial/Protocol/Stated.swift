/// How sure a statement of a protocol is.
public enum Confidence: String, Hashable, Sendable, Codable, CaseIterable {
  /// The trial's public record says it.
  case record
  /// A publication says it.
  case published
  /// The site's own protocol or procedure says it.
  case site
  /// A working value without validation; results that use it say so.
  case assumed
}

/// Where a statement of a protocol comes from.
public struct Provenance: Hashable, Sendable, Codable {
  /// How sure it is.
  public let confidence: Confidence
  /// The document, with the place in it.
  public let source: String

  /// Where a statement comes from.
  ///
  /// - Parameters:
  ///   - confidence: how sure it is.
  ///   - source: the document, with the place in it.
  public init(_ confidence: Confidence, _ source: String) {
    self.confidence = confidence
    self.source = source
  }
}

/// What a protocol states with its source, or leaves to the site.
public enum Stated<Value: Equatable & Sendable>: Equatable, Sendable {
  /// It is stated.
  case stated(Value, Provenance)
  /// The site has to fill it in; the words say what.
  case open(String)

  /// The value; nil where it is the site's to fill in.
  public var value: Value? {
    if case .stated(let value, _) = self { value } else { nil }
  }

  /// Where the value comes from; nil where it is the site's to fill in.
  public var provenance: Provenance? {
    if case .stated(_, let provenance) = self { provenance } else { nil }
  }

  /// The value, or a refusal.
  ///
  /// - Parameter path: what the value is called in the protocol.
  /// - Returns: the value.
  /// - Throws: ``TrialProtocolError/open(_:_:)`` where it is the site's to fill in.
  public func required(_ path: String) throws -> Value {
    switch self {
    case .stated(let value, _): return value
    case .open(let words): throw TrialProtocolError.open(path, words)
    }
  }
}

extension Stated: Hashable where Value: Hashable {}

/// A number with its unit.
public struct Quantity: Hashable, Sendable, Codable {
  /// The number.
  public let value: Double
  /// The unit, as UCUM writes it.
  public let unit: String

  /// A number with its unit.
  public init(_ value: Double, _ unit: String) {
    self.value = value
    self.unit = unit
  }
}

/// A closed range of numbers with a unit.
public struct QuantityRange: Hashable, Sendable, Codable {
  /// The lowest number.
  public let from: Double
  /// The highest number.
  public let to: Double
  /// The unit, as UCUM writes it.
  public let unit: String

  /// A closed range.
  public init(from: Double, to: Double, unit: String) {
    self.from = from
    self.to = to
    self.unit = unit
  }
}
