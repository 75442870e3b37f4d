extension UploadWriter {
  /// The record as a collection of one study, in the order of the schema's sequence.
  mutating func document(organization: String) -> String {
    var xml = XMLText()
    // The schema leaves its local elements unqualified: only the root has the namespace.
    xml.element("prs:study_collection", " xmlns:prs=\"http://clinicaltrials.gov/prs\"") { xml in
      xml.element("clinical_study") { xml in
        identity(organization, &xml)
        titlesAndSponsors(&xml)
        status(&xml)
        design(&xml)
        outcomes(&xml)
        subjects(&xml)
        armsAndInterventions(&xml)
        eligibility(&xml)
        people(&xml)
        sharingAndReferences(&xml)
      }
    }
    return xml.text
  }

  private mutating func identity(_ organization: String, _ xml: inout XMLText) {
    xml.element("id_info") { xml in
      xml.element("org_name", organization)
      xml.element(
        "org_study_id",
        need("identificationModule.orgStudyIdInfo.id", as: "id_info/org_study_id")
      )
      for other in each("identificationModule.secondaryIdInfos") {
        xml.element("secondary_id") { xml in
          xml.element("id", need("id", in: other, as: "secondary_id/id"))
          let type = take("type", in: other)
          xml.element(
            "id_type",
            type.map { $0 == "OTHER" ? "Other Identifier" : UploadWords.words($0) }
          )
          xml.element("id_domain", take("domain", in: other))
        }
      }
    }
    xml.element("delayed_posting", takeYesNo("oversightModule.isUnapprovedDevice"))
  }

  private mutating func titlesAndSponsors(_ xml: inout XMLText) {
    xml.element("brief_title", take("identificationModule.briefTitle"))
    xml.element("acronym", take("identificationModule.acronym"))
    xml.element("official_title", take("identificationModule.officialTitle"))
    let module = "sponsorCollaboratorsModule"
    if let lead = node("\(module).leadSponsor") {
      xml.element("sponsors") { xml in
        xml.element("lead_sponsor") { xml in
          xml.element("agency", need("name", in: lead, as: "lead_sponsor/agency"))
        }
        for other in each("\(module).collaborators") {
          xml.element("collaborator") { xml in
            xml.element("agency", need("name", in: other, as: "collaborator/agency"))
          }
        }
        guard let party = node("\(module).responsibleParty") else { return }
        xml.element("resp_party") { xml in
          let type = take("type", in: party)
          if type == nil { lacks("resp_party/resp_party_type") }
          xml.element("resp_party_type", type.map(UploadWords.words) ?? "")
          xml.element("investigator_title", take("investigatorTitle", in: party))
          xml.element("investigator_affiliation", take("investigatorAffiliation", in: party))
          xml.element("name_title", take("oldNameTitle", in: party))
          xml.element("organization", take("oldOrganization", in: party))
        }
      }
    }
    if node("oversightModule") != nil {
      xml.element("oversight_info") { xml in
        xml.element("has_dmc", takeYesNo("oversightModule.oversightHasDmc"))
        xml.element("fda_regulated_drug", takeYesNo("oversightModule.isFdaRegulatedDrug"))
        xml.element("fda_regulated_device", takeYesNo("oversightModule.isFdaRegulatedDevice"))
        xml.element("exported_from_us", takeYesNo("oversightModule.isUsExport"))
        xml.element("ped_postmarket_surv", takeYesNo("oversightModule.isPpsd"))
      }
    }
    xml.textBlock("brief_summary", take("descriptionModule.briefSummary"))
    xml.textBlock("detailed_description", take("descriptionModule.detailedDescription"))
  }

  private mutating func status(_ xml: inout XMLText) {
    // The registry alone says "unknown": the status before that is the sponsor's.
    let isUnknown = node("statusModule.overallStatus")?.value.text == "UNKNOWN"
    let status = take(isUnknown ? "statusModule.lastKnownStatus" : "statusModule.overallStatus")
    xml.element("overall_status", status.map(UploadWords.words))
    xml.element("why_stopped", take("statusModule.whyStopped"))
    xml.element("verification_date", take("statusModule.statusVerifiedDate"))
    for (element, field) in [
      ("start_date", "startDateStruct"), ("last_follow_up_date", "completionDateStruct"),
      ("primary_compl_date", "primaryCompletionDateStruct"),
    ] {
      xml.element(element, take("statusModule.\(field).date"))
      xml.element("\(element)_type", take("statusModule.\(field).type").map(UploadWords.words))
    }
  }

  private mutating func design(_ xml: inout XMLText) {
    guard let type = take("designModule.studyType") else { return }
    xml.element("study_design") { xml in
      xml.element("study_type", UploadWords.words(type))
      if type == "INTERVENTIONAL" {
        xml.element("interventional_design") { interventionalDesign(&$0) }
      } else if type == "OBSERVATIONAL" {
        xml.element("observational_design") { observationalDesign(&$0) }
      }
    }
  }

  private mutating func interventionalDesign(_ xml: inout XMLText) {
    let info = "designModule.designInfo"
    let element = "interventional_design"
    xml.element(
      "interventional_subtype",
      UploadWords.words(need("\(info).primaryPurpose", as: "\(element)/interventional_subtype"))
    )
    let phases = takeEach("designModule.phases")
    if phases.isEmpty { lacks("\(element)/phase") }
    xml.element("phase", phases.isEmpty ? "" : UploadWords.phase(phases))
    xml.element(
      "assignment",
      take("\(info).interventionModel").map { "\(UploadWords.words($0)) Assignment" }
    )
    xml.textBlock("model_description", take("\(info).interventionModelDescription"))
    xml.element(
      "allocation",
      UploadWords.words(need("\(info).allocation", as: "\(element)/allocation"))
    )
    if let masking = take("\(info).maskingInfo.masking") {
      xml.element("no_masking", masking == "NONE" ? "yes" : "no")
      let masked = takeEach("\(info).maskingInfo.whoMasked")
      // "SINGLE" without a word on who is masked has no place of its own.
      if masking == "NONE" || !masked.isEmpty {
        for (element, role) in [
          ("masked_subject", "PARTICIPANT"), ("masked_caregiver", "CARE_PROVIDER"),
          ("masked_investigator", "INVESTIGATOR"), ("masked_assessor", "OUTCOMES_ASSESSOR"),
        ] { xml.element(element, masked.contains(role) ? "yes" : "no") }
      }
    }
    xml.textBlock("masking_description", take("\(info).maskingInfo.maskingDescription"))
    xml.element("number_of_arms", numberOfGroups)
  }

  private mutating func observationalDesign(_ xml: inout XMLText) {
    let info = "designModule.designInfo"
    let element = "observational_design"
    xml.element(
      "observational_study_design",
      UploadWords.words(
        need("\(info).observationalModel", as: "\(element)/observational_study_design")
      )
    )
    xml.element(
      "biospecimen_retention",
      UploadWords.words(
        need("designModule.bioSpec.retention", as: "\(element)/biospecimen_retention")
      )
    )
    xml.textBlock("biospecimen_description", take("designModule.bioSpec.description"))
    xml.element(
      "timing",
      UploadWords.words(need("\(info).timePerspective", as: "\(element)/timing"))
    )
    if numberOfGroups == nil { lacks("\(element)/number_of_groups") }
    xml.element("number_of_groups", numberOfGroups ?? "")
    xml.element("patient_registry", takeYesNo("designModule.patientRegistry"))
    if let duration = take("designModule.targetDuration") {
      let parts = duration.split(separator: " ")
      xml.element("target_duration_quantity", parts.first.map(String.init))
      xml.element(
        "target_duration_units",
        parts.dropFirst().first.map { $0.hasSuffix("s") ? String($0) : "\($0)s" }
      )
    }
  }

  private var numberOfGroups: String? {
    let count = each("armsInterventionsModule.armGroups").count
    return count == 0 ? nil : "\(count)"
  }

  private mutating func outcomes(_ xml: inout XMLText) {
    for (element, field) in [
      ("primary_outcome", "primaryOutcomes"), ("secondary_outcome", "secondaryOutcomes"),
      ("other_outcome", "otherOutcomes"),
    ] {
      for outcome in each("outcomesModule.\(field)") {
        xml.element(element) { xml in
          xml.element(
            "outcome_measure",
            need("measure", in: outcome, as: "\(element)/outcome_measure")
          )
          xml.element("outcome_time_frame", take("timeFrame", in: outcome))
          xml.textBlock("outcome_description", take("description", in: outcome))
        }
      }
    }
  }

  private mutating func subjects(_ xml: inout XMLText) {
    xml.element("enrollment", take("designModule.enrollmentInfo.count"))
    xml.element("enrollment_type", take("designModule.enrollmentInfo.type").map(UploadWords.words))
    for condition in takeEach("conditionsModule.conditions") { xml.element("condition", condition) }
    for keyword in takeEach("conditionsModule.keywords") { xml.element("keyword", keyword) }
  }

  private mutating func armsAndInterventions(_ xml: inout XMLText) {
    for group in each("armsInterventionsModule.armGroups") {
      xml.element("arm_group") { xml in
        xml.element("arm_group_label", need("label", in: group, as: "arm_group/arm_group_label"))
        xml.element("arm_type", take("type", in: group).map(UploadWords.words))
        xml.textBlock("arm_group_description", take("description", in: group))
      }
    }
    var assigned: Set<[String]> = []
    for intervention in each("armsInterventionsModule.interventions") {
      xml.element("intervention") { xml in
        let type = take("type", in: intervention)
        xml.element("intervention_type", type.map(UploadWords.words))
        let name = need("name", in: intervention, as: "intervention/intervention_name")
        xml.element("intervention_name", name)
        xml.textBlock("intervention_description", take("description", in: intervention))
        for label in takeEach("armGroupLabels", in: intervention) {
          xml.element("arm_group_label", label)
          assigned.insert([label, ": \(name)"])
        }
        for other in takeEach("otherNames", in: intervention) {
          xml.element("intervention_other_name", other)
        }
      }
    }
    // A group's interventions are told by each intervention's groups.
    for group in each("armsInterventionsModule.armGroups") {
      let label = group.value["label"]?.text ?? ""
      let names = each("interventionNames", in: group).compactMap(\.value.text)
      if names.allSatisfy({ name in assigned.contains { $0[0] == label && name.hasSuffix($0[1]) } })
      {
        _ = takeEach("interventionNames", in: group)
      }
    }
  }

  private mutating func eligibility(_ xml: inout XMLText) {
    guard let module = node("eligibilityModule") else { return }
    xml.element("eligibility") { xml in
      xml.textBlock("study_population", take("studyPopulation", in: module))
      xml.element("sampling_method", take("samplingMethod", in: module).map(UploadWords.words))
      xml.textBlock(
        "criteria",
        need("eligibilityCriteria", in: module, as: "eligibility/criteria")
      )
      xml.element("healthy_volunteers", takeYesNo("healthyVolunteers", in: module))
      xml.element("gender", UploadWords.words(need("sex", in: module, as: "eligibility/gender")))
      xml.element("gender_based", takeYesNo("genderBased", in: module))
      xml.textBlock("gender_description", take("genderDescription", in: module))
      // A record without a limit says so by leaving it out; the schema, by "N/A".
      xml.element("minimum_age", take("minimumAge", in: module) ?? "N/A")
      xml.element("maximum_age", take("maximumAge", in: module) ?? "N/A")
    }
  }

  private mutating func people(_ xml: inout XMLText) {
    let module = "contactsLocationsModule"
    for official in each("\(module).overallOfficials") {
      xml.element("overall_official") { xml in
        xml.element("last_name", need("name", in: official, as: "overall_official/last_name"))
        xml.element("role", take("role", in: official).map(UploadWords.words))
        xml.element("affiliation", take("affiliation", in: official))
      }
    }
    for (element, contact) in zip(
      ["overall_contact", "overall_contact_backup"],
      each("\(module).centralContacts")
    ) {
      xml.element(element) { xml in
        xml.element("last_name", need("name", in: contact, as: "\(element)/last_name"))
        reach(contact, &xml)
      }
    }
    for location in each("\(module).locations") { self.location(location, &xml) }
  }

  private mutating func location(_ location: Node, _ xml: inout XMLText) {
    xml.element("location") { xml in
      xml.element("facility") { xml in
        xml.element("name", need("facility", in: location, as: "location/facility/name"))
        xml.element("address") { xml in
          for field in ["city", "state", "country", "zip"] {
            xml.element(field, take(field, in: location))
          }
        }
      }
      xml.element("status", take("status", in: location).map(UploadWords.words))
      let people = each("contacts", in: location)
      let contacts = people.filter { $0.value["role"]?.text == "CONTACT" }
      for (element, contact) in zip(["contact", "contact_backup"], contacts) {
        xml.element(element) { xml in
          xml.element("last_name", take("name", in: contact))
          isTold("role", in: contact)
          reach(contact, &xml)
        }
      }
      for person in people where person.value["role"]?.text != "CONTACT" {
        xml.element("investigator") { xml in
          xml.element("last_name", take("name", in: person))
          xml.element("role", take("role", in: person).map(UploadWords.words))
        }
      }
    }
  }

  private mutating func reach(_ contact: Node, _ xml: inout XMLText) {
    xml.element("phone", take("phone", in: contact))
    xml.element("phone_ext", take("phoneExt", in: contact))
    xml.element("email", take("email", in: contact))
  }

  private mutating func sharingAndReferences(_ xml: inout XMLText) {
    if let sharing = node("ipdSharingStatementModule") {
      xml.element("ipd_sharing_statement") { xml in
        xml.element("sharing_ipd", takeYesNo("ipdSharing", in: sharing))
        xml.textBlock("ipd_description", take("description", in: sharing))
        let types = takeEach("infoTypes", in: sharing)
        if !types.isEmpty {
          for (element, type) in [
            ("protocol", "STUDY_PROTOCOL"), ("sap", "SAP"), ("icf", "ICF"), ("csr", "CSR"),
            ("analytic_code", "ANALYTIC_CODE"),
          ] { xml.element("ipd_info_type_\(element)", types.contains(type) ? "yes" : "no") }
        }
        xml.textBlock("ipd_time_frame", take("timeFrame", in: sharing))
        xml.textBlock("ipd_access_criteria", take("accessCriteria", in: sharing))
        xml.element("ipd_url", take("url", in: sharing))
      }
    }
    for link in each("referencesModule.seeAlsoLinks") {
      xml.element("link") { xml in
        xml.element("url", need("url", in: link, as: "link/url"))
        xml.element("description", need("label", in: link, as: "link/description"))
      }
    }
    for reference in each("referencesModule.references") {
      // What the registry found by itself is not the sponsor's to upload.
      if reference.value["type"]?.text == "DERIVED" { continue }
      xml.element("reference") { xml in
        xml.element("citation", take("citation", in: reference))
        xml.element("pubmed_id", take("pmid", in: reference))
        xml.element("is_results_ref", take("type", in: reference) == "RESULT" ? "yes" : "no")
      }
    }
    for document in each("referencesModule.availIpds") {
      xml.element("study_document") { xml in
        xml.element(
          "study_document_type",
          need("type", in: document, as: "study_document/study_document_type")
        )
        xml.element("url", take("url", in: document))
        xml.element("study_document_identifier", take("id", in: document))
        xml.textBlock("study_document_comments", take("comment", in: document))
      }
    }
  }
}

extension XMLText {
  /// A text that may hold the registry's marks, in the schema's `textblock`.
  fileprivate mutating func textBlock(_ name: String, _ value: String?) {
    guard let value else { return }
    element(name) { $0.element("textblock", value) }
  }
}
