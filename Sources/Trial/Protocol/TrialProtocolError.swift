/// One fault of a protocol's text.
public struct ProtocolFault: Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int
  /// The place in the document, such as `tracers[1].activity.unit`.
  public let path: String
  /// What stands there.
  public let found: String
  /// What is expected.
  public let expected: String

  /// The fault as one line.
  public var description: String {
    "line \(line), column \(column): \(path.isEmpty ? "the document" : path): found \(found); "
      + "expected \(expected)"
  }
}

/// Why a protocol can't be read or used.
public enum TrialProtocolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text has faults: all of them.
  case faults([ProtocolFault])
  /// What is needed is the site's to fill in.
  case open(String, String)
  /// Nothing of the name is in the protocol.
  case unknown(kind: String, name: String, known: [String])
  /// No protocol of the name is shipped, and there is no such file.
  case unknownProtocol(String, shipped: [String])

  /// Whether a protocol that was read lacks what is asked of it.
  public var isRefusal: Bool {
    switch self {
    case .open, .unknown: true
    case .faults, .unknownProtocol: false
    }
  }

  /// What is wrong, and what a person can do.
  public var description: String {
    switch self {
    case .faults(let faults):
      "the protocol has \(faults.count) fault\(faults.count == 1 ? "" : "s"):\n"
        + faults.map { "  \($0)" }.joined(separator: "\n")
    case .open(let path, let words):
      "\(path) is the site's to fill in: \(words). Write it into a copy of the protocol, as a new "
        + "version with its source"
    case .unknown(let kind, let name, let known):
      "the protocol has no \(kind) '\(name)'; it has "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .unknownProtocol(let name, let shipped):
      "'\(name)' is neither a file nor a protocol that Herald ships "
        + "(\(shipped.joined(separator: ", ")))"
    }
  }
}
