import Yams

extension FieldReader {
  func criterion() -> EligibilityCriterion? {
    let id = identifier("id")
    let kind = choice("kind", EligibilityCriterion.Kind.self)
    let text = text("text")
    let provenance = provenance()
    let rule = need("rule", Self.ruleNames).flatMap { self.rule($0, "rule") }
    guard let id, let kind, let text, let provenance, let rule else { return nil }
    return EligibilityCriterion(id: id, kind: kind, text: text, rule: rule, provenance: provenance)
  }

  private static var ruleNames: String {
    "one of all, any, not, age, code, quantity, yes, measurableLesions, judgement, readings, open"
  }

  /// A rule: a mapping with one key, which says what kind of rule it is.
  private func rule(_ node: Node, _ key: String) -> EligibilityRule? {
    guard let mapping = node.mapping, mapping.count == 1, let (name, value) = mapping.first,
      let kind = name.scalar?.string
    else {
      wrong(node, key, Self.ruleNames)
      return nil
    }
    return section(node, key) { reader -> EligibilityRule? in
      _ = reader.find(kind)
      switch kind {
      case "all": return reader.rules(value, kind).map { .all($0) }
      case "any": return reader.rules(value, kind).map { .any($0) }
      case "not": return reader.rule(value, kind).map { .not($0) }
      case "age":
        return reader.section(value, kind) { $0.bounds(units: ["a"]) }.map { .age($0) }
      case "code": return reader.section(value, kind) { $0.codeRule() }
      case "quantity": return reader.section(value, kind) { $0.quantityRule() }
      case "yes":
        return reader.section(value, kind) { reader -> EligibilityRule? in
          let validity = reader.validity()
          return reader.text("datum").map { .yes($0, valid: validity) }
        }
      case "measurableLesions":
        return reader.section(value, kind) { reader -> EligibilityRule? in
          let validity = reader.validity()
          return reader.integer("atLeast", in: 1...99).map {
            .measurableLesions(atLeast: $0, valid: validity)
          }
        }
      case "judgement":
        return reader.section(value, kind) { reader -> EligibilityRule? in
          let datum = reader.text("datum")
          let role = reader.choice("by", TrialRole.self)
          guard let datum, let role else { return nil }
          return .judgement(datum, by: role)
        }
      case "readings": return reader.section(value, kind) { $0.readings() }
      case "open":
        return reader.section(value, kind) { reader -> EligibilityRule? in
          let datum = reader.text("datum")
          let words = reader.openWords()
          guard let datum, let words else { return nil }
          return .open(datum, words)
        }
      default:
        reader.log.fault(name, reader.path, found: "'\(kind)'", expected: Self.ruleNames)
        return nil
      }
    }
  }

  private func rules(_ node: Node, _ key: String) -> [EligibilityRule]? {
    guard let sequence = node.sequence, !sequence.isEmpty else {
      wrong(node, key, "a list of rules")
      return nil
    }
    let read = sequence.enumerated().map { rule($1, "\(key)[\($0 + 1)]") }
    return read.contains(nil) ? nil : read.compactMap { $0 }
  }

  private func bounds(units: [String]?) -> EligibilityRule.Bounds? {
    let atLeast = optionalNumber("atLeast")
    let above = optionalNumber("above")
    let atMost = optionalNumber("atMost")
    let below = optionalNumber("below")
    let unit = units.map { self.unit($0) } ?? text("unit")
    guard let unit else { return nil }
    let given = [atLeast, above, atMost, below].compactMap { $0 }
    guard !given.isEmpty else {
      log.fault(
        node,
        path,
        found: "no bound",
        expected: "one of atLeast, above, atMost, below"
      )
      return nil
    }
    let lower = atLeast ?? above
    let upper = atMost ?? below
    guard atLeast == nil || above == nil, atMost == nil || below == nil,
      lower ?? -.infinity <= upper ?? .infinity
    else {
      log.fault(
        node,
        path,
        found: "bounds that contradict each other",
        expected: "one lower and one upper bound at most, the lower one first"
      )
      return nil
    }
    return .init(atLeast: atLeast, above: above, atMost: atMost, below: below, unit: unit)
  }

  private func validity() -> EligibilityRule.Validity {
    guard let found = find("validDays") else { return nil }
    if found.mapping != nil {
      return stated(found, "validDays") { $0.integer("days", in: 0...3660) }
    }
    wrong(found, "validDays", "'days:' with its source, or 'site:'")
    return nil
  }

  private func codeRule() -> EligibilityRule? {
    let datum = text("datum")
    let codes = texts("oneOf")
    let validity = validity()
    guard let datum, let codes else { return nil }
    guard !codes.isEmpty else {
      log.fault(find("oneOf"), path(to: "oneOf"), found: "an empty list", expected: "codes")
      return nil
    }
    return .code(datum, oneOf: codes, valid: validity)
  }

  private func quantityRule() -> EligibilityRule? {
    let datum = text("datum")
    let bounds = bounds(units: nil)
    let validity = validity()
    guard let datum, let bounds else { return nil }
    return .quantity(datum, bounds, valid: validity)
  }

  private func readings() -> EligibilityRule? {
    let id = identifier("id")
    let question = text("question")
    let options = need("options", "a list").map { node in
      list(node, "options") { reader -> EligibilityRule.Readings.Reading? in
        let id = reader.identifier("id")
        let text = reader.text("text")
        let rule = reader.need("rule", Self.ruleNames).flatMap { reader.rule($0, "rule") }
        guard let id, let text, let rule else { return nil }
        return .init(id: id, text: text, rule: rule)
      }
    }
    let chosen = stated("chosen") { $0.text("reading") }
    guard let id, let question, let options, let chosen else { return nil }
    if let reading = chosen.value, !options.contains(where: { $0.id == reading }) {
      let known = options.map(\.id).joined(separator: ", ")
      log.fault(
        find("chosen"),
        path(to: "chosen.reading"),
        found: "'\(reading)'",
        expected: "one of \(known)"
      )
      return nil
    }
    return .readings(.init(id: id, question: question, options: options, chosen: chosen))
  }
}
