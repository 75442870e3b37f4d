import Glibc
import Statistics

/// The cancer of a simulated cohort.
public enum CancerType: String, CaseIterable, Codable, Sendable, Hashable {
  case breast
  case gastric
}

/// What immunohistochemistry shows of HER2.
public enum Immunohistochemistry: String, CaseIterable, Codable, Sendable, Hashable {
  case zero = "0"
  case onePlus = "1+"
  case twoPlus = "2+"
  case threePlus = "3+"
}

/// A dual-probe in-situ hybridisation.
public struct InSituHybridization: Codable, Sendable, Hashable {
  /// HER2 copies over chromosome 17 centromeres.
  public let ratio: Double
  /// HER2 copies a cell.
  public let copyNumber: Double

  /// Whether it is positive beside a staining.
  ///
  /// - Parameter staining: the immunohistochemistry of the same tissue.
  /// - Returns: whether HER2 is amplified.
  /// - Source: ASCO/CAP 2018, affirmed 2023: ratio ≥ 2 and copies ≥ 4; ratio ≥ 2 and copies < 4 only
  ///   with 3+; ratio < 2 and copies ≥ 6 with 2+ or 3+; ratio < 2 and copies 4 to < 6 only with 3+.
  public func isPositive(beside staining: Immunohistochemistry) -> Bool {
    if ratio >= 2 { return copyNumber >= 4 || staining == .threePlus }
    if copyNumber >= 6 { return staining == .twoPlus || staining == .threePlus }
    return copyNumber >= 4 && staining == .threePlus
  }
}

/// A lesion's HER2, as treatment sees it.
public enum HER2Status: String, CaseIterable, Codable, Sendable, Hashable {
  /// IHC 3+.
  case threePlus
  /// IHC 2+ and amplified.
  case amplified
  /// IHC 1+, or 2+ and not amplified.
  case low
  /// IHC 0.
  case zero

  /// Whether it counts as HER2-positive.
  public var isPositive: Bool { self == .threePlus || self == .amplified }
}

/// What tissue of a lesion truly shows.
public struct Pathology: Codable, Sendable, Hashable {
  /// The immunohistochemistry.
  public let immunohistochemistry: Immunohistochemistry
  /// The in-situ hybridisation.
  public let hybridization: InSituHybridization

  /// The HER2 status that both give.
  ///
  /// - Source: ASCO/CAP 2018: 3+ is positive; 2+ by in-situ hybridisation; HER2-low is 1+, or 2+ that
  ///   isn't amplified.
  public var status: HER2Status {
    switch immunohistochemistry {
    case .threePlus: .threePlus
    case .twoPlus: hybridization.isPositive(beside: .twoPlus) ? .amplified : .low
    case .onePlus: .low
    case .zero: .zero
    }
  }

  /// Tissue of a status, drawn.
  ///
  /// Amplified tissue has a ratio about 5 (3+) or 3 (2+), all other a ratio near 1.2; two in five
  /// HER2-low tissues are 2+ (assumed).
  init(_ status: HER2Status, _ random: inout RandomNumbers) {
    let (u, a, b) = (random.uniform(), random.normal(), random.normal())
    switch status {
    case .threePlus: immunohistochemistry = .threePlus
    case .amplified: immunohistochemistry = .twoPlus
    case .low: immunohistochemistry = u < 0.4 ? .twoPlus : .onePlus
    case .zero: immunohistochemistry = .zero
    }
    let centromeres = max(1.6, 2.1 + 0.25 * b)
    let ratio =
      switch status {
      case .threePlus: max(2.2, 5 * exp(0.35 * a))
      case .amplified: max(2.05, 3 * exp(0.25 * a))
      case .low, .zero: min(1.8, 1.2 * exp(0.15 * a))
      }
    hybridization = InSituHybridization(
      ratio: (ratio * 100).rounded() / 100,
      copyNumber: max(status.isPositive ? 4.1 : 0, (ratio * centromeres * 10).rounded() / 10)
    )
  }
}

/// A biopsy as the trial sees it: its reading can differ from the lesion's truth.
public struct Biopsy: Codable, Sendable, Hashable {
  /// How the tissue was taken.
  public enum Specimen: String, Codable, Sendable, Hashable {
    case coreNeedle
    case endoscopic
    case resection
  }

  /// The lesion's number.
  public let lesion: Int
  /// The visit's name.
  public let visit: String
  /// How the tissue was taken.
  public let specimen: Specimen
  /// The staining as read.
  public let immunohistochemistry: Immunohistochemistry
  /// The in-situ hybridisation; nil where the staining did not ask for one.
  public let hybridization: InSituHybridization?
  /// The status that the reading gives.
  public let status: HER2Status
}
