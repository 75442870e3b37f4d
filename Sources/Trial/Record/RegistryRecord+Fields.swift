extension RegistryRecord {
  /// What the record holds beyond the fields that this version shows: kept, exported, and named.
  var unknownFields: RecordSection? {
    var names: [String] = []
    if case .object(let modules)? = root["protocolSection"] {
      for module in modules {
        guard let known = Self.knownFields[module.name] else {
          names.append(module.name)
          continue
        }
        guard case .object(let fields) = module.value else { continue }
        names += fields.map(\.name).filter { !known.contains($0) }.map { "\(module.name).\($0)" }
      }
    }
    return RecordSection(
      "Fields that this version doesn't know",
      [.known(names), names.isEmpty ? nil : .text("They are kept and exported unchanged.")]
    )
  }

  private static let knownFields: [String: Set<String>] = [
    "identificationModule": [
      "nctId", "nctIdAliases", "orgStudyIdInfo", "secondaryIdInfos", "briefTitle", "officialTitle",
      "acronym", "organization",
    ],
    "statusModule": [
      "statusVerifiedDate", "overallStatus", "lastKnownStatus", "delayedPosting", "whyStopped",
      "expandedAccessInfo", "startDateStruct", "primaryCompletionDateStruct",
      "completionDateStruct",
      "studyFirstSubmitDate", "studyFirstSubmitQcDate", "studyFirstPostDateStruct",
      "resultsFirstSubmitDate", "resultsFirstSubmitQcDate", "resultsFirstPostDateStruct",
      "dispFirstSubmitDate", "dispFirstSubmitQcDate", "dispFirstPostDateStruct",
      "lastUpdateSubmitDate", "lastUpdatePostDateStruct",
    ],
    "sponsorCollaboratorsModule": ["responsibleParty", "leadSponsor", "collaborators"],
    "oversightModule": [
      "oversightHasDmc", "isFdaRegulatedDrug", "isFdaRegulatedDevice", "isUnapprovedDevice",
      "isPpsd", "isUsExport", "fdaaa801Violation",
    ],
    "descriptionModule": ["briefSummary", "detailedDescription"],
    "conditionsModule": ["conditions", "keywords"],
    "designModule": [
      "studyType", "patientRegistry", "targetDuration", "phases", "designInfo", "bioSpec",
      "enrollmentInfo",
    ],
    "armsInterventionsModule": ["armGroups", "interventions"],
    "outcomesModule": ["primaryOutcomes", "secondaryOutcomes", "otherOutcomes"],
    "eligibilityModule": [
      "eligibilityCriteria", "healthyVolunteers", "sex", "genderBased", "genderDescription",
      "minimumAge", "maximumAge", "stdAges", "studyPopulation", "samplingMethod",
    ],
    "contactsLocationsModule": ["centralContacts", "overallOfficials", "locations"],
    "referencesModule": ["references", "seeAlsoLinks", "availIpds"],
    "ipdSharingStatementModule": [
      "ipdSharing", "description", "infoTypes", "timeFrame", "accessCriteria", "url",
    ],
  ]
}
