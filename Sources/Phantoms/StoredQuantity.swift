/// To which moment a simulated scanner corrects its activity for decay.
public enum SimulatedDecayCorrection: String, Hashable, Sendable, CaseIterable {
  /// Not at all: each frame holds the mean activity while it was measured.
  case none = "NONE"
  /// To the start of the series.
  case start = "START"
  /// To the injection.
  case administration = "ADMIN"
}

/// What the stored numbers of a simulated PET series are, once the rescale slope is applied.
public enum StoredQuantity: Hashable, Sendable {
  /// Activity concentration, in Bq/mL: BQML.
  case activityConcentration
  /// Uptake values: GML, or CM2ML for body surface area.
  case uptake(UptakeNormalization, suvTypePresent: Bool = true)
  /// Philips counts with the private factors to SUVbw, to Bq/mL, or both: CNTS.
  ///
  /// At least one factor is given; where both are, the SUV factor only says the same again.
  case philipsCounts(suvFactor: Bool, activityFactor: Bool)
  /// Numbers proportional to counts, which no attribute turns into uptake: PROPCNTS.
  case proportionalCounts

  /// The Units (0054,1001) of the series.
  var units: String {
    switch self {
    case .activityConcentration: "BQML"
    case .uptake(.bodySurfaceArea, _): "CM2ML"
    case .uptake: "GML"
    case .philipsCounts: "CNTS"
    case .proportionalCounts: "PROPCNTS"
    }
  }

  /// The SUV Type (0054,1006) of the series, or nil where it is absent.
  var suvType: String? {
    guard case .uptake(let normalization, true) = self else { return nil }
    switch normalization {
    case .bodyWeight: return "BW"
    case .leanBodyMassJames128: return "LBMJAMES128"
    case .leanBodyMassJanmahasatian: return "LBMJANMA"
    case .idealBodyWeight: return "IBW"
    case .bodySurfaceArea: return "BSA"
    }
  }
}
