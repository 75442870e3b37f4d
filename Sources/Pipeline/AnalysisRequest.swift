public import Lesions
public import Uptake
public import Voxels

/// What a person asks of an analysis; what isn't given comes from the tracer's profile.
public struct AnalysisRequest: Sendable {
  /// The folder (or file, or DICOMDIR) with the scan.
  public var input: String
  /// What results call the input, where its path says nothing to whoever reads them; nil for the path.
  public var statedInput: String?
  /// The PET series to analyse: a Series Instance UID or a Series Number; nil where there is one.
  public var series: String?
  /// The tracer's profile; nil where the header codes the radiopharmaceutical.
  public var tracer: String?
  /// The trial's protocol whose profiles and rules hold in place of the shipped ones; nil for none.
  public var protocolBasis: ProtocolBasis?
  /// How SUV is made.
  public var suv: SUVSettings
  /// How lesions are drawn.
  public var method: SegmentationMethod?
  /// Regions below this volume are left out, in mL.
  public var smallestVolumeMilliliters: Double?
  /// Which voxels count as connected.
  public var connectivity: Connectivity
  /// How far a lesion may extend from its seed, in mm; nil for no limit.
  public var reachMillimeters: Double?
  /// Points set on lesions.
  public var seeds: [Seed]
  /// A file with regions of interest: DICOM SEG or RTSTRUCT, or a NIfTI label map.
  public var regions: String?
  /// What the search for lesions rests on, where neither a method nor a region is given.
  public var detection: DetectionSettings
  /// A file with organ masks, in place of the organs that are found: DICOM SEG or a NIfTI label map.
  public var organs: String?
  /// An outside program that proposes lesions in place of Herald's own search; nil for none.
  public var detector: OutsideDetector?
  /// Where reference regions are to be placed.
  public var references: [ReferenceRequest]
  /// The regions of ``regions`` that are reference regions: the label of each tissue's.
  public var referenceLabels: [ReferenceTissue: String]
  /// The normalisation that fixed thresholds are meant on, and that a summary shows.
  public var normalization: Normalization
  /// Which receptor rule and which primary tumour heterogeneity is told by.
  public var heterogeneity: Heterogeneity.Request

  /// Whether lesions are to be found without a region, a seed or a method.
  public var findsLesions: Bool { regions == nil && seeds.isEmpty && method == nil }

  /// A request for all that the tracer's profile says.
  ///
  /// - Parameters:
  ///   - input: the folder with the scan.
  ///   - suv: how SUV is made.
  public init(input: String, suv: SUVSettings) {
    self.input = input
    self.suv = suv
    connectivity = .corners
    seeds = []
    detection = DetectionSettings()
    references = []
    referenceLabels = [:]
    normalization = .bodyWeight
    heterogeneity = Heterogeneity.Request()
  }
}
