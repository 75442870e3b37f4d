extension SUVCertificate {
  /// The certificate for a person, as lines of plain text.
  ///
  /// - Parameter columns: the width that lines are folded to, at least 60.
  /// - Returns: the text, ending with a newline.
  public func text(columns: Int) -> String {
    var page = TextPage(columns: max(60, columns))
    page.title("SUV certificate")
    summary(on: &page)
    page.section("What was used")
    let width = min(34, facts.map(\.keyword.count).max() ?? 0)
    for fact in facts {
      let value = fact.found == fact.used ? fact.used : "\(fact.found)  ->  \(fact.used)"
      page.row("\(fact.tag) \(TextPage.padded(fact.keyword, width))", value)
      if let reason = fact.enteredBecause {
        page.row(TextPage.padded("", width + 12), "entered by a person: \(reason)")
      }
    }
    page.section("Rules followed")
    for step in steps {
      page.row(TextPage.padded(step.stage, 16) + TextPage.padded(step.rule, 13), step.words)
    }
    if !adaptations.isEmpty {
      page.section("Adaptations of the header (refused by --strict)")
      for adaptation in adaptations {
        page.row(
          "\(adaptation.keyword) \(adaptation.tag)",
          "\(adaptation.found)  ->  \(adaptation.used): \(adaptation.reason)"
        )
      }
    }
    page.section(caveats.isEmpty ? "Caveats: none" : "Caveats")
    for caveat in caveats { page.row("!", caveat.message) }
    page.section("What other rules would have given (SUVbw)")
    for check in crossChecks {
      let difference =
        check.differencePercent.map { ($0 >= 0 ? "+" : "") + fixed($0, 2) + " %" } ?? "-"
      page.row(
        TextPage.padded(check.rule, 32) + TextPage.padded(difference, 10),
        check.note
      )
    }
    page.section("Normalisations")
    for entry in normalizations {
      let factor =
        entry.factor.map { $0 == 1 ? "SUVbw" : "SUVbw x \(significant($0, 6))" } ?? "not available"
      page.row(
        TextPage.padded(entry.normalization.name, 21) + TextPage.padded(factor, 20),
        entry.note
      )
    }
    return page.text
  }

  private func summary(on page: inout TextPage) {
    let least = significant(factorRange.lowerBound, 7)
    let most = significant(factorRange.upperBound, 7)
    let units = steps.first { $0.stage == "units" }?.rule ?? ""
    let unit =
      units.hasPrefix("CNTS")
      ? "per count" : decayCorrection == nil ? "per unit of the scanner's SUV" : "per Bq/ml"
    page.row(
      "SUVbw factor      ",
      (least == most ? least : "\(least) to \(most)")
        + " \(unit), \(scaling.count) frame\(scaling.count == 1 ? "" : "s")"
    )
    page.row(
      "policy            ",
      "\(settings.policy.rawValue), \(settings.referenceTime.rawValue)"
    )
    if let nuclide { page.row("nuclide           ", nuclide.name) }
    if let administration { page.row("administration    ", administration.description) }
    if let acquisitionStart { page.row("scan start        ", acquisitionStart.description) }
    if let uptakeSeconds { page.row("uptake time       ", spanText(uptakeSeconds)) }
    if let referenceTime { page.row("reference time    ", referenceTime.description) }
    if let decaySeconds, let halfLifeSeconds, let activityBecquerels {
      let left = Decay.remaining(after: decaySeconds, halfLifeSeconds: halfLifeSeconds)
      page.row(
        "activity          ",
        "\(significant(activityBecquerels / 1e6, 6)) MBq at the administration, "
          + "\(significant(activityBecquerels * left / 1e6, 6)) MBq after \(spanText(decaySeconds))"
      )
    } else if let activityBecquerels {
      page.row(
        "activity          ",
        "\(significant(activityBecquerels / 1e6, 6)) MBq at the administration"
      )
    }
  }
}

/// Lines of text, folded behind their labels.
private struct TextPage {
  let columns: Int
  var text = ""

  init(columns: Int) { self.columns = columns }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  mutating func title(_ title: String) {
    text += title + "\n" + String(repeating: "=", count: title.count) + "\n"
  }

  mutating func section(_ title: String) { text += "\n" + title + "\n" }

  /// A label and words folded to the right of it; below it where the label is half the width.
  mutating func row(_ label: String, _ words: String) {
    let indent = label.count + 4 > columns * 2 / 3 ? 6 : label.count + 4
    var line = "  " + label + (indent == 6 ? "" : "  ")
    if indent == 6 {
      text += line + "\n"
      line = String(repeating: " ", count: 6)
    }
    var isEmpty = true
    for word in words.split(separator: " ", omittingEmptySubsequences: false) {
      if !isEmpty, line.count + 1 + word.count > columns {
        text += trimmedEnd(line) + "\n"
        line = String(repeating: " ", count: indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    text += trimmedEnd(line) + "\n"
  }

  private func trimmedEnd(_ line: String) -> String {
    var line = line
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
