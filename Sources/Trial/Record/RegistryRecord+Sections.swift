extension RegistryRecord {
  /// The record in sections, as its public page shows them; what the record lacks is left out.
  ///
  /// - Parameter related: trials like it; a section of their own where there are any.
  /// - Returns: the sections in order.
  public func sections(related: [RelatedRecord] = []) -> [RecordSection] {
    [
      basics,
      RecordSection("Brief summary", [.known(text("descriptionModule.briefSummary"))]),
      RecordSection(
        "Detailed description",
        [.known(text("descriptionModule.detailedDescription"))]
      ),
      RecordSection("Conditions", [.known(texts("conditionsModule.conditions"))]),
      RecordSection("Keywords", [.known(texts("conditionsModule.keywords"))]),
      design, groups, interventions, outcomes, eligibility, sponsors, responsibleParty,
      oversight, locations, countrySection, contacts, officials, references, sharing,
      identifiers, documents,
    ].compactMap { $0 } + resultSections
      + [Self.relatedTrials(related), unknownFields].compactMap { $0 }
  }

  private static func relatedTrials(_ related: [RelatedRecord]) -> RecordSection? {
    RecordSection(
      "Related trials",
      related.map { other in
        .part(
          other.profile.title,
          [
            .fact("Trial", other.profile.nctID), .fact("State", other.state),
            .fact("In common", other.reasons.joined(separator: "; ")),
          ]
        )
      }
    )
  }

  private var basics: RecordSection? {
    RecordSection(
      "Basic information",
      [
        .known("Recruitment status", words("statusModule.overallStatus")),
        .known("Why stopped", text("statusModule.whyStopped")),
        .known("Last known status", words("statusModule.lastKnownStatus")),
        .known("Phase", joined(texts("designModule.phases").map { RegistryWords.words($0) ?? $0 })),
        .known("Enrollment", enrollment),
        .known("Classification", words("designModule.studyType")),
        .known("Start", date("statusModule.startDateStruct")),
        .known("Primary completion", date("statusModule.primaryCompletionDateStruct")),
        .known("Completion", date("statusModule.completionDateStruct")),
        .known("First submitted", text("statusModule.studyFirstSubmitDate")),
        .known("First posted", date("statusModule.studyFirstPostDateStruct")),
        .known("Results first posted", date("statusModule.resultsFirstPostDateStruct")),
        .known("Last update posted", date("statusModule.lastUpdatePostDateStruct")),
        .known("Verified", text("statusModule.statusVerifiedDate")),
      ]
    )
  }

  private var enrollment: String? {
    guard let count = text("designModule.enrollmentInfo.count") else { return nil }
    let type = words("designModule.enrollmentInfo.type").map { " (\($0.lowercased()))" } ?? ""
    return "\(count) participants\(type)"
  }

  private var design: RecordSection? {
    let info = "designModule.designInfo"
    return RecordSection(
      "Study design",
      [
        .known("Allocation", words("\(info).allocation")),
        .known("Intervention model", words("\(info).interventionModel")),
        .known("Model description", text("\(info).interventionModelDescription")),
        .known("Observational model", words("\(info).observationalModel")),
        .known("Time perspective", words("\(info).timePerspective")),
        .known("Primary purpose", words("\(info).primaryPurpose")),
        .known("Masking", words("\(info).maskingInfo.masking")),
        .known(
          "Who is masked",
          joined(texts("\(info).maskingInfo.whoMasked").map { RegistryWords.words($0) ?? $0 })
        ),
        .known("Masking description", text("\(info).maskingInfo.maskingDescription")),
        .known("Patient registry", text("designModule.patientRegistry")),
        .known("Target duration", text("designModule.targetDuration")),
        .known("Biospecimens", words("designModule.bioSpec.retention")),
        .known("Biospecimens retained", text("designModule.bioSpec.description")),
      ]
    )
  }

  private var groups: RecordSection? {
    RecordSection(
      "Study groups",
      each("armsInterventionsModule.armGroups") { group in
        .part(
          group["label"]?.text ?? "Group",
          [
            .known("Group type", RegistryWords.words(group["type"]?.text)),
            .known(group["description"]?.text),
            .known(
              "Interventions",
              joined(group["interventionNames"]?.elements.compactMap(\.text))
            ),
          ].compactMap { $0 }
        )
      }
    )
  }

  private var interventions: RecordSection? {
    RecordSection(
      "Interventions",
      each("armsInterventionsModule.interventions") { intervention in
        .part(
          intervention["name"]?.text ?? "Intervention",
          [
            .known("Type", RegistryWords.words(intervention["type"]?.text)),
            .known(intervention["description"]?.text),
            .known("Groups", joined(intervention["armGroupLabels"]?.elements.compactMap(\.text))),
            .known("Other names", joined(intervention["otherNames"]?.elements.compactMap(\.text))),
          ].compactMap { $0 }
        )
      }
    )
  }

  private var outcomes: RecordSection? {
    let kinds = [
      ("Primary", "primaryOutcomes"), ("Secondary", "secondaryOutcomes"),
      ("Other", "otherOutcomes"),
    ]
    return RecordSection(
      "Outcome measures",
      kinds.map { name, field in
        let rows = each("outcomesModule.\(field)") { outcome in
          [outcome["measure"], outcome["timeFrame"], outcome["description"]].map { $0?.text ?? "" }
        }
        guard !rows.isEmpty else { return nil }
        return .part(name, [.table(["Measure", "Time frame", "Description"], rows)])
      }
    )
  }

  private var eligibility: RecordSection? {
    RecordSection(
      "Eligibility criteria",
      [
        .known(text("eligibilityModule.eligibilityCriteria")),
        .known("Minimum age", text("eligibilityModule.minimumAge")),
        .known("Maximum age", text("eligibilityModule.maximumAge")),
        .known("Sex", words("eligibilityModule.sex")),
        .known("Gender based", text("eligibilityModule.genderBased")),
        .known("Gender", text("eligibilityModule.genderDescription")),
        .known("Accepts healthy volunteers", text("eligibilityModule.healthyVolunteers")),
        .known("Study population", text("eligibilityModule.studyPopulation")),
        .known("Sampling method", words("eligibilityModule.samplingMethod")),
      ]
    )
  }

  private var sponsors: RecordSection? {
    let sponsor: (RecordValue, String) -> [String]? = { value, role in
      guard let name = value["name"]?.text else { return nil }
      return [name, role, RegistryWords.words(value["class"]?.text) ?? ""]
    }
    let lead = self["sponsorCollaboratorsModule.leadSponsor"].flatMap { sponsor($0, "lead") }
    let others = each("sponsorCollaboratorsModule.collaborators") { sponsor($0, "collaborator") }
    let rows = [lead].compactMap { $0 } + others.compactMap { $0 }
    return RecordSection("Sponsors", rows.isEmpty ? [] : [.table(["Name", "Role", "Class"], rows)])
  }

  private var responsibleParty: RecordSection? {
    let party = "sponsorCollaboratorsModule.responsibleParty"
    return RecordSection(
      "Responsible party",
      [
        .known("Name", text("\(party).investigatorFullName") ?? text("\(party).oldNameTitle")),
        .known("Title", text("\(party).investigatorTitle")),
        .known("Affiliation", text("\(party).investigatorAffiliation")),
        .known("Organization", text("\(party).oldOrganization")),
        .known("Responsibility", words("\(party).type")),
      ]
    )
  }

  private var oversight: RecordSection? {
    RecordSection(
      "Oversight",
      [
        .known("Data monitoring committee", text("oversightModule.oversightHasDmc")),
        .known("FDA-regulated drug", text("oversightModule.isFdaRegulatedDrug")),
        .known("FDA-regulated device", text("oversightModule.isFdaRegulatedDevice")),
        .known("Unapproved device", text("oversightModule.isUnapprovedDevice")),
        .known("Exported from the US", text("oversightModule.isUsExport")),
      ]
    )
  }

  private var locations: RecordSection? {
    let rows = each("contactsLocationsModule.locations") { location in
      [
        location["facility"]?.text ?? "",
        joined(["city", "state", "zip", "country"].compactMap { location[$0]?.text }) ?? "",
        RegistryWords.words(location["status"]?.text) ?? "",
      ]
    }
    return RecordSection(
      "Locations",
      rows.isEmpty ? [] : [.table(["Facility", "Place", "Site status"], rows)]
    )
  }

  /// The countries with a site, in the order of the sites.
  public var countries: [String] {
    each("contactsLocationsModule.locations") { $0["country"]?.text ?? "" }
      .reduce(into: []) { if !$1.isEmpty, !$0.contains($1) { $0.append($1) } }
  }

  private var countrySection: RecordSection? { RecordSection("Countries", [.known(countries)]) }

  private var contacts: RecordSection? {
    let row: (RecordValue, String) -> [String] = { contact, place in
      [contact["name"]?.text ?? "", contact["role"]?.text?.lowercased() ?? "", place]
        + [joined([contact["phone"]?.text, contact["email"]?.text].compactMap { $0 }) ?? ""]
    }
    let central = each("contactsLocationsModule.centralContacts") { row($0, "central") }
    let local = each("contactsLocationsModule.locations") { location in
      let place = location["facility"]?.text ?? location["city"]?.text ?? ""
      return (location["contacts"]?.elements ?? []).map { row($0, place) }
    }
    let rows = central + local.flatMap { $0 }
    return RecordSection(
      "Contacts",
      rows.isEmpty ? [] : [.table(["Name", "Role", "Place", "Reached by"], rows)]
    )
  }

  private var officials: RecordSection? {
    let rows = each("contactsLocationsModule.overallOfficials") { official in
      [
        official["name"]?.text ?? "", RegistryWords.words(official["role"]?.text) ?? "",
        official["affiliation"]?.text ?? "",
      ]
    }
    return RecordSection(
      "Study officials",
      rows.isEmpty ? [] : [.table(["Name", "Role", "Affiliation"], rows)]
    )
  }

  private var references: RecordSection? {
    let citations = each("referencesModule.references") { reference in
      RecordSection.Block.part(
        reference["citation"]?.text ?? "",
        [
          .known("Type", RegistryWords.words(reference["type"]?.text)),
          .known("PMID", reference["pmid"]?.text),
          .known(
            "Retractions",
            joined(reference["retractions"]?.elements.compactMap { $0["source"]?.text })
          ),
        ].compactMap { $0 }
      )
    }
    let links = each("referencesModule.seeAlsoLinks") { link in
      RecordSection.Block.fact(link["label"]?.text ?? "Link", link["url"]?.text ?? "")
    }
    let data = each("referencesModule.availIpds") { entry in
      RecordSection.Block.part(
        entry["type"]?.text ?? "Data",
        [
          .known("Identifier", entry["id"]?.text), .known("Address", entry["url"]?.text),
          .known(entry["comment"]?.text),
        ].compactMap { $0 }
      )
    }
    return RecordSection("References", citations + links + data)
  }

  private var sharing: RecordSection? {
    let module = "ipdSharingStatementModule"
    return RecordSection(
      "Sharing of participants' data",
      [
        .known("Plan to share", words("\(module).ipdSharing")),
        .known(text("\(module).description")),
        .known(
          "Information",
          joined(texts("\(module).infoTypes").map { RegistryWords.words($0) ?? $0 })
        ),
        .known("Time frame", text("\(module).timeFrame")),
        .known("Access criteria", text("\(module).accessCriteria")),
        .known("Address", text("\(module).url")),
      ]
    )
  }

  private var identifiers: RecordSection? {
    let own = text("identificationModule.orgStudyIdInfo.id").map {
      [$0, words("identificationModule.orgStudyIdInfo.type") ?? "organization's own", ""]
    }
    let others = each("identificationModule.secondaryIdInfos") { other in
      [
        other["id"]?.text ?? "", RegistryWords.words(other["type"]?.text) ?? "",
        other["domain"]?.text ?? "",
      ]
    }
    let earlier = texts("identificationModule.nctIdAliases").map { [$0, "earlier NCT number", ""] }
    let rows = [own].compactMap { $0 } + others + earlier
    return RecordSection(
      "Other identifiers",
      rows.isEmpty ? [] : [.table(["Identifier", "Type", "Source"], rows)]
    )
  }

  private var documents: RecordSection? {
    let rows = (root.value(at: "documentSection.largeDocumentModule.largeDocs")?.elements ?? []).map
    { document in
      ["label", "date", "filename"].map { document[$0]?.text ?? "" }
    }
    return RecordSection(
      "Documents",
      rows.isEmpty ? [] : [.table(["Document", "Date", "File"], rows)]
    )
  }

  private func words(_ path: String) -> String? { RegistryWords.words(text(path)) }

  private func date(_ path: String) -> String? {
    guard let date = text("\(path).date") else { return nil }
    return date + (words("\(path).type").map { " (\($0.lowercased()))" } ?? "")
  }

  /// What becomes of each element of an array below the protocol section.
  func each<Part>(_ path: String, _ part: (RecordValue) -> Part) -> [Part] {
    (self[path]?.elements ?? []).map(part)
  }
}

/// Texts with commas between them; nil without any.
func joined(_ texts: [String]?) -> String? {
  guard let texts, !texts.isEmpty else { return nil }
  return texts.joined(separator: ", ")
}
