import Crypto

/// Unique identifiers that follow from their inputs: the same inputs give the same identifiers.
///
/// Each is "2.25." and the 128 bits of a name-based UUID (version 8) as a decimal number, the bits
/// taken from SHA-256 over the seed and the name.
///
/// - Source: DICOM PS3.5 annex B.2; RFC 9562, 5.8.
public struct UIDSource: Sendable {
  private let seed: SHA256

  /// Identifiers for what is made from the given inputs.
  ///
  /// - Parameter inputs: all that the objects follow from: the sources' SOP Instance UIDs, the
  ///   settings, the program's version, and the site's or trial's name where objects of the same
  ///   input are to differ between them.
  public init(inputs: [String]) {
    var seed = SHA256()
    for input in inputs { seed.add(input) }
    self.seed = seed
  }

  /// The identifier of something, by its name.
  ///
  /// - Parameter name: what it is: "segmentation", "tracking/3".
  /// - Returns: a UID of at most 44 characters.
  public func uid(_ name: String) -> String {
    var hash = seed
    hash.add(name)
    var number: UInt128 = 0
    for (index, byte) in hash.finalize().prefix(16).enumerated() {
      var byte = byte
      if index == 6 { byte = 0x80 | byte & 0x0F }
      if index == 8 { byte = 0x80 | byte & 0x3F }
      number = number << 8 | UInt128(byte)
    }
    return "2.25.\(number)"
  }
}

extension SHA256 {
  /// Adds a text and its length, so that ["ab", "c"] and ["a", "bc"] differ.
  fileprivate mutating func add(_ text: String) {
    update(data: Array("\(text.utf8.count):\(text)".utf8))
  }
}
