/// The uptake of every tissue in one scan, with all injected activity accounted for.
///
/// SUVbw is activity per mL over injected activity per g of body, so the sum over the body of SUVbw
/// times volume, plus what has been voided, is the body mass.
public struct TissueUptake: Sendable {
  /// SUVbw by tissue; urine and ureters too.
  public let suv: [Tissue: Double]
  /// The share of the injected activity that has left the tissues, in the bladder or voided.
  public let excretedShare: Double
  /// The share that has left the body.
  public let voidedShare: Double
  /// What muscle, fat, skin, bone and the rest were multiplied by to close the balance.
  public let restFactor: Double

  /// The range of ``restFactor`` in most people.
  static let usualRest = 0.75...1.35

  /// The range of ``restFactor`` in which a person's organs are believed; outside it they are drawn
  /// again.
  static let plausibleRest = 0.6...1.6
}

extension Biodistribution {
  /// Closes the balance of a person's uptake.
  ///
  /// Organs are kept; the rest (muscle, fat, skin, bone and unnamed soft tissue) is rescaled by one
  /// factor. The bladder takes its share of what was excreted, up to a limit beside the kidneys.
  ///
  /// - Parameters:
  ///   - uptake: SUVbw by compartment.
  ///   - person: how the person differs from the mean.
  ///   - volumes: the volume of each tissue of the whole body, in mL, lesions taken out.
  ///   - lesions: the sum of SUVbw times volume over all lesions, in mL.
  ///   - excreted: the share of the activity that has left the tissues.
  ///   - massKilograms: the body mass.
  /// - Returns: SUVbw by tissue.
  func closed(
    _ uptake: [Compartment: Double],
    of person: PersonalUptake,
    volumes: [Tissue: Double],
    lesions: Double = 0,
    excreted: Double,
    massKilograms: Double
  ) -> TissueUptake {
    let total = massKilograms * 1000
    let urine = volumes[.urine] ?? 0
    let ureters = (volumes[.rightUreter] ?? 0) + (volumes[.leftUreter] ?? 0)
    let kidney = uptake[.kidneyCortex] ?? 0
    let inBladder = min(
      person.bladderShare * excreted * total,
      bladder.mostOverKidney * kidney * urine
    )
    let urineSUV = urine > 0 ? inBladder / urine : 0
    let ureterSUV = urineSUV * person.ureterOverBladder
    var organs = lesions
    var rest = 0.0
    for tissue in Tissue.allCases {
      guard let part = tissue.compartment, let volume = volumes[tissue] else { continue }
      let activity = (uptake[part.compartment] ?? 0) * part.share * volume
      if tissue.isRest { rest += activity } else { organs += activity }
    }
    let excretedMass = max(excreted * total, inBladder + ureterSUV * ureters)
    let factor = rest > 0 ? max(0.05, (total - excretedMass - organs) / rest) : 1
    var suv: [Tissue: Double] = [:]
    for tissue in Tissue.allCases {
      guard let part = tissue.compartment else { continue }
      suv[tissue] =
        (uptake[part.compartment] ?? 0) * part.share * (tissue.isRest ? factor : 1)
    }
    suv[.urine] = urineSUV
    suv[.rightUreter] = ureterSUV
    suv[.leftUreter] = ureterSUV
    return TissueUptake(
      suv: suv,
      excretedShare: excretedMass / total,
      voidedShare: (excretedMass - inBladder - ureterSUV * ureters) / total,
      restFactor: factor
    )
  }
}
