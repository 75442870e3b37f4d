/// The modules that every derived object shares: whose it is, which study, what made it.
///
/// - Source: DICOM PS3.3 C.7.1, C.7.2, C.7.3, C.7.5, C.12.1.
extension DataSet {
  /// A data set with the modules that a derived object shares with its source.
  ///
  /// - Parameters:
  ///   - sopClassUID: the object's kind.
  ///   - name: the object's name among those of one authorship: seeds its identifiers.
  ///   - modality: the series' modality.
  ///   - source: the header that patient and study are copied from.
  ///   - authorship: what makes the object.
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the source names no study.
  init(
    sopClassUID: String,
    name: String,
    modality: String,
    source: DataSet,
    authorship: Authorship
  ) throws(DICOMError) {
    self.init()
    set(.specificCharacterSet, .CS, "ISO_IR 192")
    set(.sopClassUID, .UI, sopClassUID)
    set(.sopInstanceUID, .UI, authorship.uids.uid(name))
    copyPatientAndStudy(from: source, withTrial: authorship.clinicalTrial == nil)
    _ = try source.required(.studyInstanceUID, "StudyInstanceUID")
    set(.modality, .CS, modality)
    set(.seriesInstanceUID, .UI, authorship.uids.uid(name + "/series"))
    set(.seriesNumber, .IS, String(authorship.seriesNumber))
    set(.seriesDescription, .LO, authorship.seriesDescription)
    set(.seriesDate, .DA, authorship.date)
    set(.seriesTime, .TM, authorship.time)
    set(.contentDate, .DA, authorship.date)
    set(.contentTime, .TM, authorship.time)
    set(.instanceNumber, .IS, "1")
    set(.manufacturer, .LO, authorship.equipment.manufacturer)
    set(.manufacturerModelName, .LO, authorship.equipment.modelName)
    set(.deviceSerialNumber, .LO, authorship.equipment.serialNumber)
    set(.softwareVersions, .LO, authorship.equipment.softwareVersion)
    if let trial = authorship.clinicalTrial { set(trial) }
  }

  /// Copies patient, study and trial attributes; those of type 2 are written empty where absent.
  private mutating func copyPatientAndStudy(from source: DataSet, withTrial: Bool) {
    let required: [(Tag, VR)] = [
      (.patientName, .PN), (.patientID, .LO), (.patientBirthDate, .DA), (.patientSex, .CS),
      (.studyDate, .DA), (.studyTime, .TM), (.accessionNumber, .SH),
      (.referringPhysicianName, .PN), (.studyID, .SH), (.studyInstanceUID, .UI),
    ]
    for (tag, vr) in required { self[tag] = source[tag] ?? Element(vr, .text([])) }
    for tag in Self.optionalPatientAndStudy + (withTrial ? Self.trial : [])
    where source.contains(tag) {
      self[tag] = source[tag]
    }
  }

  /// Attributes of the patient and study modules that are copied where the source has them.
  private static let optionalPatientAndStudy: [Tag] = [
    .issuerOfPatientID, .typeOfPatientID, .ethnicGroup, .patientComments,
    .patientIdentityRemoved, .deidentificationMethod, .deidentificationMethodCodeSequence,
    .studyDescription, .procedureCodeSequence, .patientAge, .patientSize, .patientWeight,
  ]

  /// Attributes of the clinical trial modules.
  private static let trial: [Tag] = [
    .clinicalTrialSponsorName, .clinicalTrialProtocolID, .clinicalTrialProtocolName,
    .clinicalTrialSiteID, .clinicalTrialSiteName, .clinicalTrialSubjectID,
    .clinicalTrialSubjectReadingID, .clinicalTrialProtocolEthicsCommitteeName,
    .clinicalTrialProtocolEthicsCommitteeApprovalNumber, .clinicalTrialTimePointID,
    .clinicalTrialTimePointDescription, .longitudinalTemporalOffsetFromEvent,
    .longitudinalTemporalEventType, .consentForClinicalTrialUseSequence,
    .clinicalTrialCoordinatingCenterName,
  ]

  /// Sets the attributes that tie the object to a trial.
  private mutating func set(_ trial: ClinicalTrial) {
    set(.clinicalTrialSponsorName, .LO, trial.sponsorName)
    set(.clinicalTrialProtocolID, .LO, trial.protocolID)
    set(.clinicalTrialProtocolName, .LO, trial.protocolName)
    set(.clinicalTrialSiteID, .LO, trial.siteID)
    set(.clinicalTrialSiteName, .LO, trial.siteName)
    set(.clinicalTrialSubjectID, .LO, trial.subjectID)
    if let reading = trial.subjectReadingID { set(.clinicalTrialSubjectReadingID, .LO, reading) }
    set(.clinicalTrialTimePointID, .LO, trial.timePointID)
    if let text = trial.timePointDescription {
      set(.clinicalTrialTimePointDescription, .ST, text)
    }
    set(.clinicalTrialCoordinatingCenterName, .LO, trial.coordinatingCenterName)
  }

  /// Sets the frame of reference of the source.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the source has none.
  mutating func setFrameOfReference(from source: DataSet) throws(DICOMError) {
    set(
      .frameOfReferenceUID,
      .UI,
      try source.required(.frameOfReferenceUID, "FrameOfReferenceUID")
    )
    self[.positionReferenceIndicator] =
      source[.positionReferenceIndicator] ?? Element(.LO, .text([]))
  }

  /// Sets the Common Instance Reference module: the source's instances.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the source names no series.
  mutating func setCommonInstanceReference(to source: SourceSeries) throws(DICOMError) {
    var series = DataSet()
    series.set(.seriesInstanceUID, .UI, try source.seriesInstanceUID())
    series.set(
      .referencedInstanceSequence,
      items: source.instances.map { .reference($0.sopClassUID, $0.sopInstanceUID) }
    )
    set(.referencedSeriesSequence, items: [series])
  }

  /// Identifies the private coding scheme, so that its codes can be looked up.
  mutating func setCodingSchemes(usesPrivateCodes: Bool) {
    guard usesPrivateCodes else { return }
    var item = DataSet()
    item.set(.codingSchemeDesignator, .SH, "99HER2")
    item.set(.codingSchemeName, .ST, "Quantities and methods of HER2-targeted PET")
    item.set(.codingSchemeResponsibleOrganization, .ST, "The Herald project")
    set(.codingSchemeIdentificationSequence, items: [item])
  }
}
