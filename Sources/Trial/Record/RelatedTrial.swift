import Glibc

/// A trial of a catalogue that is like another, with the reasons.
public struct RelatedTrial: Sendable, Equatable {
  /// The record's number in the catalogue.
  public let record: Int
  /// The cosine of the angle between the two trials' words: 0 nothing in common, 1 the same.
  public let similarity: Double
  /// The words in common that count most, the most telling first: at most twelve, each with at least an
  /// eighth of the first one's weight.
  public let sharedWords: [String]

  /// The trials of a catalogue that are most like a record, the most alike first.
  ///
  /// Trials are compared by the words of titles, conditions, keywords, interventions and brief
  /// summary, weighed by field and by how rare a word is; one that every third record holds doesn't
  /// count. Equal ones keep the catalogue's order.
  ///
  /// - Parameters:
  ///   - record: the trial that others are compared with.
  ///   - most: how many are wanted.
  ///   - lengths: the catalogue's ``RecordIndex/lengths``.
  ///   - postings: a word's records in the catalogue; nil where none holds it.
  /// - Returns: at most that many, each with something in common.
  /// - Throws: what `postings` throws.
  /// - Source: tf-idf and the cosine measure, Salton, Wong and Yang, Commun ACM 1975;18:613, with the
  ///   square root of the weight for the term frequency.
  public static func ranked<Failure: Error>(
    like record: RegistryRecord,
    most: Int,
    lengths: [Float],
    postings: (String) throws(Failure) -> RecordIndex.Postings?
  ) throws(Failure) -> [RelatedTrial] {
    var words: [(word: String, weight: Double, postings: RecordIndex.Postings)] = []
    var square = 0.0
    for (word, weight) in RecordTerms(of: record).weights {
      guard let found = try postings(word),
        RecordIndex.isTelling(found.count, among: lengths.count)
      else { continue }
      let rarity = RecordIndex.rarity(of: found.count, among: lengths.count)
      square += weight * rarity * rarity
      words.append((word, weight.squareRoot() * rarity * rarity, found))
    }
    words.sort { ($1.weight, $0.word) < ($0.weight, $1.word) }

    var scores = [Double](repeating: 0, count: lengths.count)
    for word in words {
      word.postings.forEach { scores[$0] += word.weight * Double($1).squareRoot() }
    }
    let best = best(most, of: scores, over: lengths)
    // The sign marks the best: a look at it is quicker than one into the dictionary.
    for record in best { scores[record].negate() }
    var places: [Int: Int] = [:]
    for (place, record) in best.enumerated() { places[record] = place }
    var shared = [[(word: String, weight: Double)]](repeating: [], count: best.count)
    for word in words {
      word.postings.forEach { record, _ in
        if scores[record] < 0, let place = places[record] {
          shared[place].append((word.word, word.weight))
        }
      }
    }
    return zip(best, shared).map { record, words in
      RelatedTrial(
        record: record,
        similarity: -scores[record] / (Double(lengths[record]) * square.squareRoot()),
        sharedWords: words.prefix { 8 * $0.weight >= words[0].weight }.prefix(12).map(\.word)
      )
    }
  }

  /// The numbers of the best scores over their lengths, the best first.
  private static func best(_ most: Int, of scores: [Double], over lengths: [Float]) -> [Int] {
    var best: [(index: Int, value: Double)] = []
    for index in scores.indices where scores[index] > 0 && lengths[index] > 0 {
      let value = scores[index] / Double(lengths[index])
      if best.count == most, let last = best.last, value <= last.value { continue }
      let place = best.firstIndex { value > $0.value } ?? best.count
      best.insert((index, value), at: place)
      if best.count > most { best.removeLast() }
    }
    return best.map(\.index)
  }

  static func logarithm(_ value: Double) -> Double { log(value) }
}
