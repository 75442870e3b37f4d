import FoundationEssentials
public import Lesions

/// The names that other programs give organs, and what they are here: data, with sources.
public struct OrganNames: Sendable {
  private let organs: [String: Organ?]
  private let numbers: [Int: String]

  /// What a name or number means.
  public enum Meaning: Hashable, Sendable {
    /// An organ of the map.
    case organ(Organ)
    /// Known, and none of the map's organs.
    case leftOut
    /// Not known.
    case unknown
  }

  private struct File: Decodable {
    struct Label: Decodable {
      let name: String
      let organ: Organ?
      let total: Int?
    }

    let labels: [Label]
  }

  /// The names that Herald ships: TotalSegmentator's and MOOSE's.
  ///
  /// - Returns: the names.
  /// - Throws: where the shipped file is damaged.
  public static func shipped() throws -> OrganNames {
    let file = try JSONDecoder().decode(File.self, from: Data(PackageResources.organ_labels_json))
    var organs: [String: Organ?] = [:]
    var numbers: [Int: String] = [:]
    for label in file.labels {
      organs[plain(label.name)] = label.organ
      if let number = label.total { numbers[number] = label.name }
    }
    return OrganNames(organs: organs, numbers: numbers)
  }

  /// What a name means, whatever its case and whether words are parted by "_", "-" or blanks.
  ///
  /// Herald's own names are known too.
  ///
  /// - Parameter name: a label's name.
  /// - Returns: the organ, or that there is none.
  public func meaning(of name: String) -> Meaning {
    let plain = Self.plain(name)
    if let known = organs[plain] { return known.map { .organ($0) } ?? .leftOut }
    let own = Organ.allCases.first {
      Self.plain($0.rawValue) == plain || Self.plain($0.name) == plain
    }
    return own.map { .organ($0) } ?? .unknown
  }

  /// The name of a number of TotalSegmentator's task "total"; nil for other numbers.
  public func name(ofTotalSegmentatorNumber number: Int) -> String? { numbers[number] }

  /// A name in lower case without what parts its words.
  private static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
