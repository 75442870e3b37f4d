/// How often each pair of numbers occurs: a matrix of counts that holds only what occurs.
///
/// With 300 levels a lesion's matrices are mostly zeros, so rows and columns without counts cost
/// nothing.
struct PairCounts: Hashable, Sendable {
  /// A pair that occurs, and how often.
  struct Entry: Hashable, Sendable {
    let first: Int
    let second: Int
    let count: Int
  }

  /// The pairs in ascending order, each once.
  let entries: [Entry]

  /// The sum of the counts.
  var total: Int { entries.reduce(0) { $0 + $1.count } }

  /// A pair in one word, which sorts by the first number, then by the second.
  static func key(_ first: Int, _ second: Int) -> UInt64 {
    UInt64(first) << 32 | UInt64(second)
  }

  /// Counts the pairs of a list, given by their keys in any order.
  init(counting keys: [UInt64]) {
    let (rows, columns) = (
      keys.reduce(0) { max($0, Self.first($1)) } + 1,
      keys.reduce(0) { max($0, Self.second($1)) } + 1
    )
    // A whole matrix takes least time, unless it is much larger than the list.
    entries =
      rows * columns <= 4 * keys.count
      ? Self.counted(keys, rows: rows, columns: columns) : Self.sorted(keys)
  }

  private static func first(_ key: UInt64) -> Int { Int(key >> 32) }
  private static func second(_ key: UInt64) -> Int { Int(key & 0xFFFF_FFFF) }

  /// The entries by a count for every pair that there could be.
  private static func counted(_ keys: [UInt64], rows: Int, columns: Int) -> [Entry] {
    var counts = [Int](repeating: 0, count: rows * columns)
    for key in keys { counts[first(key) * columns + second(key)] += 1 }
    return counts.indices.filter { counts[$0] > 0 }.map {
      Entry(first: $0 / columns, second: $0 % columns, count: counts[$0])
    }
  }

  /// The entries by sorting, whose time grows with the keys and the greatest number only.
  private static func sorted(_ keys: [UInt64]) -> [Entry] {
    let sorted = ordered(ordered(keys, by: second), by: first)
    var entries: [Entry] = []
    var begin = 0
    while begin < sorted.count {
      let key = sorted[begin]
      var end = begin + 1
      while end < sorted.count, sorted[end] == key { end += 1 }
      entries.append(Entry(first: first(key), second: second(key), count: end - begin))
      begin = end
    }
    return entries
  }

  /// The sum of several matrices.
  init(merging parts: [PairCounts]) {
    let all = parts.flatMap(\.entries).sorted {
      ($0.first, $0.second) < ($1.first, $1.second)
    }
    var entries: [Entry] = []
    for entry in all {
      guard let last = entries.last, last.first == entry.first, last.second == entry.second else {
        entries.append(entry)
        continue
      }
      entries[entries.count - 1] = Entry(
        first: last.first,
        second: last.second,
        count: last.count + entry.count
      )
    }
    self.entries = entries
  }

  /// A stable counting sort.
  private static func ordered(_ keys: [UInt64], by digit: (UInt64) -> Int) -> [UInt64] {
    let greatest = keys.reduce(0) { max($0, digit($1)) }
    var next = [Int](repeating: 0, count: greatest + 2)
    for key in keys { next[digit(key) + 1] += 1 }
    for value in 1..<next.count { next[value] += next[value - 1] }
    var sorted = [UInt64](repeating: 0, count: keys.count)
    for key in keys {
      sorted[next[digit(key)]] = key
      next[digit(key)] += 1
    }
    return sorted
  }
}
