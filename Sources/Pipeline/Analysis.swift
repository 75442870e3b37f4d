public import DICOM
public import Lesions
public import Uptake
public import Voxels

/// A scan measured: from its DICOM to its lesions, with everything that the numbers rest on.
public struct Analysis: Sendable {
  /// What was asked for.
  public internal(set) var request: AnalysisRequest
  /// The files of the folder that could not be read, each with the reason.
  public let refusedFiles: [RefusedFile]
  /// The study of the series.
  public let study: Study
  /// The PET series.
  public let pet: Series
  /// The CT in the same space, or why there is none.
  public let ct: Study.ComputedTomographyMatch
  /// The tracer's profile, where the header's code or the request names one.
  public let profile: TracerProfile?
  /// How the series becomes SUV.
  public let certificate: SUVCertificate
  /// The uptake.
  public let suv: Volume<SUVbw>
  /// The reference regions.
  public let references: [ReferenceRegion]
  /// The lesions, in the order of the regions' file, of the seeds, or from the hottest down.
  public internal(set) var lesions: [Lesion]
  /// Their numbers, in the same order.
  public internal(set) var measurements: [LesionMeasurement]
  /// The numbers of all of them together.
  public internal(set) var patient: PatientMeasurement
  /// All that stood out where lesions were looked for, with what each was taken for: the lesions first,
  /// in the order of ``lesions``; empty where somebody said where they are.
  public internal(set) var findings: [Finding]
  /// The findings' names, in the same order: their numbers until somebody edits them.
  public internal(set) var findingLabels: [String]
  /// Where the organs lie; nil where they weren't looked for, or the result was taken up again.
  public internal(set) var organs: OrganMap?
  /// The starts that gave no lesion.
  public let refusedStarts: [RefusedStart]
  /// Doubts beyond the certificate's and the lesions' own.
  public let doubts: [String]
  /// The SHA-256 of the files that the numbers come from.
  public let inputSHA256: String
  /// Each lesion's identity across every file that is written; it stays through edits.
  public internal(set) var trackingUIDs: [String]
  /// What persons changed since the lesions were drawn.
  public internal(set) var edits: [EditRecord]

  /// Asks for another receptor rule, or another primary tumour, than the request did.
  ///
  /// - Parameter heterogeneity: what is asked for.
  public mutating func ask(_ heterogeneity: Heterogeneity.Request) {
    request.heterogeneity = heterogeneity
  }

  /// A normalisation that is available, with what SUVbw is multiplied by.
  public var scales: [(normalization: Normalization, factor: Double)] {
    certificate.normalizations.compactMap { entry in
      entry.factor.map { (entry.normalization, $0) }
    }
  }
}

/// The stages of an analysis, as they begin.
public enum AnalysisStage: Sendable, Equatable {
  /// Headers are read: files done, files found.
  case scanning(done: Int, of: Int)
  /// Pixels are read and become SUV.
  case loading(frames: Int)
  /// Organs and lesions are looked for.
  case searching
  /// Lesions are drawn.
  case segmenting
  /// Lesions are measured.
  case measuring(lesions: Int)
  /// Results are written.
  case writing
}
