import Crypto
import Lesions
import Pipeline
import Radiomics
import Response
import Yams

extension TrialProtocol {
  /// Reads a protocol.
  ///
  /// - Parameter text: the document, YAML in UTF-8.
  /// - Throws: ``TrialProtocolError/faults(_:)`` with every fault of the text: its line and column,
  ///   what stands there, and what is expected.
  public init(yaml text: [UInt8]) throws {
    guard text.count <= 1 << 20 else {
      throw TrialProtocolError.faults([
        ProtocolFault(
          line: 1,
          column: 1,
          path: "",
          found: "\(text.count) bytes",
          expected: "at most \(1 << 20)"
        )
      ])
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw TrialProtocolError.faults([
        ProtocolFault(line: 1, column: 1, path: "", found: "other bytes", expected: "UTF-8")
      ])
    }
    let document = ProtocolDocument(string)
    let log = ProtocolLog()
    log.faults = document.faults
    var read: TrialProtocol?
    if let root = document.root, root.mapping != nil {
      let reader = FieldReader(root, path: "", log: log)
      let shipped = try ShippedParts()
      read = reader.trialProtocol(shipped, text: text)
      reader.finish()
    }
    guard let read, log.faults.isEmpty else {
      throw TrialProtocolError.faults(
        log.faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
      )
    }
    self = read
  }
}

/// What a protocol can name in place of writing it out.
struct ShippedParts {
  let profiles: [TracerProfile]
  let rules: [ReceptorRule]

  init() throws {
    profiles = try TracerProfile.shipped()
    rules = try ReceptorRule.shipped()
  }
}

extension FieldReader {
  /// The whole document.
  fileprivate func trialProtocol(_ shipped: ShippedParts, text bytes: [UInt8]) -> TrialProtocol? {
    if let form = integer("herald-protocol", in: 1...1000), form != 1 {
      log.fault(
        find("herald-protocol"),
        "herald-protocol",
        found: "\(form)",
        expected: "1, the only form that this version reads"
      )
    }
    let id = identifier("id")
    let version = text("version")
    let date = date("date")
    let title = text("title")
    let registryID = optionalText("registry")
    let receptor = text("receptor")
    let amends = find("amends").flatMap { node in
      section(node, "amends") { reader -> TrialProtocol.Amendment? in
        let version = reader.text("version")
        let reason = reader.text("reason")
        guard let version, let reason else { return nil }
        return .init(version: version, reason: reason)
      }
    }
    if let amends, amends.version == version {
      log.fault(
        find("amends"),
        "amends.version",
        found: "'\(amends.version)', this version itself",
        expected: "the version before"
      )
    }
    let source = text("source")
    let enrolment = stated("enrolment") { $0.integer("participants", in: 1...1_000_000) }
    let tracers = list("tracers") { $0.tracer(shipped) }
    let tracerIDs = writtenIDs("tracers")
    let comparators = list("doseComparators") { $0.doseComparator() }
    let visits = list("visits") { $0.visit() }
    check(visits, tracers: tracerIDs)
    let criteria = list("criteria") { $0.criterion() }
    let segmentation = stated("segmentation") { $0.segmentation() }
    let references = stated("referenceRegions") { $0.choices("tissues", ReferenceTissue.self) }
    let rules = parts("receptorRules", shipped.rules, id: \.id)
    for rule in rules where !tracerIDs.contains(rule.tracer) {
      dangling("receptorRules", "tracer", rule.tracer, tracerIDs)
    }
    let aggregation = stated("aggregation") { $0.aggregation() }
    let heterogeneity = stated("heterogeneity") { $0.heterogeneity() }
    let radiomics = parts("radiomics", RadiomicsSettings.shipped, id: \.name)
    let response = stated("responseCriteria") { $0.choices("criteria", ResponseCriteria.self) }
    let warnings = list("warnings") { $0.warning() }
    let reading = section("reading") { $0.readingDesign() }
    let populations = list("populations") { $0.population() }
    let endpoints = list("endpoints") { $0.endpoint() }
    let populationIDs = writtenIDs("populations")
    for endpoint in endpoints where !populationIDs.contains(endpoint.population) {
      dangling("endpoints[\(endpoint.id)]", "population", endpoint.population, populationIDs)
    }
    let analyses = list("analyses") { $0.plannedAnalysis() }
    let endpointIDs = writtenIDs("endpoints")
    for analysis in analyses where !endpointIDs.contains(analysis.endpoint) {
      dangling("analyses[\(analysis.id)]", "endpoint", analysis.endpoint, endpointIDs)
    }
    let factors = list("ctDoseFactors") { $0.ctDoseFactor() }
    let roles = choices("roles", TrialRole.self)
    guard let id, let version, let date, let title, let receptor, let source, let enrolment,
      let segmentation, let references, let aggregation, let heterogeneity, let response,
      let reading, let roles
    else { return nil }
    return TrialProtocol(
      id: id,
      version: version,
      date: date,
      title: title,
      registryID: registryID,
      receptor: receptor,
      amends: amends,
      source: source,
      enrolment: enrolment,
      tracers: tracers,
      doseComparators: comparators,
      visits: visits,
      criteria: criteria.filter { $0.kind == .inclusion }
        + criteria.filter { $0.kind == .exclusion },
      segmentation: segmentation,
      referenceRegions: references,
      receptorRules: rules,
      aggregation: aggregation,
      heterogeneity: heterogeneity,
      radiomics: radiomics,
      responseCriteria: response,
      warnings: warnings,
      reading: reading,
      populations: populations,
      endpoints: endpoints,
      analyses: analyses,
      ctDoseFactors: factors,
      roles: roles,
      openPoints: log.open.sorted { $0.line < $1.line },
      text: bytes,
      sha256: SHA256.hash(data: bytes).hexadecimal
    )
  }

  /// An identifier: letters, digits, points, dashes, colons, underscores.
  func identifier(_ key: String) -> String? {
    guard let text = text(key) else { return nil }
    guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._:-".contains($0)) })
    else {
      if let node = find(key) {
        wrong(node, key, "letters, digits, '.', '-', '_' and ':' without spaces")
      }
      return nil
    }
    return text
  }

  /// Notes a name that nothing in the document has.
  func dangling(_ part: String, _ key: String, _ name: String, _ known: [String]) {
    let place = node.first(scalar: name, after: part.split(separator: "[").first.map(String.init))
    log.fault(
      place,
      path.isEmpty ? "\(part).\(key)" : "\(path).\(part).\(key)",
      found: "'\(name)'",
      expected: known.isEmpty
        ? "a \(key) of this protocol, which has none"
        : "a \(key) of this protocol: \(known.joined(separator: ", "))"
    )
  }

  /// The ids in a list, of parts at fault too: who refers to one of those has made no fault.
  private func writtenIDs(_ key: String) -> [String] {
    find(key)?.sequence?.compactMap { $0.mapping?["id"]?.string } ?? []
  }

  private func check(_ visits: [ProtocolVisit], tracers: [String]) {
    let ids = visits.map(\.id)
    for (number, visit) in visits.enumerated() {
      for scan in visit.scans where !tracers.contains(scan) {
        dangling("visits[\(visit.id)]", "scan tracer", scan, tracers)
      }
      guard case .visit(let anchor)? = visit.timing.value?.anchor else { continue }
      let earlier = Array(ids[..<number])
      if !earlier.contains(anchor) {
        dangling("visits[\(visit.id)]", "visit before this one", anchor, earlier)
      }
    }
  }

  /// A list of parts that are named where Herald ships them, or written out.
  private func parts<Part: Codable>(_ key: String, _ shipped: [Part], id: (Part) -> String)
    -> [Part]
  {
    guard let found = need(key, "a list, or 'site:' with what the site has to fill in") else {
      return []
    }
    if found.mapping?["site"] != nil {
      _ = section(found, key) { $0.openWords() }
      return []
    }
    guard let sequence = found.sequence else {
      wrong(found, key, "a list")
      return []
    }
    var ids: Set<String> = []
    return sequence.enumerated().compactMap { number, entry in
      let name = "\(key)[\(number + 1)]"
      let part: Part?
      if let scalar = entry.scalar?.string {
        part = shipped.first { id($0) == scalar }
        if part == nil {
          wrong(
            entry,
            name,
            "one of \(shipped.map(id).joined(separator: ", ")), or keys with values"
          )
        }
      } else {
        part = decoded(entry, name, as: Part.self)
      }
      if let part, !ids.insert(id(part)).inserted {
        log.fault(
          entry,
          path(to: name),
          found: "'\(id(part))' a second time",
          expected: "each name once"
        )
      }
      return part
    }
  }
}

extension Node {
  /// The first scalar with a text in the value of a key, or this node.
  fileprivate func first(scalar text: String, after key: String?) -> Node {
    func search(_ node: Node) -> Node? {
      switch node {
      case .scalar(let scalar): return scalar.string == text ? node : nil
      case .sequence(let sequence): return sequence.lazy.compactMap(search).first
      case .mapping(let mapping): return mapping.lazy.compactMap { search($0.value) }.first
      case .alias: return nil
      }
    }
    return key.flatMap { mapping?[$0] }.flatMap(search) ?? self
  }
}

extension SHA256.Digest {
  /// The digest in hexadecimal.
  var hexadecimal: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
