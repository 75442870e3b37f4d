extension Code {
  /// What a number measures.
  ///
  /// - Source: DICOM PS3.16 CID 7466, CID 7470, CID 7472; 99HER2 for what has no code.
  public enum Quantity {
    /// Standardized uptake value by body weight.
    public static let suvBodyWeight = Code("126401", "DCM", "SUVbw")
    /// Standardized uptake value by lean body mass, formula not stated.
    public static let suvLeanBodyMass = Code("126402", "DCM", "SUVlbm")
    /// Standardized uptake value by body surface area.
    public static let suvBodySurfaceArea = Code("126403", "DCM", "SUVbsa")
    /// Standardized uptake value by ideal body weight.
    public static let suvIdealBodyWeight = Code("126404", "DCM", "SUVibw")
    /// Standardized uptake value by lean body mass after Janmahasatian.
    public static let suvLeanBodyMassJanmahasatian = Code("126405", "DCM", "SUVlbm(Janma)")
    /// Standardized uptake value by lean body mass after James, multiplier 128.
    public static let suvLeanBodyMassJames128 = Code("126406", "DCM", "SUVlbm(James128)")
    /// The volume of a region.
    public static let volume = Code("118565006", "SCT", "Volume")
    /// The volume of the metabolically active part.
    public static let metabolicVolume = Code("126032", "DCM", "Metabolic Volume")
    /// Total lesion glycolysis: FDG's word for mean uptake times volume.
    public static let totalLesionGlycolysis =
      Code("126033", "DCM", "Total Lesion Glycolysis")
    /// Mean SUVbw times volume, for tracers that don't measure glycolysis.
    public static let totalLesionUptake = Code("TLU", "99HER2", "Total Lesion Uptake")
    /// A lesion's SUV over a background's.
    public static let lesionToBackgroundRatio =
      Code("126039", "DCM", "Lesion to Background SUV Ratio")
    /// The background of ``lesionToBackgroundRatio``.
    public static let lesionToBackgroundBackground =
      Code("126040", "DCM", "Background for Lesion to Background SUV Ratio")
    /// The longest diameter.
    public static let longAxis = Code("103339001", "SCT", "Long axis")
    /// The longest diameter across the long axis.
    public static let shortAxis = Code("103340004", "SCT", "Short axis")
    /// A distance.
    public static let distance = Code("121206", "DCM", "Distance")
    /// The largest distance between two lesions of a patient.
    public static let largestLesionDistance =
      Code("DMAX", "99HER2", "Largest distance between lesions")
    /// How many lesions a patient has.
    public static let lesionCount = Code("246206008", "SCT", "Number of lesions")
  }

  /// How a number was derived from the voxels.
  ///
  /// - Source: DICOM PS3.16 CID 7464.
  public enum Derivation {
    /// The largest value.
    public static let maximum = Code("56851009", "SCT", "Maximum")
    /// The mean.
    public static let mean = Code("373098007", "SCT", "Mean")
    /// The smallest value.
    public static let minimum = Code("255605001", "SCT", "Minimum")
    /// The standard deviation.
    public static let standardDeviation = Code("386136009", "SCT", "Standard Deviation")
    /// The median.
    public static let median = Code("373099004", "SCT", "Median")
    /// The sum.
    public static let total = Code("255619001", "SCT", "Total")
    /// The peak: the mean over a small sphere.
    public static let peak = Code("126031", "DCM", "Peak Value Within ROI")
  }

  /// By which method a number was measured.
  ///
  /// - Source: DICOM PS3.16 TID 1419, codes 126410 to 126415; 99HER2 for what has no code.
  public enum Method {
    /// SUV by body weight.
    public static let suvBodyWeight =
      Code("126410", "DCM", "SUV body weight calculation method")
    /// SUV by lean body mass.
    public static let suvLeanBodyMass =
      Code("126411", "DCM", "SUV lean body mass calculation method")
    /// SUV by body surface area.
    public static let suvBodySurfaceArea =
      Code("126412", "DCM", "SUV body surface area calculation method")
    /// SUV by ideal body weight.
    public static let suvIdealBodyWeight =
      Code("126413", "DCM", "SUV ideal body weight calculation method")
    /// SUV by lean body mass after Janmahasatian.
    public static let suvLeanBodyMassJanmahasatian =
      Code("126414", "DCM", "SUV lean body mass Janmahasatian calculation method")
    /// SUV by lean body mass after James, multiplier 128.
    public static let suvLeanBodyMassJames128 =
      Code("126415", "DCM", "SUV lean body mass 128 calculation method")
    /// Volume as the sum of the voxels' volumes.
    public static let sumOfVoxelVolumes =
      Code("126030", "DCM", "Sum of segmented voxel volumes")
    /// IBSI local intensity peak: the sphere lies at the hottest voxel.
    public static let peakLocal = Code("PEAKLOCAL", "99HER2", "IBSI local intensity peak")
    /// IBSI global intensity peak: the sphere lies where its mean is highest.
    public static let peakGlobal = Code("PEAKGLOBAL", "99HER2", "IBSI global intensity peak")
    /// The peak of an exact sphere of 1 mL, voxels counted by the fraction inside.
    public static let peakExact1mL =
      Code("PEAK1ML", "99HER2", "Exact 1 mL sphere peak")
    /// The peak of a sphere of 1.2 cm diameter, as PERCIST has it.
    public static let peakPERCIST =
      Code("PEAK12MM", "99HER2", "1.2 cm diameter sphere peak")
  }

  /// The units of measurement.
  ///
  /// - Source: UCUM; DICOM PS3.16 CID 84, CID 85.
  public enum Unit {
    /// SUV by body weight.
    public static let suvBodyWeight =
      Code("g/ml{SUVbw}", "UCUM", "Standardized Uptake Value body weight")
    /// SUV by lean body mass; DICOM's meaning says James, SUVType LBM means Morgan.
    public static let suvLeanBodyMass =
      Code("g/ml{SUVlbm}", "UCUM", "Standardized Uptake Value lean body mass (James)")
    /// SUV by lean body mass after Janmahasatian.
    public static let suvLeanBodyMassJanmahasatian =
      Code("g/ml{SUVlbm(Janma)}", "UCUM", "Standardized Uptake Value lean body mass (Janma)")
    /// SUV by lean body mass after James, multiplier 128.
    public static let suvLeanBodyMassJames128 =
      Code(
        "g/ml{SUVlbm(James128)}",
        "UCUM",
        "Standardized Uptake Value lean body mass (James 128 multiplier)"
      )
    /// SUV by body surface area.
    public static let suvBodySurfaceArea =
      Code("cm2/ml{SUVbsa}", "UCUM", "Standardized Uptake Value body surface area")
    /// SUV by ideal body weight.
    public static let suvIdealBodyWeight =
      Code("g/ml{SUVibw}", "UCUM", "Standardized Uptake Value ideal body weight")
    /// Activity concentration.
    public static let becquerelPerMilliliter = Code("Bq/ml", "UCUM", "Becquerels/milliliter")
    /// Milliliters.
    public static let milliliter = Code("ml", "UCUM", "Milliliter")
    /// Grams.
    public static let gram = Code("g", "UCUM", "Gram")
    /// Millimeters.
    public static let millimeter = Code("mm", "UCUM", "Millimeter")
    /// A ratio.
    public static let ratio = Code("{ratio}", "UCUM", "Ratio")
    /// A plain number.
    public static let one = Code("1", "UCUM", "No units")
    /// A percentage.
    public static let percent = Code("%", "UCUM", "Percent")
    /// Becquerels.
    public static let becquerel = Code("Bq", "UCUM", "Becquerel")
    /// Seconds.
    public static let second = Code("s", "UCUM", "Second")
    /// Pixels.
    public static let pixels = Code("{pixels}", "UCUM", "Pixels")
  }
}
