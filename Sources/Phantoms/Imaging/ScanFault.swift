/// A mistake of clinics and devices, put into a simulated scan on request.
public enum ScanFault: String, CaseIterable, Hashable, Sendable, Codable {
  /// Patient Weight is absent.
  case weightMissing = "weight-missing"
  /// The clock that the injection was read from was an hour slow.
  case clockShift = "clock-shift"
  /// A series without attenuation correction lies beside the corrected one.
  case uncorrectedBesideCorrected = "nac-beside-ac"
  /// The half-life is that of another nuclide.
  case wrongHalfLife = "wrong-half-life"
  /// The arms lie outside the CT.
  case armsTruncated = "arms-truncated"
  /// The injected activity is in MBq.
  case doseInMegabecquerels = "dose-in-mbq"
  /// Patient Size is in cm.
  case heightInCentimeters = "height-in-cm"
  /// The injection is later than the scan.
  case injectionAfterScan = "injection-after-scan"
  /// One slice of the PET is absent.
  case sliceMissing = "slice-missing"

  /// What was done, in words.
  public var explanation: String {
    switch self {
    case .weightMissing: "Patient Weight (0010,1030) is absent"
    case .clockShift: "the time of injection was read from a clock an hour slow"
    case .uncorrectedBesideCorrected:
      "a PET series without attenuation correction lies beside the corrected one"
    case .wrongHalfLife: "Radionuclide Half Life (0018,1075) is that of another nuclide"
    case .armsTruncated: "the arms lie outside the CT, and the PET beside them is too low"
    case .doseInMegabecquerels: "Radionuclide Total Dose (0018,1074) is in MBq"
    case .heightInCentimeters: "Patient's Size (0010,1020) is in cm"
    case .injectionAfterScan: "the injection is stated to be after the scan"
    case .sliceMissing: "one slice of the PET is absent"
    }
  }
}
