/// A biopsy with what pathology says of the receptor, as reported: nothing is judged here.
public struct Biopsy: EnteredRecord {
  /// The immunohistochemical score.
  public enum Immunohistochemistry: String, CaseIterable, Codable, Sendable {
    /// No staining.
    case zero = "0"
    /// Faint.
    case onePlus = "1+"
    /// Weak to moderate.
    case twoPlus = "2+"
    /// Intense.
    case threePlus = "3+"
  }

  /// What the tumour is, as far as the rule for the receptor depends on it.
  public enum Tumor: String, CaseIterable, Codable, Sendable {
    /// Breast cancer.
    case breast
    /// Gastric cancer, or of the gastro-oesophageal junction.
    case gastric
    /// Another one.
    case other
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.biopsy

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// Pathology's number of the specimen.
  public var specimen: String
  /// The day on which it was taken.
  public var takenOn: CivilDate
  /// Where it was taken from, in words.
  public var site: String
  /// The lesion that it was taken from, by its identity in the images; nil where not known.
  public var lesion: String?
  /// What the tumour is.
  public var tumor: Tumor
  /// The immunohistochemical score; nil where it was not done.
  public var ihc: Immunohistochemistry?
  /// The ratio of receptor to chromosome 17 signals; nil where it was not done.
  public var ishRatio: Double?
  /// The mean number of receptor signals in a cell; nil where it was not done.
  public var ishCopyNumber: Double?
  /// The share of tumour cells in the specimen, in percent.
  public var tumorCellsPercent: Double?
  /// The treatment between this biopsy and the scan that it is compared with; nil where not known.
  public var treatmentSince: String?
  /// The laboratory.
  public var laboratory: String?
  /// What else there is to say.
  public var comment: String?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// A biopsy.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - specimen: pathology's number of the specimen.
  ///   - takenOn: the day on which it was taken.
  ///   - site: where it was taken from.
  ///   - tumor: what the tumour is.
  public init(
    participant: String,
    specimen: String,
    takenOn: CivilDate,
    site: String,
    tumor: Tumor
  ) {
    id = ""
    self.participant = participant
    self.specimen = specimen
    self.takenOn = takenOn
    self.site = site
    self.tumor = tumor
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let specimen = form.code("specimen", .required, "pathology's number of the specimen")
    let takenOn = form.date("takenOn", .required, "day on which it was taken")
    let site = form.text("site", .required, "where it was taken from")
    let lesion = form.text("lesion", .optional, "the lesion's identity in the images")
    let tumor: Tumor? = form.choice("tumor", .required, "the tumour: which rule applies")
    let ihc: Immunohistochemistry? = form.choice("ihc", .optional, "immunohistochemical score")
    let ratio = form.number(
      "ishRatio",
      .optional,
      "receptor to chromosome 17 signals",
      unit: "",
      in: 0...100
    )
    let copies = form.number(
      "ishCopyNumber",
      .optional,
      "mean receptor signals in a cell",
      unit: "",
      in: 0...200
    )
    let cells = form.number(
      "tumorCellsPercent",
      .optional,
      "tumour cells in the specimen",
      unit: "%",
      in: 0...100
    )
    let treatment = form.text(
      "treatmentSince",
      .optional,
      "treatment between biopsy and scan; 'none' where there was none"
    )
    let laboratory = form.text("laboratory", .optional, "the laboratory")
    let comment = form.text("comment", .optional, "anything else")
    if ihc == nil, ratio == nil, copies == nil, comment == nil {
      form.fault("ihc", "give a result (ihc, ishRatio, ishCopyNumber), or say in comment why none")
    }
    guard let participant, let specimen, let takenOn, let site, let tumor else { return nil }
    self.init(
      participant: participant,
      specimen: specimen,
      takenOn: takenOn,
      site: site,
      tumor: tumor
    )
    self.lesion = lesion
    self.ihc = ihc
    ishRatio = ratio
    ishCopyNumber = copies
    tumorCellsPercent = cells
    treatmentSince = treatment
    self.laboratory = laboratory
    self.comment = comment
  }
}
