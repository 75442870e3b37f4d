/// What a phantom truly holds, and what was assumed; written as `truth.json` beside the images.
public struct PhantomTruth: Codable, Hashable, Sendable {
  /// Says that this describes simulated data.
  public let note: String
  /// The variant's name.
  public let variant: String
  /// The seed of noise and identifiers.
  public let seed: UInt64
  /// The person, invented.
  public let patient: Patient
  /// What was injected, and when it was scanned.
  public let tracer: Tracer
  /// What was assumed of the scanner.
  public let camera: Camera
  /// The body outside inserts.
  public let background: Background
  /// The inserts, in the order of their labels.
  public let inserts: [Insert]

  /// The invented person's measures.
  public struct Patient: Codable, Hashable, Sendable {
    /// The identifier.
    public let id: String
    /// The sex, as DICOM writes it.
    public let sex: String
    /// The body weight, in kg.
    public let weightKilograms: Double
    /// The height, in m.
    public let sizeMeters: Double
  }

  /// The tracer and its timing.
  public struct Tracer: Codable, Hashable, Sendable {
    /// The radionuclide: "F-18".
    public let radionuclide: String
    /// The agent.
    public let radiopharmaceutical: String
    /// The half-life, in s.
    public let halfLifeSeconds: Double
    /// The injected activity, in Bq.
    public let injectedBecquerels: Double
    /// When it was injected, as a DICOM date and time.
    public let injectedAt: String
    /// When the scan started, as a DICOM date and time.
    public let scanStartedAt: String
    /// NONE, START or ADMIN.
    public let decayCorrection: String
    /// The Units of the series: "BQML".
    public let units: String
  }

  /// The scanner's resolution and noise.
  public struct Camera: Codable, Hashable, Sendable {
    /// Whose words the headers use.
    public let headerStyle: String
    /// The full width at half maximum of the point spread, in mm, besides the voxels' own.
    public let pointSpreadFullWidthMillimeters: Double
    /// The standard deviation over the mean of a voxel in the background.
    public let noiseCoefficientOfVariation: Double
    /// The full width at half maximum of the noise's correlation filter, in mm.
    public let noiseFullWidthMillimeters: Double
    /// The standard deviation of a CT voxel, in HU.
    public let ctNoiseHounsfield: Double
    /// How the image axes lie in the person.
    public let orientation: String
    /// The number of columns of the PET.
    public let columns: Int
    /// The number of its rows.
    public let rows: Int
    /// The number of its slices.
    public let slices: Int
    /// The distances between columns, rows and slices, in mm.
    public let voxelMillimeters: [Double]
  }

  /// The body outside inserts.
  public struct Background: Codable, Hashable, Sendable {
    /// The true SUVbw.
    public let suvbw: Double
    /// The activity concentration, decay-corrected to the injection, in Bq/mL.
    public let becquerelsPerMilliliterAtInjection: Double
  }

  /// An insert.
  public struct Insert: Codable, Hashable, Sendable {
    /// Its label in `truth-labels.nii.gz`.
    public let label: Int
    /// What it is called.
    public let name: String
    /// "sphere" or "cylinder".
    public let shape: String
    /// The centre, in LPS mm.
    public let centerMillimeters: [Double]
    /// The diameter, in mm.
    public let diameterMillimeters: Double
    /// The volume by its formula, in mL.
    public let volumeMilliliters: Double
    /// The true SUVbw.
    public let suvbw: Double
    /// Activity concentration, decay-corrected to the injection.
    public let becquerelsPerMilliliterAtInjection: Double
    /// Whether it lies inside the PET images as a whole.
    public let insideImages: Bool
    /// The voxels whose centres lie in it.
    public let labelVoxels: Int
  }
}
