package import Response
import Statistics

/// `heterogeneity.csv`: one row a number, of the patient, of a site or of a lesion.
package struct HeterogeneityTable {
  private var csv: CSV
  private let leading: [String]
  private let trailing: [String]

  /// The table's text.
  package var text: String { csv.text }

  /// The columns of a number, without those that a table adds before and after.
  package static let columns = [
    "scope", "subject", "receptor_class", "name", "value", "unit", "lower", "upper", "level",
    "interval", "method", "n", "smallest_n", "reason",
  ]

  /// A table.
  ///
  /// - Parameters:
  ///   - leading: columns before the numbers, with the value of each row.
  ///   - trailing: columns after them.
  package init(
    leading: [(name: String, value: String)] = [],
    trailing: [(name: String, value: String)] = []
  ) {
    self.leading = leading.map(\.value)
    self.trailing = trailing.map(\.value)
    csv = CSV(header: leading.map(\.name) + Self.columns + trailing.map(\.name))
  }

  /// Adds the numbers of a patient, a site or a lesion.
  package mutating func append(_ endpoints: [Endpoint], receptorClass: ReceptorClass? = nil) {
    for endpoint in endpoints {
      csv.append(leading + Self.fields(of: endpoint, receptorClass) + trailing)
    }
  }

  private static func fields(
    of endpoint: Endpoint,
    _ receptorClass: ReceptorClass?
  ) -> [String] {
    let interval = endpoint.interval
    return [
      endpoint.scope.rawValue, endpoint.subject, receptorClass?.name ?? "", endpoint.name,
      Pipeline.text(endpoint.value), endpoint.unit, Pipeline.text(interval?.lower),
      interval?.upper == .infinity ? "Inf" : Pipeline.text(interval?.upper),
      Pipeline.text(interval?.level), interval?.method ?? "", endpoint.method,
      "\(endpoint.count)", "\(endpoint.smallestCount)", endpoint.reason ?? "",
    ]
  }

  /// The table of an analysis.
  init(_ heterogeneity: Heterogeneity, of analysis: Analysis) {
    self.init(
      trailing: heterogeneity.provenance + analysis.provenance.map { ($0.0, $0.2) }
    )
    append(heterogeneity)
  }

  /// Adds all numbers of a scan.
  package mutating func append(_ heterogeneity: Heterogeneity) {
    append(heterogeneity.patientEndpoints)
    for (lesion, endpoints) in zip(heterogeneity.lesions, heterogeneity.lesionEndpoints) {
      append(endpoints, receptorClass: lesion.receptorClass)
    }
  }
}

extension Heterogeneity {
  /// Which rule classes come from.
  package var provenance: [(name: String, value: String)] {
    [
      ("receptor_rule", assessment.rule?.id ?? ""),
      ("receptor_rule_confidence", assessment.rule?.confidence.rawValue ?? ""),
      ("metric", assessment.metric.rawValue),
      ("cutoff_suvbw", Pipeline.text(assessment.cutOffSUVbw)),
    ]
  }
}
