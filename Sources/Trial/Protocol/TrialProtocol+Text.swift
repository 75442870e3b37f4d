import Lesions
import Pipeline
import Radiomics
import Response

extension TrialProtocol {
  /// The protocol as a page for a terminal: who takes part, when what is done, with which tracers,
  /// how it is read and analysed, and what is open.
  ///
  /// - Parameter width: the columns that lines are filled to.
  /// - Returns: lines with ends.
  public func plainText(width: Int = 96) -> String {
    var page = ProtocolPage(width: width)
    page.head(self)
    page.criteria(self)
    page.schedule(self)
    page.tracers(self)
    page.measurement(self)
    page.reading(reading)
    page.analysis(self)
    page.exposure(self)
    page.title("ROLES")
    page.say(roles.map(\.rawValue).joined(separator: ", "))
    page.title("FOR THE SITE TO FILL IN")
    page.say(
      openPoints.isEmpty
        ? "nothing" : "\(openPoints.count) points, marked SITE; `herald protocol check` lists them"
    )
    return page.lines.joined(separator: "\n") + "\n"
  }

  /// What `check` says of a protocol without faults: its identity and every open point.
  ///
  /// - Parameter width: the columns that lines are filled to.
  /// - Returns: lines with ends.
  public func checkText(width: Int = 96) -> String {
    var page = ProtocolPage(width: width)
    page.lines.append("\(id) version \(version) of \(date): no faults")
    page.lines.append("SHA-256 \(sha256)")
    page.open(openPoints)
    return page.lines.joined(separator: "\n") + "\n"
  }
}

/// The lines of a protocol's page.
private struct ProtocolPage {
  let width: Int
  var lines: [String] = []

  init(width: Int) { self.width = width }

  mutating func title(_ text: String) { lines += ["", text] }

  mutating func say(_ text: String, indent: Int = 2) {
    lines += wrapped(text, width: width, indent: String(repeating: " ", count: indent))
  }

  /// A line with a name in front, what continues under what it says.
  mutating func fact(_ name: String, _ text: String, indent: Int = 2, column: Int = 12) {
    let head = name + String(repeating: " ", count: max(1, column - name.count))
    let front = String(repeating: " ", count: indent)
    var filled = wrapped(
      text,
      width: width,
      indent: front + String(repeating: " ", count: head.count),
      hanging: ""
    )
    filled[0] = front + head + filled[0].dropFirst(front.count + head.count)
    lines += filled
  }

  /// A stated value with its confidence and source, or what the site has to fill in.
  mutating func stated<Value>(
    _ name: String,
    _ stated: Stated<Value>,
    indent: Int = 2,
    _ words: (Value) -> String
  ) {
    switch stated {
    case .stated(let value, let provenance):
      fact(name, "\(words(value))  [\(provenance)]", indent: indent, column: 20)
    case .open(let open): fact(name, "SITE: \(open)", indent: indent, column: 20)
    }
  }

  mutating func head(_ trial: TrialProtocol) {
    lines += wrapped(
      [trial.registryID, trial.title].compactMap { $0 }.joined(separator: "  "),
      width: width,
      indent: ""
    )
    lines.append(
      "\(trial.id) version \(trial.version) of \(trial.date), receptor \(trial.receptor)"
    )
    lines.append("SHA-256 \(trial.sha256)")
    lines += wrapped("From: \(trial.source)", width: width, indent: "")
    if let amends = trial.amends {
      lines += wrapped(
        "Amends version \(amends.version): \(amends.reason)",
        width: width,
        indent: ""
      )
    }
    lines.append("")
    stated("Participants", trial.enrolment) { "\($0)" }
  }

  mutating func criteria(_ trial: TrialProtocol) {
    for (kind, title) in [
      (EligibilityCriterion.Kind.inclusion, "WHO TAKES PART MEETS"),
      (.exclusion, "WHO TAKES PART MEETS NONE OF"),
    ] {
      self.title(title)
      let criteria = trial.criteria.filter { $0.kind == kind }
      if criteria.isEmpty { say(openWords(trial, "criteria") ?? "nothing") }
      for criterion in criteria {
        fact(criterion.id, criterion.text, column: 4)
        rule(criterion.rule, indent: 6)
      }
    }
  }

  private mutating func rule(_ rule: EligibilityRule, indent: Int) {
    switch rule {
    case .all(let rules): several("all of", rules, indent)
    case .any(let rules): several("one of", rules, indent)
    case .not(.yes(let name, let valid)): say("no: \(name)\(words(valid))", indent: indent)
    case .not(let inner):
      say("the opposite of", indent: indent)
      self.rule(inner, indent: indent + 2)
    case .age(let bounds):
      say("age on the day: \(bounds.words), in completed years", indent: indent)
    case .code(let name, let codes, let valid):
      say("\(name): \(codes.joined(separator: " or "))\(words(valid))", indent: indent)
    case .quantity(let name, let bounds, let valid):
      say("\(name): \(bounds.words)\(words(valid))", indent: indent)
    case .yes(let name, let valid): say("yes: \(name)\(words(valid))", indent: indent)
    case .measurableLesions(let least, let valid):
      say("measurable by RECIST 1.1: at least \(least)\(words(valid))", indent: indent)
    case .judgement(let name, let role):
      say("\(name): yes, in the judgement of the \(role.rawValue)", indent: indent)
    case .readings(let readings):
      say(
        "\(readings.options.count) readings ('\(readings.id)'): \(readings.question)",
        indent: indent
      )
      for option in readings.options {
        let mark = option.id == readings.chosen.value ? "decided: " : ""
        say("- \(mark)\(option.text) ('\(option.id)')", indent: indent + 2)
      }
      switch readings.chosen {
      case .open(let words): say("SITE: \(words)", indent: indent + 2)
      case .stated(_, let provenance): say("[\(provenance)]", indent: indent + 2)
      }
    case .open(let name, let words): say("\(name): SITE: \(words)", indent: indent)
    }
  }

  private mutating func several(_ name: String, _ rules: [EligibilityRule], _ indent: Int) {
    say(name, indent: indent)
    for inner in rules { rule(inner, indent: indent + 2) }
  }

  private func words(_ valid: EligibilityRule.Validity) -> String {
    switch valid {
    case nil: ""
    case .stated(let days, _)?: ", not older than \(days) d"
    case .open(let words)?: "; how old it may be: SITE: \(words)"
    }
  }

  mutating func schedule(_ trial: TrialProtocol) {
    title("VISITS")
    if trial.visits.isEmpty { say(openWords(trial, "visits") ?? "none") }
    for visit in trial.visits {
      say("\(visit.title) ('\(visit.id)')\(visit.isRequired ? "" : ", not required")")
      stated("when", visit.timing, indent: 4) { $0.words }
      if !visit.scans.isEmpty {
        fact("scan", visit.scans.joined(separator: " or "), indent: 4, column: 20)
      }
      if !visit.procedures.isEmpty {
        let names = visit.procedures.map(\.rawValue).joined(separator: ", ")
        fact("also", names, indent: 4, column: 20)
      }
    }
  }

  mutating func tracers(_ trial: TrialProtocol) {
    title("TRACERS")
    for tracer in trial.tracers {
      say("\(tracer.name) ('\(tracer.id)'), \(tracer.radionuclide), \(tracer.role.rawValue) tracer")
      stated("activity", tracer.activity, indent: 4) { $0.words }
      stated("imaged after", tracer.uptakeWindow, indent: 4) { $0.words }
      stated("effective dose", tracer.dose, indent: 4) { $0.words }
      stated("profile", tracer.profile, indent: 4) { $0.id }
    }
    for comparator in trial.doseComparators {
      say("\(comparator.name), for comparison of dose alone")
      fact(
        "effective dose",
        "\(comparator.dose.words)  [\(comparator.dose.provenance)]",
        indent: 4,
        column: 20
      )
    }
  }

  mutating func measurement(_ trial: TrialProtocol) {
    title("MEASUREMENT")
    stated("lesions", trial.segmentation) {
      $0.method.text
        + ($0.smallestVolumeMilliliters.map { ", from \(FieldReader.plain($0)) mL" } ?? "")
    }
    stated("reference regions", trial.referenceRegions) {
      $0.map(\.rawValue).joined(separator: ", ")
    }
    items(
      "receptor rules",
      trial.receptorRules.map { "\($0.id): \($0.source)" },
      trial,
      "receptorRules"
    )
    stated("participant", trial.aggregation) {
      $0.positiveFrom == 0
        ? "positive with any positive lesion"
        : "positive from a positive share of \(FieldReader.plain($0.positiveFrom)), by \($0.by.rawValue)"
    }
    stated("heterogeneity", trial.heterogeneity) {
      $0.map { "\($0.scope.rawValue) \($0.name)" }.joined(separator: ", ")
    }
    items("radiomics", trial.radiomics.map(\.name), trial, "radiomics")
    stated("response", trial.responseCriteria) { $0.map(\.rawValue).joined(separator: ", ") }
    items(
      "warnings",
      trial.warnings.map { "\($0.id): \($0.text)  [\($0.provenance)]" },
      trial,
      "warnings"
    )
  }

  mutating func reading(_ reading: ReadingDesign) {
    title("READING")
    stated("readers", reading.readers) { "\($0)" }
    stated("disagreement", reading.resolution) { $0.rawValue }
    stated("hidden", reading.hidden) { $0.map(\.rawValue).joined(separator: ", ") }
    stated("second read", reading.washoutDays) { "after \($0) d" }
    stated("visual scale", reading.scale) { $0.text }
    stated("settled", reading.disagreement) { $0.map(\.rawValue).joined(separator: ", ") }
  }

  mutating func analysis(_ trial: TrialProtocol) {
    title("ANALYSIS")
    items(
      "populations",
      trial.populations.map { "\($0.title): \($0.definition)  [\($0.provenance)]" },
      trial,
      "populations"
    )
    items(
      "endpoints",
      trial.endpoints.map {
        "\($0.kind.rawValue): \($0.title), in '\($0.population)'  [\($0.provenance)]"
      },
      trial,
      "endpoints"
    )
    items(
      "analyses",
      trial.analyses.map { "\($0.endpoint): \($0.method.rawValue)  [\($0.provenance)]" },
      trial,
      "analyses"
    )
  }

  mutating func exposure(_ trial: TrialProtocol) {
    title("EFFECTIVE DOSE OF CT")
    var sources: [Provenance] = []
    for factor in trial.ctDoseFactors where !sources.contains(factor.provenance) {
      sources.append(factor.provenance)
    }
    items(
      "by region",
      sources.map { source in
        let factors = trial.ctDoseFactors.filter { $0.provenance == source }.map {
          "\($0.region.rawValue) \($0.millisievertsPerMilligrayCentimeter)"
        }
        let weights = trial.ctDoseFactors.first { $0.provenance == source }?.weights.rawValue ?? ""
        return "\(factors.joined(separator: ", ")) mSv/(mGy.cm), \(weights)  [\(source)]"
      },
      trial,
      "ctDoseFactors"
    )
  }

  private mutating func items(
    _ name: String,
    _ items: [String],
    _ trial: TrialProtocol,
    _ path: String
  ) {
    guard !items.isEmpty else {
      return fact(name, openWords(trial, path).map { "SITE: \($0)" } ?? "none", column: 20)
    }
    for (number, item) in items.enumerated() {
      fact(number == 0 ? name : "", item, column: 20)
    }
  }

  private func openWords(_ trial: TrialProtocol, _ path: String) -> String? {
    trial.openPoints.first { $0.path == path }?.words
  }

  mutating func open(_ points: [TrialProtocol.OpenPoint]) {
    guard !points.isEmpty else { return title("NOTHING IS OPEN") }
    title("FOR THE SITE TO FILL IN: \(points.count) POINT\(points.count == 1 ? "" : "S")")
    for point in points {
      say("line \(point.line)  \(point.path)")
      say(point.words, indent: 6)
    }
  }
}

extension Provenance: CustomStringConvertible {
  /// The confidence and the source.
  public var description: String { "\(confidence.rawValue): \(source)" }
}

extension QuantityRange {
  /// The range in words.
  public var words: String {
    let ends = from == to ? [from] : [from, to]
    return ends.map(FieldReader.plain).joined(separator: " to ") + " \(unit)"
  }
}

extension DoseCoefficient {
  /// The coefficient in words, with its tissue weighting factors.
  public var words: String {
    "\(FieldReader.plain(millisievertsPerMegabecquerel)) mSv/MBq, tissue weighting factors: "
      + weights.rawValue
  }
}

extension ProtocolVisit.Timing {
  /// The day and its window in words.
  public var words: String {
    let name =
      switch anchor {
      case .consent: "consent"
      case .enrolment: "enrolment"
      case .visit(let id): "'\(id)'"
      }
    return "day \(day) from \(name), \(earliest) to \(latest) d"
  }
}
