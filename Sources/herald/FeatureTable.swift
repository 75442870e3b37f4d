import Radiomics
import Pipeline

/// `features.csv`: a row for each mask and feature, with the settings.
struct FeatureTable {
  private var csv: CSV
  private let leading: [String]

  /// The table's text.
  var text: String { csv.text }

  /// A table without rows.
  ///
  /// - Parameter leading: columns before all others, with the value of each row.
  init(leading: [(name: String, value: String)] = []) {
    self.leading = leading.map(\.value)
    csv = CSV(
      header: leading.map(\.name) + [
        "mask", "tag", "ibsi_id", "family", "feature", "aggregation", "value", "unit", "reason",
      ] + SettingsColumns.names + ["doubts"]
    )
  }

  /// Adds a mask's features, computed with these settings, and what is in doubt about the mask.
  mutating func append(
    _ features: [Feature],
    of mask: String,
    _ settings: RadiomicsSettings,
    doubts: [String] = []
  ) throws {
    let columns = try SettingsColumns.values(of: settings) + [doubts.joined(separator: "; ")]
    for feature in features {
      let (value, reason) =
        switch feature.value {
        case .success(let value): ("\(value)", "")
        case .failure(let why): ("", why.words)
        }
      csv.append(
        leading + [
          mask, feature.tag, feature.ibsiID, feature.family, feature.name, feature.aggregation,
          value, feature.unit, reason,
        ] + columns
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

/// The settings as columns of a table; what isn't done is empty.
private enum SettingsColumns {
  static let names =
    [
      "settings", "interpolation", "spacing_mm", "rounding", "range_lower", "range_upper",
      "outlier_sigma",
    ]
    + ["discretization", "ivh_discretization"].flatMap { [$0, "\($0)_bins", "\($0)_anchor"] }
    + ["filter"]

  static func values(of settings: RadiomicsSettings) throws -> [String] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let spacing = settings.interpolation.map {
      "\($0.inPlaneMillimeters) \($0.inPlaneMillimeters) "
        + ($0.sliceMillimeters.map { "\($0)" } ?? "as it is")
    }
    return [
      settings.name,
      settings.interpolation?.method.rawValue ?? "",
      spacing ?? "",
      settings.roundsIntensities ? "integer" : "",
      number(settings.range?.lower),
      number(settings.range?.upper),
      number(settings.outlierSigma),
    ] + columns(settings.discretization) + columns(settings.volumeHistogram)
      + [try settings.filter.map(FilterText.text) ?? ""]
  }

  private static func columns(_ discretization: RadiomicsSettings.Discretization?) -> [String] {
    switch discretization {
    case .fixedBinNumber(let count): ["fixed bin number", "\(count)", ""]
    case .fixedBinSize(let width, let anchor):
      ["fixed bin size", "\(width)", anchor.map { "\($0)" } ?? ""]
    case nil: ["", "", ""]
    }
  }
}
