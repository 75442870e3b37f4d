/// The series of one patient that share a StudyInstanceUID.
public struct Study: Sendable {
  /// The series, by SeriesNumber, then by SeriesInstanceUID and part.
  public let series: [Series]

  /// A study of series, at least one.
  init(series: [Series]) {
    precondition(!series.isEmpty, "a study has a series")
    self.series = series
  }

  private var dataSet: DataSet { series[0].dataSet }
  /// StudyInstanceUID (0020,000D).
  public var studyInstanceUID: String { series[0].studyInstanceUID }
  /// PatientID (0010,0020), or nil where absent.
  public var patientID: String? { dataSet.string(.patientID) }
  /// PatientName (0010,0010) as it is written, for display only; nil where absent.
  public var patientName: String? { dataSet.string(.patientName) }
  /// StudyDate (0008,0020) as YYYYMMDD, or nil where absent.
  public var studyDate: String? { dataSet.string(.studyDate) }
  /// StudyTime (0008,0030) as it is written, or nil where absent.
  public var studyTime: String? { dataSet.string(.studyTime) }
  /// StudyDescription (0008,1030), or nil where absent.
  public var studyDescription: String? { dataSet.string(.studyDescription) }
  /// AccessionNumber (0008,0050), or nil where absent.
  public var accessionNumber: String? { dataSet.string(.accessionNumber) }

  /// The studies of series: one for each StudyInstanceUID and PatientID, so that a UID that was used
  /// for two patients never mixes them; by date, then by UID.
  static func studies(of series: [Series]) -> [Study] {
    struct Key: Hashable {
      let studyInstanceUID: String
      let patientID: String?
    }
    let groups = Dictionary(grouping: series) {
      Key(studyInstanceUID: $0.studyInstanceUID, patientID: $0.dataSet.string(.patientID))
    }
    return groups.values.map { Study(series: $0.sorted(by: precedes)) }.sorted {
      ($0.studyDate ?? "", $0.studyInstanceUID, $0.patientID ?? "")
        < ($1.studyDate ?? "", $1.studyInstanceUID, $1.patientID ?? "")
    }
  }

  private static func precedes(_ a: Series, _ b: Series) -> Bool {
    func number(_ series: Series) -> Int { series.seriesNumber.flatMap { Int($0) } ?? .max }
    return (number(a), a.seriesInstanceUID, a.part?.number ?? 0)
      < (number(b), b.seriesInstanceUID, b.part?.number ?? 0)
  }
}
