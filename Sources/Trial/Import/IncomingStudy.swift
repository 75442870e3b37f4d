public import DICOM
public import Pipeline
import Uptake

/// A study as it came in: whom its headers name, when it was made, and with which tracer.
///
/// Each list holds what the series say, each value once; a study that is sound has one of each.
public struct IncomingStudy: Equatable, Sendable {
  /// StudyInstanceUID.
  public var studyInstanceUID: String
  /// PatientID.
  public var patientIDs: [String]
  /// Clinical Trial Subject ID (0012,0040).
  public var subjectIDs: [String]
  /// Clinical Trial Protocol ID (0012,0020).
  public var protocolIDs: [String]
  /// Clinical Trial Time Point ID (0012,0050).
  public var timePointIDs: [String]
  /// Patient's Sex.
  public var sexes: [String]
  /// Patient's Birth Date, as far as it is a day.
  public var birthDates: [CivilDate]
  /// The day of the study; nil where the header has none.
  public var date: CivilDate?
  /// The modalities, in order.
  public var modalities: [String]
  /// The radionuclides of the PET series, by name, such as `Ga-68`.
  public var radionuclides: [String]
  /// The coded radiopharmaceuticals of the PET series.
  public var radiopharmaceuticals: [TracerProfile.CodedName]
  /// The paths of its files.
  public var paths: [String]

  /// A study as it came in.
  ///
  /// - Parameter study: the study.
  public init(_ study: Study) {
    let headers = study.series.flatMap(\.instances).map(\.dataSet)
    func values(_ tag: Tag, _ headers: [DataSet]) -> [String] {
      Set(headers.compactMap { $0.string(tag) }.filter { !$0.isEmpty }).sorted()
    }
    studyInstanceUID = study.studyInstanceUID
    patientIDs = values(.patientID, headers)
    subjectIDs = values(.clinicalTrialSubjectID, headers)
    protocolIDs = values(.clinicalTrialProtocolID, headers)
    timePointIDs = values(.clinicalTrialTimePointID, headers)
    sexes = values(.patientSex, headers)
    birthDates = values(.patientBirthDate, headers).compactMap(CivilDate.init(header:))
    let dates = values(.studyDate, headers)
    date = dates.count == 1 ? CivilDate(header: dates[0]) : nil
    modalities = Set(study.series.map(\.modality)).sorted()
    let items = study.series.filter { $0.modality == "PT" }
      .flatMap { $0.dataSet.items(.radiopharmaceuticalInformationSequence) }
    radionuclides = Set(
      items.flatMap { $0.items(.radionuclideCodeSequence) }.compactMap { code in
        Nuclide.coded(
          code.string(.codeValue) ?? "",
          scheme: code.string(.codingSchemeDesignator) ?? ""
        )?.name
      }
    ).sorted()
    var seen: Set<[String]> = []
    radiopharmaceuticals = items.flatMap { $0.items(.radiopharmaceuticalCodeSequence) }
      .compactMap { (code: DataSet) -> TracerProfile.CodedName? in
        guard let scheme = code.string(.codingSchemeDesignator),
          let value = code.string(.codeValue),
          seen.insert([scheme, value]).inserted
        else { return nil }
        return TracerProfile.CodedName(scheme: scheme, value: value)
      }
    paths = study.series.flatMap(\.instances).map(\.path).sorted()
  }

  /// A study of nothing but its identity, for the facts to be set.
  ///
  /// - Parameter studyInstanceUID: its UID.
  public init(studyInstanceUID: String) {
    self.studyInstanceUID = studyInstanceUID
    patientIDs = []
    subjectIDs = []
    protocolIDs = []
    timePointIDs = []
    sexes = []
    birthDates = []
    modalities = []
    radionuclides = []
    radiopharmaceuticals = []
    paths = []
  }
}

extension CivilDate {
  /// A day as DICOM writes it: `20260105`; nil where the text is no day in that form.
  init?(header text: String) {
    guard text.utf8.count == 8, let number = Int(text), number > 0 else { return nil }
    self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }
}
