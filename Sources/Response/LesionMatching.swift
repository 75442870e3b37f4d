public import Voxels

/// Lesions of two scans that are one lesion: some of the first scan's with some of the second's.
///
/// Either side may be empty: a lesion that only one scan shows.
public struct LesionMatch: Hashable, Sendable {
  /// The places of the first scan's lesions, rising.
  public let first: [Int]
  /// The places of the second scan's lesions, rising.
  public let second: [Int]

  /// A match.
  ///
  /// - Parameters:
  ///   - first: places among the first scan's lesions.
  ///   - second: places among the second scan's lesions.
  public init(first: [Int], second: [Int]) {
    self.first = first
    self.second = second
  }
}

/// Why lesions can't be matched.
public enum MatchingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The scans are not in one frame of reference.
  case otherFrameOfReference
  /// A pair names a lesion that there isn't.
  case unknownLesion(String)

  /// What is wrong, and what the person can do.
  public var description: String {
    switch self {
    case .otherFrameOfReference:
      "the two scans are not in one frame of reference, so where lesions lie can't be compared: "
        + "give the pairs of lesions, or register the scans first"
    case .unknownLesion(let label): "no lesion is named '\(label)'"
    }
  }
}

extension LesionMatch {
  /// Matches lesions that share a voxel.
  ///
  /// Lesions that touch the same lesion of the other scan become one match together, so that a lesion
  /// drawn in two parts is not counted twice.
  ///
  /// - Parameters:
  ///   - first: the first scan's lesions.
  ///   - second: the second scan's lesions, on any grid.
  ///   - sameFrameOfReference: whether both scans' positions mean the same places.
  /// - Returns: the matches: those with a lesion of the first scan in its order, then the rest.
  /// - Throws: ``MatchingError/otherFrameOfReference``.
  public static func byOverlap(
    _ first: [Region],
    _ second: [Region],
    sameFrameOfReference: Bool
  ) throws(MatchingError) -> [LesionMatch] {
    guard sameFrameOfReference else { throw .otherFrameOfReference }
    var pairs: [(Int, Int)] = []
    if let grid = first.first?.grid, let otherGrid = second.first?.grid {
      // Onto a coarser grid a thin lesion may vanish, so both ways count.
      let mappedSecond = second.map { $0.mapped(onto: grid).region }
      let mappedFirst = first.map { $0.mapped(onto: otherGrid).region }
      for a in first.indices {
        for b in second.indices
        where !first[a].isDisjoint(with: mappedSecond[b])
          || !mappedFirst[a].isDisjoint(with: second[b])
        { pairs.append((a, b)) }
      }
    }
    return joined(pairs, firstCount: first.count, secondCount: second.count)
  }

  /// Matches lesions by pairs of labels.
  ///
  /// - Parameters:
  ///   - pairs: a label of the first scan with one of the second; a lesion may stand in several.
  ///   - first: the first scan's labels.
  ///   - second: the second scan's labels.
  /// - Returns: the matches, as by overlap; a lesion in no pair is alone.
  /// - Throws: ``MatchingError/unknownLesion(_:)``.
  public static func byLabels(
    _ pairs: [(first: String, second: String)],
    first: [String],
    second: [String]
  ) throws(MatchingError) -> [LesionMatch] {
    var places: [(Int, Int)] = []
    for pair in pairs {
      guard let a = first.firstIndex(of: pair.first) else { throw .unknownLesion(pair.first) }
      guard let b = second.firstIndex(of: pair.second) else { throw .unknownLesion(pair.second) }
      places.append((a, b))
    }
    return joined(places, firstCount: first.count, secondCount: second.count)
  }

  /// The connected groups of lesions, numbered by their least member.
  private static func joined(
    _ pairs: [(Int, Int)],
    firstCount: Int,
    secondCount: Int
  ) -> [LesionMatch] {
    var leader = Array(0..<firstCount + secondCount)
    func root(_ place: Int) -> Int {
      var place = place
      while leader[place] != place { place = leader[place] }
      return place
    }
    for (a, b) in pairs {
      let (one, other) = (root(a), root(firstCount + b))
      leader[max(one, other)] = min(one, other)
    }
    var groups: [Int: [Int]] = [:]
    for place in leader.indices { groups[root(place), default: []].append(place) }
    return groups.sorted { $0.key < $1.key }.map { _, members in
      LesionMatch(
        first: members.filter { $0 < firstCount },
        second: members.filter { $0 >= firstCount }.map { $0 - firstCount }
      )
    }
  }
}
