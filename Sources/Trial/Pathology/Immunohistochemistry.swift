/// The score of HER2 immunohistochemistry.
public enum IHCScore: String, Hashable, Sendable, Codable, CaseIterable {
  /// No staining, or incomplete and barely perceptible staining in 10 % of the cells or less.
  case zero = "0"
  /// Incomplete, barely perceptible staining in more than 10 % of the cells.
  case onePlus = "1+"
  /// Weak to moderate complete staining in more than 10 % of the cells.
  case twoPlus = "2+"
  /// Intense complete staining in more than 10 % of the cells.
  case threePlus = "3+"
}

/// The result of HER2 in situ hybridisation.
public struct InSituHybridization: Hashable, Sendable, Codable {
  /// The ratio of HER2 to CEP17 signals; nil for a single-probe assay.
  public let ratio: Double?
  /// The mean number of HER2 signals in a cell.
  public let copyNumber: Double

  /// The result of an assay.
  ///
  /// - Parameters:
  ///   - ratio: HER2 to CEP17 signals; nil for a single-probe assay.
  ///   - copyNumber: the mean number of HER2 signals in a cell.
  /// - Throws: ``PathologyError/impossible(_:)`` for a number that is none.
  public init(ratio: Double?, copyNumber: Double) throws(PathologyError) {
    guard copyNumber > 0, copyNumber.isFinite else {
      throw .impossible("a HER2 copy number of \(copyNumber)")
    }
    if let ratio, !(ratio > 0 && ratio.isFinite) {
      throw .impossible("a HER2/CEP17 ratio of \(ratio)")
    }
    self.ratio = ratio
    self.copyNumber = copyNumber
  }

  /// The group of a dual-probe assay, 1 to 5; nil for a single-probe assay.
  ///
  /// - Source: ASCO/CAP 2018, Wolff et al., J Clin Oncol 2018;36:2105, figure 3.
  public var group: Int? {
    guard let ratio else { return nil }
    if ratio >= 2 { return copyNumber >= 4 ? 1 : 2 }
    return copyNumber >= 6 ? 3 : copyNumber >= 4 ? 4 : 5
  }
}

/// Why a pathology result can't be used.
public enum PathologyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A number that no assay gives.
  case impossible(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .impossible(let what): "\(what) is impossible: correct the record"
    }
  }
}
