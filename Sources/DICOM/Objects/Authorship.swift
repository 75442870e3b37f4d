/// What made a derived object, when, in which series, and under which identifiers.
///
/// All of it is the caller's: the writers take no clock and no random numbers, so that the same
/// input gives the same bytes.
public struct Authorship: Sendable {
  /// The program, as the equipment modules name it.
  public struct Equipment: Hashable, Sendable {
    /// The maker.
    public let manufacturer: String
    /// The program's name.
    public let modelName: String
    /// The installation's number; "none" is a legal answer, empty is not.
    public let serialNumber: String
    /// The program's version.
    public let softwareVersion: String

    /// A program.
    ///
    /// - Parameters:
    ///   - manufacturer: the maker.
    ///   - modelName: the program's name.
    ///   - serialNumber: the installation's number.
    ///   - softwareVersion: the program's version.
    public init(
      manufacturer: String,
      modelName: String,
      serialNumber: String,
      softwareVersion: String
    ) {
      self.manufacturer = manufacturer
      self.modelName = modelName
      self.serialNumber = serialNumber
      self.softwareVersion = softwareVersion
    }
  }

  /// The program.
  public var equipment: Equipment
  /// The day of making, YYYYMMDD.
  public var date: String
  /// The time of making, HHMMSS or with a fraction.
  public var time: String
  /// The number of the series that the object starts.
  public var seriesNumber: Int
  /// What the series holds.
  public var seriesDescription: String
  /// The person who made or checked the content; empty where the program did.
  public var contentCreatorName: String
  /// The trial's attributes; nil keeps those of the source.
  public var clinicalTrial: ClinicalTrial?
  /// Where identifiers come from.
  public var uids: UIDSource

  /// Who made an object, when, and under which identifiers.
  ///
  /// - Parameters:
  ///   - equipment: the program.
  ///   - date: the day of making, YYYYMMDD.
  ///   - time: the time of making, HHMMSS or with a fraction.
  ///   - seriesNumber: the number of the series that the object starts.
  ///   - seriesDescription: what the series holds.
  ///   - contentCreatorName: the person who made or checked the content; empty where none did.
  ///   - clinicalTrial: the trial's attributes; nil keeps those of the source.
  ///   - uids: where identifiers come from.
  public init(
    equipment: Equipment,
    date: String,
    time: String,
    seriesNumber: Int,
    seriesDescription: String,
    contentCreatorName: String = "",
    clinicalTrial: ClinicalTrial? = nil,
    uids: UIDSource
  ) {
    self.equipment = equipment
    self.date = date
    self.time = time
    self.seriesNumber = seriesNumber
    self.seriesDescription = seriesDescription
    self.contentCreatorName = contentCreatorName
    self.clinicalTrial = clinicalTrial
    self.uids = uids
  }
}

/// The attributes that tie an object to a trial.
///
/// - Source: DICOM PS3.3 C.7.1.3, C.7.2.3, C.7.3.2.
public struct ClinicalTrial: Hashable, Sendable {
  /// The sponsor.
  public var sponsorName: String
  /// The protocol's identifier.
  public var protocolID: String
  /// The protocol's name.
  public var protocolName: String
  /// The site's identifier.
  public var siteID: String
  /// The site's name.
  public var siteName: String
  /// The subject's identifier.
  public var subjectID: String
  /// The identifier of a blinded reading; nil where none is held.
  public var subjectReadingID: String?
  /// The visit's identifier.
  public var timePointID: String
  /// What the visit is.
  public var timePointDescription: String?
  /// The centre that reads and keeps the images.
  public var coordinatingCenterName: String

  /// The attributes that tie an object to a trial.
  ///
  /// - Parameters:
  ///   - sponsorName: the sponsor.
  ///   - protocolID: the protocol's identifier.
  ///   - protocolName: the protocol's name.
  ///   - siteID: the site's identifier.
  ///   - siteName: the site's name.
  ///   - subjectID: the subject's identifier.
  ///   - subjectReadingID: the identifier of a blinded reading, or nil.
  ///   - timePointID: the visit's identifier.
  ///   - timePointDescription: what the visit is, or nil.
  ///   - coordinatingCenterName: the centre that reads and keeps the images.
  public init(
    sponsorName: String,
    protocolID: String,
    protocolName: String = "",
    siteID: String = "",
    siteName: String = "",
    subjectID: String,
    subjectReadingID: String? = nil,
    timePointID: String = "",
    timePointDescription: String? = nil,
    coordinatingCenterName: String = ""
  ) {
    self.sponsorName = sponsorName
    self.protocolID = protocolID
    self.protocolName = protocolName
    self.siteID = siteID
    self.siteName = siteName
    self.subjectID = subjectID
    self.subjectReadingID = subjectReadingID
    self.timePointID = timePointID
    self.timePointDescription = timePointDescription
    self.coordinatingCenterName = coordinatingCenterName
  }
}
