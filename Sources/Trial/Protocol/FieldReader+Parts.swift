import Lesions
import Pipeline
import Response
import Yams

extension FieldReader {
  func tracer(_ shipped: ShippedParts) -> ProtocolTracer? {
    let id = identifier("id")
    let name = text("name")
    let radionuclide = text("radionuclide")
    let role = choice("role", ProtocolTracer.Role.self)
    let profile = profile(shipped)
    if let radionuclide, let found = profile?.value?.radionuclide, found != radionuclide {
      log.fault(
        find("profile"),
        path(to: "profile"),
        found: "a profile of \(found)",
        expected: "one of \(radionuclide), the tracer's radionuclide"
      )
    }
    let activity = stated("activity") { $0.range(units: ["MBq", "MBq/kg"]) }
    let uptake = stated("uptakeWindow") { reader -> QuantityRange? in
      guard let range = reader.range(units: ["min", "h", "d"]) else { return nil }
      let minutesByUnit: [String: Double] = ["min": 1, "h": 60, "d": 1440]
      let minutes = minutesByUnit[range.unit] ?? 1
      return QuantityRange(from: range.from * minutes, to: range.to * minutes, unit: "min")
    }
    let dose = dose()
    guard let id, let name, let radionuclide, let role, let profile, let activity, let uptake,
      let dose
    else { return nil }
    return ProtocolTracer(
      id: id,
      name: name,
      radionuclide: radionuclide,
      role: role,
      profile: profile,
      activity: activity,
      uptakeWindow: uptake,
      dose: dose
    )
  }

  /// A profile that Herald ships, by its id, one that is written out, or the site's to fill in.
  private func profile(_ shipped: ShippedParts) -> Stated<TracerProfile>? {
    let expected =
      "the id of a profile that Herald ships (\(shipped.profiles.map(\.id).joined(separator: ", "))), "
      + "a profile's keys, or 'site:'"
    guard let found = need("profile", expected) else { return nil }
    if found.mapping?["site"] != nil {
      return section(found, "profile") { $0.openWords() }.map { .open($0) }
    }
    if let id = found.scalar?.string {
      guard let profile = shipped.profiles.first(where: { $0.id == id }) else {
        wrong(found, "profile", expected)
        return nil
      }
      return .stated(
        profile,
        Provenance(.assumed, "Herald's profile \(id), where each value has its own source")
      )
    }
    return decoded(found, "profile", as: TracerProfile.self).map {
      .stated($0, Provenance(.site, "written out in this protocol, each value with its own source"))
    }
  }

  private func dose() -> Stated<DoseCoefficient>? {
    guard let found = need("dose", "a coefficient, or 'site:'") else { return nil }
    return section(found, "dose") { reader -> Stated<DoseCoefficient>? in
      if reader.has("site") { return reader.openWords().map { .open($0) } }
      return reader.coefficient().map { .stated($0, $0.provenance) }
    }
  }

  private func coefficient() -> DoseCoefficient? {
    let value = number("value", in: 1e-6...100)
    let unit = unit(["mSv/MBq"])
    let weights = choice("tissueWeights", TissueWeights.self)
    let provenance = provenance()
    guard let value, unit != nil, let weights, let provenance else { return nil }
    return DoseCoefficient(
      millisievertsPerMegabecquerel: value,
      weights: weights,
      provenance: provenance
    )
  }

  func doseComparator() -> DoseComparator? {
    let id = identifier("id")
    let name = text("name")
    let dose = coefficient()
    guard let id, let name, let dose else { return nil }
    return DoseComparator(id: id, name: name, dose: dose)
  }

  func ctDoseFactor() -> CTDoseFactor? {
    let region = choice("region", CTDoseFactor.Region.self)
    let value = number("value", in: 1e-6...1)
    let unit = unit(["mSv/(mGy.cm)"])
    let weights = choice("tissueWeights", TissueWeights.self)
    let provenance = provenance()
    guard let region, let value, unit != nil, let weights, let provenance else { return nil }
    return CTDoseFactor(
      region: region,
      millisievertsPerMilligrayCentimeter: value,
      weights: weights,
      provenance: provenance
    )
  }

  func visit() -> ProtocolVisit? {
    let id = identifier("id")
    let title = text("title")
    let timing = stated("timing") { $0.timing() }
    let required = truth("required")
    let scans = texts("scans")
    let procedures = choices("procedures", ProtocolVisit.Procedure.self)
    guard let id, let title, let timing, let required, let scans, let procedures else { return nil }
    return ProtocolVisit(
      id: id,
      title: title,
      timing: timing,
      isRequired: required,
      scans: scans,
      procedures: procedures
    )
  }

  private func timing() -> ProtocolVisit.Timing? {
    let anchor = text("from").map { name -> ProtocolVisit.Anchor in
      switch name {
      case "consent": .consent
      case "enrolment": .enrolment
      default: .visit(name)
      }
    }
    let day = integer("day")
    let earliest = integer("earliest")
    let latest = integer("latest")
    let unit = unit(["d", "wk"])
    guard let anchor, let day, let earliest, let latest, let unit else { return nil }
    guard earliest <= day, day <= latest else {
      log.fault(
        find("day"),
        path(to: "day"),
        found: "\(day)",
        expected: "a day of the window \(earliest) to \(latest)"
      )
      return nil
    }
    let days = unit == "wk" ? 7 : 1
    return .init(anchor: anchor, day: day * days, earliest: earliest * days, latest: latest * days)
  }

  func segmentation() -> ProtocolSegmentation? {
    let smallest = optionalNumber("smallestVolumeMilliliters", in: 0...1e4)
    guard let text = text("method") else { return nil }
    do {
      return ProtocolSegmentation(
        method: try SegmentationMethod(parsing: text),
        smallestVolumeMilliliters: smallest
      )
    } catch {
      log.fault(
        find("method"),
        path(to: "method"),
        found: "'\(text)'",
        expected: SegmentationMethod.grammar
      )
      return nil
    }
  }

  func aggregation() -> ReceptorAggregation? {
    let measure = choice("by", ReceptorAggregation.Measure.self)
    let share = number("positiveFrom", in: 0...1)
    guard let measure, let share else { return nil }
    return ReceptorAggregation(by: measure, positiveFrom: share)
  }

  func heterogeneity() -> [HeterogeneityEndpoint]? {
    guard let found = need("endpoints", "a list") else { return nil }
    return list(found, "endpoints") { reader -> HeterogeneityEndpoint? in
      let scope = reader.choice("scope", HeterogeneityEndpoint.Scope.self)
      let name = reader.text("endpoint")
      guard let scope, let name else { return nil }
      let known = HeterogeneityEndpoint.names(scope)
      guard known.contains(name) else {
        log.fault(
          reader.find("endpoint"),
          reader.path(to: "endpoint"),
          found: "'\(name)'",
          expected: "one of \(known.joined(separator: ", "))"
        )
        return nil
      }
      return HeterogeneityEndpoint(scope: scope, name: name)
    }
  }

  func warning() -> WarningRule? {
    let id = identifier("id")
    let text = text("text")
    let quantity = choice("quantity", WarningRule.Quantity.self)
    let reference = choice("against", WarningRule.Reference.self)
    let change = number("change")
    let unit = unit(["%", "1"])
    let provenance = provenance()
    guard let id, let text, let quantity, let reference, let change, let unit, let provenance else {
      return nil
    }
    let isCount = quantity == .newLesions || quantity == .lostLesions
    guard (unit == "1") == isCount else {
      log.fault(
        find("unit"),
        path(to: "unit"),
        found: "'\(unit)'",
        expected: isCount ? "'1': \(quantity.rawValue) is a count" : "'%'"
      )
      return nil
    }
    return WarningRule(
      id: id,
      text: text,
      quantity: quantity,
      reference: reference,
      change: Quantity(change, unit),
      provenance: provenance
    )
  }

  func readingDesign() -> ReadingDesign? {
    let readers = stated("readers") { $0.integer("number", in: 1...99) }
    let resolution = stated("resolution") { $0.choice("by", ReadingDesign.Resolution.self) }
    let hidden = stated("hidden") { $0.choices("from", ReadingDesign.Hidden.self) }
    let washout = stated("washout") { reader -> Int? in
      let days = reader.integer("days", in: 0...3660)
      return days
    }
    let scale = statedOrOpen("scale", "by which grades uptake is read by eye") { $0.visualScale() }
    let disagreement = statedOrOpen("disagreement", "which differences between reads are settled") {
      $0.choices("on", ReadingDesign.Disagreement.self)
    }
    guard let readers, let resolution, let hidden, let washout, let scale, let disagreement else {
      return nil
    }
    return ReadingDesign(
      readers: readers,
      resolution: resolution,
      hidden: hidden,
      washoutDays: washout,
      scale: scale,
      disagreement: disagreement
    )
  }

  /// A value that is stated, or left to the site: in words, or by saying nothing.
  private func statedOrOpen<Value>(
    _ key: String,
    _ words: String,
    _ read: (FieldReader) -> Value?
  ) -> Stated<Value>? {
    if has(key) { return stated(key, read) }
    log.open.append(.init(path: path(to: key), line: node.mark?.line ?? 1, words: words))
    return .open(words)
  }

  private func visualScale() -> VisualScale? {
    var last = Int.min
    let grades = list("grades") { reader -> VisualScale.Grade? in
      let value = reader.integer("value", in: 0...99)
      let title = reader.text("title")
      let receptor = reader.choice("receptor", ReadClass.self)
      guard let value, let title, let receptor else { return nil }
      if value <= last, let node = reader.find("value") {
        reader.wrong(node, "value", "a number above the grade's before, \(last)")
      }
      last = value
      return VisualScale.Grade(value: value, title: title, receptor: receptor)
    }
    if grades.count == 1, let node = find("grades") { wrong(node, "grades", "at least two grades") }
    return grades.count > 1 ? VisualScale(grades) : nil
  }

  func population() -> ProtocolPopulation? {
    let id = identifier("id")
    let title = text("title")
    let definition = text("definition")
    let provenance = provenance()
    guard let id, let title, let definition, let provenance else { return nil }
    return ProtocolPopulation(id: id, title: title, definition: definition, provenance: provenance)
  }

  func endpoint() -> ProtocolEndpoint? {
    let id = identifier("id")
    let title = text("title")
    let kind = choice("kind", ProtocolEndpoint.Kind.self)
    let population = text("population")
    let timeFrame = stated("timeFrame") { $0.text("text") }
    let provenance = provenance()
    guard let id, let title, let kind, let population, let timeFrame, let provenance else {
      return nil
    }
    return ProtocolEndpoint(
      id: id,
      title: title,
      kind: kind,
      population: population,
      timeFrame: timeFrame,
      provenance: provenance
    )
  }

  func plannedAnalysis() -> PlannedAnalysis? {
    let id = identifier("id")
    let endpoint = text("endpoint")
    let method = choice("method", PlannedAnalysis.Method.self)
    let level = number("level", in: 0.5...0.9999)
    let provenance = provenance()
    guard let id, let endpoint, let method, let level, let provenance else { return nil }
    return PlannedAnalysis(
      id: id,
      endpoint: endpoint,
      method: method,
      level: level,
      provenance: provenance
    )
  }
}

extension HeterogeneityEndpoint {
  /// The names that `heterogeneity.csv` and a cohort's table have in a scope.
  static func names(_ scope: Scope) -> [String] {
    switch scope {
    case .lesion:
      [
        "cov", "entropy", "max_over_mean", "auc_csh", "threshold_volume_slope",
        "glcm_joint_entropy", "glcm_contrast", "glcm_correlation", "glcm_inverse_difference",
      ]
    case .patient:
      [
        "lesions", "lesions_measured", "geometric_mean", "hottest", "coldest", "range",
        "hottest_over_coldest", "cov", "gini", "positive_share", "positive_volume_share",
        "grey_share", "class_entropy", "not_evaluable", "metastases_over_primary",
        "metastases_discordant_share",
        "between_sites_variance_share",
      ]
    case .cohort:
      [
        "patients", "lesions", "typical_cov", "typical_gini", "log_normality_p",
        "variance_share_site", "variance_share_patient", "variance_share_lesion",
        "positive_share", "mean_positive_volume_share",
        "patients_with_both_classes_share", "patients_primary_metastasis_discordant_share",
        "patients_metastases_discordant_share",
      ]
    }
  }
}
