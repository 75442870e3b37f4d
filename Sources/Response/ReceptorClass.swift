public import Lesions

/// What a lesion is by a receptor rule.
public enum ReceptorClass: Hashable, Sendable {
  /// Below the grey zone.
  case negative
  /// So near the cut-off that a repeated scan could come out on the other side.
  case grey
  /// At or above the grey zone's end; without a grey zone, at or above the cut-off.
  case positive
  /// The rule can't tell, for this reason; never counted as negative.
  case notEvaluable(String)

  /// The name in tables.
  public var name: String {
    switch self {
    case .negative: "negative"
    case .grey: "grey"
    case .positive: "positive"
    case .notEvaluable: "not evaluable"
    }
  }

  /// Why it can't be told; nil where it can.
  public var reason: String? {
    if case .notEvaluable(let reason) = self { reason } else { nil }
  }
}

/// A lesion with its class, as heterogeneity counts it.
public struct AssessedLesion: Hashable, Sendable {
  /// The lesion's name.
  public let label: String
  /// Where it lies, where that was said.
  public let site: AnatomicalSite?
  /// Whether it is the primary tumour.
  public let isPrimary: Bool
  /// Its volume, in mL.
  public let volumeMilliliters: Double
  /// The metric of the rule, in SUVbw; nil where it was not computed.
  public let uptake: Double?
  /// Its class.
  public let receptorClass: ReceptorClass
  /// What is in doubt about its class; nil where nothing is.
  public let doubt: String?

  /// A lesion with its class.
  ///
  /// - Parameters:
  ///   - label: its name.
  ///   - site: where it lies.
  ///   - isPrimary: whether it is the primary tumour.
  ///   - volumeMilliliters: its volume, in mL.
  ///   - uptake: the metric of the rule, in SUVbw; nil where it was not computed.
  ///   - receptorClass: its class.
  ///   - doubt: what is in doubt about its class.
  public init(
    label: String,
    site: AnatomicalSite? = nil,
    isPrimary: Bool = false,
    volumeMilliliters: Double,
    uptake: Double?,
    receptorClass: ReceptorClass,
    doubt: String? = nil
  ) {
    self.label = label
    self.site = site
    self.isPrimary = isPrimary
    self.volumeMilliliters = volumeMilliliters
    self.uptake = uptake
    self.receptorClass = receptorClass
    self.doubt = doubt
  }
}

/// A rule held ready for one scan: its cut-off in SUVbw, or why it doesn't apply.
public struct ReceptorAssessment: Sendable {
  /// The rule; nil where there is none for the scan.
  public let rule: ReceptorRule?
  /// The cut-off in SUVbw; nil where the rule doesn't apply.
  public let cutOffSUVbw: Double?
  /// Why the rule doesn't apply; nil where it does.
  public let reason: String?
  /// The metric of lesions: the rule's, or SUVmax.
  public var metric: ReceptorRule.Metric { rule?.metric ?? .suvMax }

  /// No rule, for a reason: lesions have their uptake but no class.
  ///
  /// - Parameter reason: why there is no rule.
  public init(without reason: String) {
    rule = nil
    cutOffSUVbw = nil
    self.reason = reason
  }

  /// A rule for a scan.
  ///
  /// - Parameters:
  ///   - rule: the rule.
  ///   - tracer: the scan's tracer profile; nil where it has none.
  ///   - uptakeMinutes: minutes from administration to the scan; nil where unknown.
  ///   - references: the scan's reference regions, as means and standard deviations in SUVbw.
  public init(
    _ rule: ReceptorRule,
    tracer: String?,
    uptakeMinutes: Double?,
    references: [ReferenceTissue: (mean: Double, standardDeviation: Double)] = [:]
  ) {
    self.rule = rule
    var cutOff: Double?
    var reason: String?
    let window = rule.uptakeMinutes
    if tracer != rule.tracer {
      reason = "the rule \(rule.id) is for \(rule.tracer), not for \(tracer ?? "an unnamed tracer")"
    } else if let uptakeMinutes, !(window.from...window.to).contains(uptakeMinutes) {
      reason =
        "the rule \(rule.id) is for \(plain(window.from)) to \(plain(window.to)) min after "
        + "administration, not for \(plain(uptakeMinutes.rounded()))"
    } else if uptakeMinutes == nil {
      reason = "the time from administration to the scan is not known"
    } else {
      switch rule.cutOff {
      case .suvbw(let value): cutOff = value
      case .reference(let tissue, let timesMean, let plusStandardDeviations):
        if let reference = references[tissue] {
          cutOff = timesMean * reference.mean + plusStandardDeviations * reference.standardDeviation
        } else {
          reason = "the rule \(rule.id) compares with the \(tissue.rawValue), which is not measured"
        }
      }
    }
    cutOffSUVbw = cutOff
    self.reason = reason
  }

  /// A lesion's class.
  ///
  /// - Parameters:
  ///   - uptake: the rule's metric, in SUVbw; nil where it was not computed.
  ///   - volumeMilliliters: the lesion's volume, in mL.
  ///   - site: where it lies, where that was said.
  /// - Returns: the class.
  public func receptorClass(
    ofUptake uptake: Double?,
    volumeMilliliters: Double,
    site: AnatomicalSite?
  ) -> ReceptorClass {
    guard let rule, let cutOffSUVbw else { return .notEvaluable(reason ?? "there is no rule") }
    if let site, rule.excludes(site) {
      return .notEvaluable("the rule \(rule.id) does not hold in the \(site.meaning.lowercased())")
    }
    guard let uptake else { return .notEvaluable("its \(rule.metric.rawValue) was not computed") }
    let lower = cutOffSUVbw * (rule.greyZone?.lowerFactor ?? 1)
    let upper = cutOffSUVbw * (rule.greyZone?.upperFactor ?? 1)
    if uptake >= upper { return .positive }
    guard volumeMilliliters >= rule.smallestVolumeMilliliters else {
      return .notEvaluable(
        "below \(plain(rule.smallestVolumeMilliliters)) mL, where low uptake may be partial volume"
      )
    }
    return uptake >= lower ? .grey : .negative
  }

  /// A measured lesion with its class.
  ///
  /// Where no site is named, and the rule leaves some out, the class is in doubt.
  ///
  /// - Parameters:
  ///   - measurement: the lesion's numbers.
  ///   - isPrimary: whether it is the primary tumour.
  /// - Returns: the lesion.
  public func assess(_ measurement: LesionMeasurement, isPrimary: Bool = false) -> AssessedLesion {
    let uptake = metric.value(of: measurement.suvbw).value
    let receptorClass = receptorClass(
      ofUptake: uptake,
      volumeMilliliters: measurement.volumeMilliliters,
      site: measurement.site
    )
    let excluded = rule?.excludedSites.map { $0.meaning.lowercased() } ?? []
    let isDoubtful = measurement.site == nil && receptorClass.reason == nil && !excluded.isEmpty
    return AssessedLesion(
      label: measurement.label,
      site: measurement.site,
      isPrimary: isPrimary,
      volumeMilliliters: measurement.volumeMilliliters,
      uptake: uptake,
      receptorClass: receptorClass,
      doubt: isDoubtful
        ? "its site isn't named, and the rule does not hold in the \(excluded.joined(separator: ", "))"
        : nil
    )
  }
}

extension ReceptorRule {
  /// Whether the rule leaves a site out: by its code, or by its name whatever the case.
  func excludes(_ site: AnatomicalSite) -> Bool {
    excludedSites.contains {
      $0.code != nil && $0.code == site.code
        || $0.meaning.lowercased() == site.meaning.lowercased()
    }
  }
}

/// A number as a person would write it: `41`, not `41.0`.
func plain(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}
