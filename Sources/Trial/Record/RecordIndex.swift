/// For every word, the records that hold it: what related trials are found by.
///
/// Records are numbered as they come. A word's records are kept as a byte string: for each, the
/// difference to the one before and the weight, as whole numbers of seven bits a byte.
public struct RecordIndex: Sendable {
  /// A word's records.
  public struct Postings: Sendable, Equatable {
    /// How many records hold the word.
    public var count = 0
    /// They and their weights, packed.
    public var packed: [UInt8] = []
    private var last = -1

    /// Postings that were stored.
    public init(count: Int, packed: [UInt8]) {
      self.count = count
      self.packed = packed
    }

    init() {}

    mutating func append(record: Int, weight: Int) {
      Self.pack(record - last, into: &packed)
      Self.pack(weight, into: &packed)
      last = record
      count += 1
    }

    /// Calls `body` with each record and its weight, in order.
    @inline(__always)
    func forEach(_ body: (_ record: Int, _ weight: Int) -> Void) {
      var record = -1
      var step = 0
      var value = 0
      var shift = 0
      var isWeight = false
      for byte in packed {
        value |= Int(byte & 0x7F) << shift
        shift += 7
        if byte >= 0x80 { continue }
        if isWeight {
          record += step
          body(record, value)
        } else {
          step = value
        }
        isWeight.toggle()
        value = 0
        shift = 0
      }
    }

    private static func pack(_ value: Int, into bytes: inout [UInt8]) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }

  /// Each word's records.
  public private(set) var postings: [String: Postings] = [:]
  /// How many records were added.
  public private(set) var recordCount = 0

  /// An index without records.
  public init() {}

  /// Adds a record under the next number.
  public mutating func add(_ record: RegistryRecord) {
    for (word, weight) in RecordTerms(of: record).weights {
      postings[word, default: Postings()].append(record: recordCount, weight: Int(weight))
    }
    recordCount += 1
  }

  /// The length of each record's vector of words, by number: what its scores are divided by.
  public var lengths: [Float] {
    var squares = [Double](repeating: 0, count: recordCount)
    for postings in postings.values
    where Self.isTelling(postings.count, among: recordCount) {
      let rarity = Self.rarity(of: postings.count, among: recordCount)
      postings.forEach { squares[$0] += Double($1) * rarity * rarity }
    }
    return squares.map { Float($0.squareRoot()) }
  }

  /// Whether a word tells anything.
  ///
  /// One that every third record holds doesn't; in a catalogue of fewer than a hundred records every
  /// word counts.
  public static func isTelling(_ count: Int, among all: Int) -> Bool {
    3 * count < all || all < 100
  }

  /// How much a word tells: ln of all records over those that hold it.
  ///
  /// - Source: inverse document frequency, Spärck Jones, J Doc 1972;28:11.
  static func rarity(of count: Int, among all: Int) -> Double {
    RelatedTrial.logarithm((Double(all) + 1) / (Double(count) + 0.5))
  }
}
