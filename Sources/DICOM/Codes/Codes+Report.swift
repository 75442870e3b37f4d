extension Code {
  /// What a report is about.
  ///
  /// - Source: DICOM PS3.16 CID 100, CID 7021.
  public enum Report {
    /// The title of a report of PET measurements.
    public static let petMeasurementReport = Code("126003", "DCM", "PET Measurement Report")
    /// PET of the whole body.
    public static let petWholeBody = Code("44139-4", "LN", "PET whole body")
    /// PET/CT of the whole body with FDG.
    public static let petCTWholeBodyFDG =
      Code("443271005", "SCT", "PET/CT FDG imaging of whole body")
  }

  /// The names of content items in a measurement report.
  ///
  /// - Source: DICOM PS3.16 TID 1204, 1001, 1004, 1411, 1500, 1501, 1600, 1602, 1607.
  enum Concept {
    static let language = Code("121049", "DCM", "Language of Content Item and Descendants")
    static let englishUS = Code("en-US", "RFC5646", "English (United States)")
    static let observerType = Code("121005", "DCM", "Observer Type")
    static let device = Code("121007", "DCM", "Device")
    static let person = Code("121006", "DCM", "Person")
    static let personObserverName = Code("121008", "DCM", "Person Observer Name")
    static let deviceObserverUID = Code("121012", "DCM", "Device Observer UID")
    static let deviceObserverName = Code("121013", "DCM", "Device Observer Name")
    static let deviceObserverManufacturer =
      Code("121014", "DCM", "Device Observer Manufacturer")
    static let deviceObserverModelName = Code("121015", "DCM", "Device Observer Model Name")
    static let deviceObserverSerialNumber =
      Code("121016", "DCM", "Device Observer Serial Number")
    static let procedureReported = Code("121058", "DCM", "Procedure reported")
    static let imageLibrary = Code("111028", "DCM", "Image Library")
    static let imageLibraryGroup = Code("126200", "DCM", "Image Library Group")
    static let imagingMeasurements = Code("126010", "DCM", "Imaging Measurements")
    static let measurementGroup = Code("125007", "DCM", "Measurement Group")
    static let trackingIdentifier = Code("112039", "DCM", "Tracking Identifier")
    static let trackingUniqueIdentifier =
      Code("112040", "DCM", "Tracking Unique Identifier")
    static let finding = Code("121071", "DCM", "Finding")
    static let findingSite = Code("363698007", "SCT", "Finding Site")
    static let laterality = Code("272741003", "SCT", "Laterality")
    static let activitySession = Code("C67447", "NCIt", "Activity Session")
    static let timePoint = Code("C2348792", "UMLS", "Time Point")
    static let referencedSegment = Code("121191", "DCM", "Referenced Segment")
    static let sourceSeries = Code("121232", "DCM", "Source series for segmentation")
    static let realWorldValueMap =
      Code("126100", "DCM", "Real World Value Map used for measurement")
    static let measurementMethod = Code("370129005", "SCT", "Measurement Method")
    static let derivation = Code("121401", "DCM", "Derivation")
    static let quantity = Code("246205007", "SCT", "Quantity")
    static let modality = Code("121139", "DCM", "Modality")
    static let positronEmissionTomography =
      Code("PT", "DCM", "Positron emission tomography")
    static let studyDate = Code("111060", "DCM", "Study Date")
    static let studyTime = Code("111061", "DCM", "Study Time")
    static let acquisitionDate = Code("126201", "DCM", "Acquisition Date")
    static let acquisitionTime = Code("126202", "DCM", "Acquisition Time")
    static let frameOfReferenceUID = Code("112227", "DCM", "Frame of Reference UID")
    static let pixelDataRows = Code("110910", "DCM", "Pixel Data Rows")
    static let pixelDataColumns = Code("110911", "DCM", "Pixel Data Columns")
    static let radionuclide = Code("89457008", "SCT", "Radionuclide")
    static let radiopharmaceutical = Code("417881006", "SCT", "Radiopharmaceutical agent")
    static let halfLife = Code("304283002", "SCT", "Half-life of radiopharmaceutical")
    static let radiopharmaceuticalStart =
      Code("123003", "DCM", "Radiopharmaceutical Start DateTime")
    static let radionuclideTotalDose = Code("123006", "DCM", "Radionuclide Total Dose")
    static let horizontalPixelSpacing = Code("111026", "DCM", "Horizontal Pixel Spacing")
    static let verticalPixelSpacing = Code("111066", "DCM", "Vertical Pixel Spacing")
    static let spacingBetweenSlices = Code("112226", "DCM", "Spacing between slices")
  }
}
