import Statistics

/// A reader's own random order of the scans of a round, and the codes that stand for them.
///
/// The same seed, reader and scans give the same order and codes on every machine, so that an
/// inspector can draw them again from what the trial's file holds.
struct ReadingOrder {
  /// The scans, in the order in which the reader gets them.
  let scans: [String]
  private var random: RandomNumbers

  /// An order.
  ///
  /// - Parameters:
  ///   - scans: the scans; the order in which they are given doesn't matter.
  ///   - seed: the round's seed.
  ///   - stream: which of the seed's sequences: the reader's place in the round.
  init(_ scans: [String], seed: UInt64, stream: UInt64) {
    random = RandomNumbers(seed: seed, stream: stream)
    var order = scans.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    // Fisher and Yates: every order as likely.
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, random.below(last + 1))
    }
    self.scans = order
  }

  /// The letters of codes: none that is taken for another one.
  static let letters = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

  /// The next code that isn't taken.
  mutating func code(unless isTaken: (String) throws -> Bool) rethrows -> String {
    while true {
      let drawn = (0..<6).map { _ in Self.letters[random.below(Self.letters.count)] }
      let code = String(drawn[..<3]) + "-" + String(drawn[3...])
      if try !isTaken(code) { return code }
    }
  }

  /// The sequence that a scan's adjudication draws its code from: apart from every reader's.
  static func adjudicationStream(of scan: String) -> UInt64 {
    (1 << 63) | (UInt64(scan.dropFirst()) ?? 0)
  }
}
