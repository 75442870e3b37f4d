/// The true uptake of a tissue in one scan, and how sure the number is that it was drawn from.
public struct OrganTruth: Codable, Sendable, Hashable {
  /// The label in tissue maps.
  public let label: Int
  /// The organ, in plain English.
  public let organ: String
  /// The volume in this body, in mL.
  public let volumeMilliliters: Double
  /// The mean of the true uptake, before texture and lesions, in SUVbw.
  public let suv: Double
  /// How sure the mean over people is.
  public let confidence: Confidence
  /// Where it comes from.
  public let source: String
}

extension Participant {
  /// The uptake of each tissue of the body, with its source.
  ///
  /// - Parameters:
  ///   - uptake: the uptake of a scan.
  ///   - id: the tracer, by name.
  /// - Returns: the tissues that the body has, by label.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``.
  public func organTruth(of uptake: TissueUptake, tracer id: String) throws(PhantomError)
    -> [OrganTruth]
  {
    let tracer = try tracer(id).tracer
    return Tissue.allCases.compactMap { tissue in
      guard let suv = uptake.suv[tissue], let volume = tissueVolumes[tissue] else { return nil }
      let row = tracer.compartments.first { $0.compartment == tissue.compartment?.compartment }
      return OrganTruth(
        label: Int(tissue.rawValue),
        organ: tissue.organ,
        volumeMilliliters: volume,
        suv: suv,
        confidence: row?.confidence ?? tracer.bladder.confidence,
        source: row?.source ?? tracer.bladder.source
      )
    }
  }
}

/// The tables that simulated participants are drawn from, word for word, so that a cohort can carry
/// what was published and what was assumed.
public enum SimulationTables {
  /// What each tracer does in the body: JSON.
  public static var biodistribution: [UInt8] { PackageResources.biodistribution_json }
  /// How lesions, people and courses are drawn: JSON.
  public static var lesions: [UInt8] { PackageResources.lesions_json }
}
