/// Whose words a simulated scanner uses in its headers.
///
/// The values follow headers of real scanners: their names, correction tokens, number
/// representations, reconstruction texts and private attributes. They imitate for testing; no image
/// comes from such a device, and every header says so.
public enum Scanner: String, Sendable, CaseIterable {
  case siemens
  case ge
  case philips
  case unitedImaging = "united-imaging"
  /// A scanner of no vendor, as reference objects name it.
  case unnamed

  /// Manufacturer (0008,0070).
  public var manufacturer: String {
    switch self {
    case .siemens: "SIEMENS"
    case .ge: "GE MEDICAL SYSTEMS"
    case .philips: "Philips Medical Systems"
    case .unitedImaging: "UIH"
    case .unnamed: "Synthetic"
    }
  }

  var modelName: String {
    switch self {
    case .siemens: "Biograph64_mCT"
    case .ge: "Discovery MI"
    case .philips: "Vereos PET/CT"
    case .unitedImaging: "uMI 780"
    case .unnamed: "Simulation"
    }
  }

  /// The corrections that were made, without decay.
  var corrections: [String] {
    switch self {
    case .siemens: ["NORM", "DTIM", "ATTN", "SCAT", "RAN"]
    case .ge: ["ATTN", "SCAT", "DTIM", "RAN", "RADL", "DCAL", "SLSENS", "NORM"]
    case .philips: ["RADL", "ATTN", "SCAT", "DTIM", "RAN", "NORM"]
    case .unitedImaging, .unnamed: ["NORM", "DTIM", "ATTN", "SCAT", "RAN"]
    }
  }

  var reconstructionMethod: String {
    switch self {
    case .siemens: "PSF+TOF 4i5s"
    case .ge: "VPFXS"
    case .philips: "OSEM:i3s15"
    case .unitedImaging: "TOF-OSEM+PSF"
    case .unnamed: "Simulation"
    }
  }

  var convolutionKernel: String? { self == .siemens ? "XYZ Gauss2.00" : nil }

  var attenuationCorrectionMethod: String {
    switch self {
    case .siemens: "CT-derived mu-map"
    case .ge: "measured,, 0.096000 cm-1,"
    case .philips: "CTAC-SG"
    case .unitedImaging, .unnamed: "CTAC"
    }
  }

  var scatterCorrectionMethod: String {
    switch self {
    case .siemens: "Model-based"
    case .ge: "Model Based"
    case .philips: "SS-SIMUL"
    case .unitedImaging, .unnamed: "SSS"
    }
  }

  var randomsCorrectionMethod: String { self == .ge ? "SING" : "DLYD" }

  /// Pixel Representation (0028,0103): whether numbers are stored signed.
  var storesSigned: Bool { self != .siemens && self != .unitedImaging }

  /// How the radionuclide is coded: the older code, where scanners still write it.
  func radionuclideCode(of tracer: SimulatedTracer) -> Code {
    switch self {
    case .siemens, .ge, .philips: tracer.legacyRadionuclideCode
    case .unitedImaging, .unnamed: tracer.radionuclideCode
    }
  }

  /// The private attribute that names the moment of decay correction, where the vendor has one.
  var privateReferenceTime: (group: UInt16, element: UInt8, creator: String)? {
    switch self {
    case .siemens: (0x0071, 0x22, "SIEMENS MED PT")
    case .ge: (0x0009, 0x0D, "GEMS_PETD_01")
    case .philips, .unitedImaging, .unnamed: nil
    }
  }

  /// Whether instance 1 is the highest slice.
  var numbersFromHead: Bool { self == .ge }

  /// Columns (and rows), pixel spacing and slice spacing in mm of the scanner's whole-body images.
  var wholeBodyMatrix: (columns: Int, pixel: Double, slice: Double) {
    switch self {
    case .siemens, .unnamed: (200, 4.07283, 3)
    case .ge: (192, 3.6458333, 2.79)
    case .philips: (144, 4, 4)
    case .unitedImaging: (192, 3.125, 2.89)
    }
  }
}
