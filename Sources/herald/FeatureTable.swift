import Radiomics
import Trial

/// `features.csv`: a row for each mask and feature, with the settings.
struct FeatureTable {
  private var csv: CSV
  private let settings: [String]

  /// The table's text.
  var text: String { csv.text }

  /// A table of features that were computed with these settings.
  init(_ settings: RadiomicsSettings) {
    let columns = settings.columns
    csv = CSV(
      header: [
        "mask", "tag", "ibsi_id", "family", "feature", "aggregation", "value", "unit", "reason",
      ] + columns.map(\.name)
    )
    self.settings = columns.map(\.value)
  }

  /// Adds a mask's features.
  mutating func append(_ features: [Feature], of mask: String) {
    for feature in features {
      let (value, reason) =
        switch feature.value {
        case .success(let value): ("\(value)", "")
        case .failure(let why): ("", why.words)
        }
      csv.append(
        [
          mask, feature.tag, feature.ibsiID, feature.family, feature.name, feature.aggregation,
          value, feature.unit, reason,
        ] + settings
      )
    }
  }
}

extension Feature.NotComputed {
  /// The reason in words.
  fileprivate var words: String {
    switch self {
    case .emptyRegion: "the mask is empty"
    case .undefined(let reason): reason
    }
  }
}

extension RadiomicsSettings {
  /// The settings as columns of a table; what isn't done is empty.
  fileprivate var columns: [(name: String, value: String)] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let spacing = interpolation.map {
      "\($0.inPlaneMillimeters) \($0.inPlaneMillimeters) "
        + ($0.sliceMillimeters.map { "\($0)" } ?? "as it is")
    }
    return [
      ("settings", name),
      ("interpolation", interpolation?.method.rawValue ?? ""),
      ("spacing_mm", spacing ?? ""),
      ("rounding", roundsIntensities ? "integer" : ""),
      ("range_lower", number(range?.lower)),
      ("range_upper", number(range?.upper)),
      ("outlier_sigma", number(outlierSigma)),
    ] + Self.columns(discretization, "discretization")
      + Self.columns(volumeHistogram, "ivh_discretization")
  }

  private static func columns(
    _ discretization: Discretization?,
    _ name: String
  ) -> [(name: String, value: String)] {
    let (method, bins, anchor) =
      switch discretization {
      case .fixedBinNumber(let count): ("fixed bin number", "\(count)", "")
      case .fixedBinSize(let width, let anchor):
        ("fixed bin size", "\(width)", anchor.map { "\($0)" } ?? "")
      case nil: ("", "", "")
      }
    return [(name, method), ("\(name)_bins", bins), ("\(name)_anchor", anchor)]
  }
}
