extension RegistryRecord {
  /// The posted results in sections; one that says "pending" where there are none.
  var resultSections: [RecordSection] {
    guard let results = root["resultsSection"] else {
      return [
        RecordSection(
          "Results",
          [.text("Pending: no outcomes, participant flow or adverse events have been posted.")]
        )
      ].compactMap { $0 }
    }
    return [
      participantFlow(results["participantFlowModule"]),
      baseline(results["baselineCharacteristicsModule"]),
      outcomeResults(results["outcomeMeasuresModule"]),
      adverseEvents(results["adverseEventsModule"]),
      moreInformation(results["moreInfoModule"]),
    ].compactMap { $0 }
  }

  private func participantFlow(_ flow: RecordValue?) -> RecordSection? {
    let groups = Groups(flow?["groups"])
    let periods = (flow?["periods"]?.elements ?? []).map { period in
      let milestones = (period["milestones"]?.elements ?? []).map { milestone in
        [RegistryWords.words(milestone["type"]?.text) ?? ""]
          + groups.row(milestone["achievements"]) { $0["numSubjects"]?.text }
      }
      let reasons = (period["dropWithdraws"]?.elements ?? []).map { reason in
        ["Withdrawn: \(reason["type"]?.text ?? "")"]
          + groups.row(reason["reasons"]) { $0["numSubjects"]?.text }
      }
      return RecordSection.Block.part(
        period["title"]?.text ?? "Period",
        [.table([""] + groups.titles, milestones + reasons)]
      )
    }
    return RecordSection(
      "Results: participant flow",
      [
        .known("Recruitment", flow?["recruitmentDetails"]?.text),
        .known("Before assignment", flow?["preAssignmentDetails"]?.text),
      ] + periods
    )
  }

  private func baseline(_ baseline: RecordValue?) -> RecordSection? {
    let groups = Groups(baseline?["groups"])
    return RecordSection(
      "Results: baseline",
      [.known("Population", baseline?["populationDescription"]?.text)]
        + (baseline?["measures"]?.elements ?? []).map { measure($0, groups, title: "title") }
    )
  }

  private func outcomeResults(_ outcomes: RecordValue?) -> RecordSection? {
    RecordSection(
      "Results: outcome measures",
      (outcomes?["outcomeMeasures"]?.elements ?? []).map { outcome in
        measure(outcome, Groups(outcome["groups"]), title: "title")
      }
    )
  }

  /// A measured quantity: what it is, its table by class, category and group, its analyses.
  private func measure(_ measure: RecordValue, _ groups: Groups, title: String)
    -> RecordSection.Block
  {
    var rows = (measure["denoms"]?.elements ?? []).map { denominator in
      [denominator["units"]?.text.map { "\($0) analyzed" } ?? "Analyzed"]
        + groups.row(denominator["counts"]) { $0["value"]?.text }
    }
    for kind in measure["classes"]?.elements ?? [] {
      for category in kind["categories"]?.elements ?? [] {
        let name = [kind["title"]?.text, category["title"]?.text].compactMap { $0 }
        rows.append(
          [name.isEmpty ? unit(of: measure) : name.joined(separator: ": ")]
            + groups.row(category["measurements"], value)
        )
      }
    }
    let analyses = (measure["analyses"]?.elements ?? []).map { analysis in
      [
        analysis["statisticalMethod"]?.text, analysis["pValue"]?.text.map { "p = \($0)" },
        analysis["paramType"]?.text.map { "\($0) \(analysis["paramValue"]?.text ?? "")" },
        analysis["ciLowerLimit"]?.text.map {
          "\(analysis["ciPctValue"]?.text ?? "") % CI \($0) to \(analysis["ciUpperLimit"]?.text ?? "")"
        },
      ].compactMap { $0 }.joined(separator: "; ")
    }
    return .part(
      measure[title]?.text ?? "",
      [
        .known("Type", RegistryWords.words(measure["type"]?.text)),
        .known(measure["description"]?.text),
        .known("Population", measure["populationDescription"]?.text),
        .known("Time frame", measure["timeFrame"]?.text),
        .known("Statistic", unit(of: measure)),
        rows.isEmpty ? nil : .table([""] + groups.titles, rows),
        .known(analyses.filter { !$0.isEmpty }),
      ].compactMap { $0 }
    )
  }

  private func unit(of measure: RecordValue) -> String {
    [
      RegistryWords.words(measure["paramType"]?.text),
      measure["dispersionType"]?.text.map { "(\($0.lowercased()))" },
      measure["unitOfMeasure"]?.text,
    ].compactMap { $0 }.joined(separator: " ")
  }

  private func value(_ measurement: RecordValue) -> String? {
    guard let value = measurement["value"]?.text else { return measurement["comment"]?.text }
    if let spread = measurement["spread"]?.text { return "\(value) ± \(spread)" }
    if let lower = measurement["lowerLimit"]?.text {
      return "\(value) (\(lower) to \(measurement["upperLimit"]?.text ?? ""))"
    }
    return value
  }

  private func adverseEvents(_ events: RecordValue?) -> RecordSection? {
    let groups = Groups(events?["eventGroups"])
    let totals = [("Deaths", "deaths"), ("Serious", "serious"), ("Other", "other")].map {
      name,
      field in
      [name]
        + (events?["eventGroups"]?.elements ?? []).map { group in
          guard let affected = group["\(field)NumAffected"]?.text else { return "" }
          return "\(affected) / \(group["\(field)NumAtRisk"]?.text ?? "")"
        }
    }
    let lists = [("Serious events", "seriousEvents"), ("Other events", "otherEvents")].map {
      name,
      field in
      let rows = (events?[field]?.elements ?? []).map { event in
        [event["term"]?.text ?? "", event["organSystem"]?.text ?? ""]
          + groups.row(event["stats"]) { count in
            count["numAffected"]?.text.map { "\($0) / \(count["numAtRisk"]?.text ?? "")" }
          }
      }
      return rows.isEmpty
        ? nil
        : RecordSection.Block.part(name, [.table(["Term", "Organ system"] + groups.titles, rows)])
    }
    return RecordSection(
      "Results: adverse events",
      [
        .known("Time frame", events?["timeFrame"]?.text),
        .known(events?["description"]?.text),
        .known("Threshold of other events", events?["frequencyThreshold"]?.text.map { "\($0) %" }),
        events == nil ? nil : .table(["Affected / at risk"] + groups.titles, totals),
      ] + lists
    )
  }

  private func moreInformation(_ more: RecordValue?) -> RecordSection? {
    RecordSection(
      "Results: more information",
      [
        .known("Limitations", more?["limitationsAndCaveats"]?["description"]?.text),
        .known(
          "Agreement restricts the investigator",
          more?["certainAgreement"]?["restrictiveAgreement"]?.text
        ),
        .known("Agreement", more?["certainAgreement"]?["otherDetails"]?.text),
        .known("Point of contact", more?["pointOfContact"]?["organization"]?.text),
      ]
    )
  }

  /// The groups of a table of results.
  private struct Groups {
    let ids: [String]
    let titles: [String]

    init(_ groups: RecordValue?) {
      let groups = groups?.elements ?? []
      ids = groups.map { $0["id"]?.text ?? "" }
      titles = groups.map { $0["title"]?.text ?? "" }
    }

    /// One cell for each group, empty where the values have none for it.
    func row(_ values: RecordValue?, _ text: (RecordValue) -> String?) -> [String] {
      ids.map { id in
        (values?.elements ?? []).filter { $0["groupId"]?.text == id }.compactMap(text)
          .joined(separator: ", ")
      }
    }
  }
}
