import Glibc

/// The person of a simulated study: invented, and said to be so in every header.
public struct SimulatedPatient: Hashable, Sendable {
  /// The sex, as DICOM writes it.
  public enum Sex: String, Sendable, CaseIterable {
    case female = "F"
    case male = "M"
    case other = "O"
  }

  /// The name, in DICOM's form.
  public var name = "PHANTOM^IQ"
  /// The identifier.
  public var id = "SIMULATED-IQ"
  /// The sex.
  public var sex = Sex.female
  /// The body weight, in kg.
  public var weightKilograms = 70.0
  /// The height, in m.
  public var sizeMeters = 1.65
  /// The date of birth, as DICOM writes it.
  public var birthDate = "19600101"

  /// A simulated person of 70 kg and 1.65 m.
  public init() {}

  /// What SUVbw becomes under another normalisation: the other uptake value where SUVbw is 1.
  ///
  /// - Parameter normalization: by what the uptake is normalised.
  /// - Returns: lean or ideal mass over body mass; for body surface area, cm² per g.
  /// - Source: IBSI-SUV manual, normalisers: James (factor 128), Janmahasatian 2005, Robinson-type
  ///   ideal body weight, Du Bois 1916; for sex "O" the mean of both sexes.
  func uptakePerSUVbw(_ normalization: UptakeNormalization) -> Double {
    let w = weightKilograms
    let cm = sizeMeters * 100
    let bmi = w / (sizeMeters * sizeMeters)
    switch normalization {
    case .bodyWeight: return 1
    case .leanBodyMassJames128:
      return bySex(male: 1.10 * w - 128 * pow(w / cm, 2), female: 1.07 * w - 148 * pow(w / cm, 2))
        / w
    case .leanBodyMassJanmahasatian:
      return bySex(male: 9270 * w / (6680 + 216 * bmi), female: 9270 * w / (8780 + 244 * bmi)) / w
    case .idealBodyWeight:
      return bySex(male: 48.0 + 1.06 * (cm - 152), female: 45.5 + 0.91 * (cm - 152)) / w
    case .bodySurfaceArea:
      return 0.007184 * pow(w, 0.425) * pow(cm, 0.725) * 1e4 / (w * 1000)
    }
  }

  private func bySex(male: Double, female: Double) -> Double {
    switch sex {
    case .male: male
    case .female: female
    case .other: (male + female) / 2
    }
  }
}

/// By what an uptake value is normalised.
public enum UptakeNormalization: Hashable, Sendable, CaseIterable {
  /// Body weight: SUVbw.
  case bodyWeight
  /// Lean body mass by James with factor 128.
  case leanBodyMassJames128
  /// Lean body mass by Janmahasatian.
  case leanBodyMassJanmahasatian
  /// Ideal body weight.
  case idealBodyWeight
  /// Body surface area by Du Bois.
  case bodySurfaceArea
}

/// The injection of a simulated study.
public struct SimulatedAdministration: Hashable, Sendable {
  /// What was injected.
  public var tracer: SimulatedTracer
  /// When.
  public var start: Timestamp
  /// The activity at that moment, in Bq.
  public var activityBecquerels: Double

  /// The injection of an activity at a moment.
  ///
  /// - Parameters:
  ///   - tracer: what is injected.
  ///   - start: when.
  ///   - activityBecquerels: the activity at that moment, in Bq.
  public init(tracer: SimulatedTracer, start: Timestamp, activityBecquerels: Double) {
    self.tracer = tracer
    self.start = start
    self.activityBecquerels = activityBecquerels
  }
}
