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
    public let id: String
    public let sex: String
    public let weightKilograms: Double
    public let sizeMeters: Double
  }

  /// The tracer and its timing.
  public struct Tracer: Codable, Hashable, Sendable {
    public let radionuclide: String
    public let radiopharmaceutical: String
    public let halfLifeSeconds: Double
    public let injectedBecquerels: Double
    public let injectedAt: String
    public let scanStartedAt: String
    public let decayCorrection: String
    public let units: String
  }

  /// The scanner's resolution and noise.
  public struct Camera: Codable, Hashable, Sendable {
    public let headerStyle: String
    public let pointSpreadFullWidthMillimeters: Double
    public let noiseCoefficientOfVariation: Double
    public let noiseFullWidthMillimeters: Double
    public let ctNoiseHounsfield: Double
    public let orientation: String
    public let columns: Int
    public let rows: Int
    public let slices: Int
    public let voxelMillimeters: [Double]
  }

  /// The body outside inserts.
  public struct Background: Codable, Hashable, Sendable {
    public let suvbw: Double
    public let becquerelsPerMilliliterAtInjection: Double
  }

  /// An insert.
  public struct Insert: Codable, Hashable, Sendable {
    /// Its label in `truth-labels.nii.gz`.
    public let label: Int
    public let name: String
    /// "sphere" or "cylinder".
    public let shape: String
    /// The centre, in LPS mm.
    public let centerMillimeters: [Double]
    public let diameterMillimeters: Double
    public let volumeMilliliters: Double
    public let suvbw: Double
    /// Activity concentration, decay-corrected to the injection.
    public let becquerelsPerMilliliterAtInjection: Double
    /// Whether it lies inside the PET images as a whole.
    public let insideImages: Bool
    /// The voxels whose centres lie in it.
    public let labelVoxels: Int
  }
}
