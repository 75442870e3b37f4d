/// A specimen of a tumour with its HER2 results.
public struct TumorSpecimen: Hashable, Sendable, Codable {
  /// How it was taken.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Through a needle or an endoscope.
    case biopsy
    /// By operation.
    case resection
    /// Cells alone.
    case cytology
  }

  /// What it is of.
  public enum Origin: String, Hashable, Sendable, Codable, CaseIterable {
    /// The primary tumour.
    case primary
    /// A metastasis.
    case metastasis
  }

  /// What names the specimen.
  public let id: String
  /// The lesion on the scans that it was taken from; nil where that was not said.
  public let lesion: String?
  /// How it was taken.
  public let kind: Kind
  /// What it is of; nil where that was not said.
  public let origin: Origin?
  /// Where in the body it was taken.
  public let site: String
  /// When it was taken.
  public let date: PartialDate
  /// The guideline of its kind of tumour; nil where there is none.
  public let guideline: HER2Status.Guideline?
  /// The IHC score; nil where not done.
  public let ihc: IHCScore?
  /// The ISH result; nil where not done.
  public let ish: InSituHybridization?

  /// A specimen of a tumour.
  ///
  /// - Parameters:
  ///   - id: what names it.
  ///   - lesion: the lesion on the scans that it was taken from.
  ///   - kind: how it was taken.
  ///   - origin: what it is of.
  ///   - site: where in the body it was taken.
  ///   - date: when it was taken.
  ///   - guideline: the guideline of its kind of tumour; nil where there is none.
  ///   - ihc: the IHC score.
  ///   - ish: the ISH result.
  public init(
    id: String,
    lesion: String?,
    kind: Kind,
    origin: Origin?,
    site: String,
    date: PartialDate,
    guideline: HER2Status.Guideline?,
    ihc: IHCScore?,
    ish: InSituHybridization?
  ) {
    self.id = id
    self.lesion = lesion
    self.kind = kind
    self.origin = origin
    self.site = site
    self.date = date
    self.guideline = guideline
    self.ihc = ihc
    self.ish = ish
  }

  /// HER2 status by the guideline of the tumour; nil where there is none.
  public var status: HER2Status? {
    guideline.map { HER2Status(ihc: ihc, ish: ish, by: $0) }
  }

  /// The datum that eligibility asks for.
  ///
  /// - Parameters:
  ///   - source: the pathology report.
  ///   - by: who judged or recorded it.
  /// - Returns: `HER2 status` as a code, or unknown with the reason.
  public func datum(source: String, by: String) -> Datum {
    let value: Datum.Value
    if let status {
      let why = "\(status.rule) (\(status.guideline.rawValue))"
      value = status.status == .unknown ? .unknown(why) : .code(status.status.rawValue)
    } else {
      value = .unknown("specimen \(id): no guideline for this kind of tumour")
    }
    let isKnown = date.earliest == date.latest
    return Datum("HER2 status", value, date: isKnown ? date.earliest : nil, source: source, by: by)
  }
}

/// A treatment that can change a tumour's receptors.
public struct TreatmentPeriod: Hashable, Sendable, Codable {
  /// The treatment.
  public let name: String
  /// When it began.
  public let start: PartialDate
  /// When it ended; nil where it goes on.
  public let end: PartialDate?

  /// A treatment.
  public init(name: String, start: PartialDate, end: PartialDate?) {
    self.name = name
    self.start = start
    self.end = end
  }
}

/// What lies between a specimen and a scan.
public struct SpecimenInterval: Hashable, Sendable {
  /// The fewest and most days from specimen to scan; below 0 where the scan came first.
  public let days: ClosedRange<Int>
  /// The treatments that were given in between.
  public let treatments: [String]
  /// The treatments that may have been: their dates, or the specimen's, are not known to the day.
  public let possibleTreatments: [String]

  /// What lies between a specimen and a scan.
  ///
  /// A treatment is in between where it was given on a day after the earlier of the two and before
  /// the later; one that only touches either day is not.
  ///
  /// - Parameters:
  ///   - specimen: the specimen.
  ///   - scan: the scan's day.
  ///   - treatments: the participant's treatments.
  public init(from specimen: TumorSpecimen, to scan: CivilDate, treatments: [TreatmentPeriod]) {
    let (first, last) = (specimen.date.earliest, specimen.date.latest)
    days = scan.days(since: last)...scan.days(since: first)
    var certain: [String] = []
    var possible: [String] = []
    for treatment in treatments {
      let verdicts = [first, last].map { day in
        Self.lies(treatment, between: min(day, scan), and: max(day, scan))
      }
      if verdicts.allSatisfy({ $0 == .met }) {
        certain.append(treatment.name)
      } else if verdicts.contains(where: { $0 != .notMet }) {
        possible.append(treatment.name)
      }
    }
    self.treatments = certain
    possibleTreatments = possible
  }

  private static func lies(
    _ treatment: TreatmentPeriod,
    between first: CivilDate,
    and last: CivilDate
  ) -> Verdict {
    func overlaps(from start: CivilDate, to end: CivilDate?) -> Bool {
      max(start, first.adding(days: 1)) <= min(end ?? last, last.adding(days: -1))
    }
    // The latest start with the earliest end is the shortest that it can have been.
    if overlaps(from: treatment.start.latest, to: treatment.end?.earliest) { return .met }
    return overlaps(from: treatment.start.earliest, to: treatment.end?.latest) ? .unknown : .notMet
  }
}
