import Uptake

/// One exposure of a participant, as an effective dose.
public struct Exposure: Hashable, Sendable, Codable {
  /// What was exposed to.
  public enum Cause: Hashable, Sendable, Codable {
    /// A tracer, by id, with the net activity in MBq.
    case tracer(String, megabecquerels: Double)
    /// A CT of a region, with its dose length product in mGy·cm.
    case ct(CTDoseFactor.Region, doseLengthProduct: Double)
  }

  /// What was exposed to.
  public let cause: Cause
  /// The effective dose, in mSv.
  public let millisieverts: Double
  /// The tissue weighting factors.
  public let weights: TissueWeights
  /// Where the coefficient comes from.
  public let provenance: Provenance
  /// What is in doubt.
  public let caveats: [String]
}

/// Another tracer's dose beside the one that was given.
public struct DoseComparison: Hashable, Sendable, Codable {
  /// The other tracer.
  public let comparator: DoseComparator
  /// What the same activity of it would have exposed to, in mSv.
  public let millisieverts: Double
  /// How many times the given tracer's dose that is.
  public let ratio: Double
  /// Why the two can't be compared strictly; nil where they can.
  public let caveat: String?
}

extension TrialProtocol {
  /// The exposure by an administration.
  ///
  /// - Parameter administration: what was recorded.
  /// - Returns: the effective dose of the net activity, with the coefficient's source.
  /// - Throws: ``ExposureError`` where the protocol has no coefficient for the tracer, or the record
  ///   lacks a fact; ``TrialProtocolError/unknown(kind:name:known:)`` for a tracer that it doesn't have.
  public func exposure(by administration: TracerAdministration) throws -> Exposure {
    let tracer = try tracer(administration.tracer)
    guard let nuclide = Nuclide.all.first(where: { $0.name == tracer.radionuclide }) else {
      throw ExposureError.unknownNuclide(tracer.radionuclide, known: Nuclide.all.map(\.name))
    }
    let coefficient: DoseCoefficient
    switch tracer.dose {
    case .stated(let value, _): coefficient = value
    case .open(let words): throw ExposureError.noCoefficient(tracer: tracer.id, words)
    }
    let activity = try administration.netMegabecquerels(halfLifeSeconds: nuclide.halfLifeSeconds)
    var caveats: [String] = []
    switch administration.extravasation {
    case .none: break
    case .suspected, .seen:
      caveats.append(
        "extravasation was \(administration.extravasation.rawValue): less than the net activity was "
          + "in the circulation, and the coefficient does not hold for what stayed in the arm"
      )
    case .notAssessed: caveats.append("extravasation was not assessed")
    }
    if coefficient.weights == .notStated {
      caveats.append("the coefficient's source does not state the tissue weighting factors")
    }
    if coefficient.provenance.confidence == .assumed {
      caveats.append("the coefficient is assumed: \(coefficient.provenance.source)")
    }
    return Exposure(
      cause: .tracer(tracer.id, megabecquerels: activity),
      millisieverts: activity * coefficient.millisievertsPerMegabecquerel,
      weights: coefficient.weights,
      provenance: coefficient.provenance,
      caveats: caveats
    )
  }

  /// The exposure by a CT.
  ///
  /// - Parameters:
  ///   - doseLengthProduct: the DLP, in mGy·cm, as the scanner reports it.
  ///   - region: the region of the body that it covers.
  /// - Returns: the effective dose by the region's factor, with its source.
  /// - Throws: ``ExposureError/noCTFactor(region:known:)``, or ``ExposureError/contradiction(_:)``.
  public func exposure(doseLengthProduct: Double, of region: CTDoseFactor.Region) throws -> Exposure
  {
    guard doseLengthProduct >= 0, doseLengthProduct.isFinite else {
      throw ExposureError.contradiction("a dose length product of \(doseLengthProduct) mGy.cm")
    }
    guard let factor = ctDoseFactors.first(where: { $0.region == region }) else {
      throw ExposureError.noCTFactor(
        region: region.rawValue,
        known: ctDoseFactors.map(\.region.rawValue)
      )
    }
    return Exposure(
      cause: .ct(region, doseLengthProduct: doseLengthProduct),
      millisieverts: doseLengthProduct * factor.millisievertsPerMilligrayCentimeter,
      weights: factor.weights,
      provenance: factor.provenance,
      caveats: [
        "the factor is an average adult's: it falls in large patients, and is no one's risk"
      ]
    )
  }

  /// What the same activity of the protocol's comparators would have exposed to.
  ///
  /// - Parameter exposure: an exposure by a tracer.
  /// - Returns: one comparison for each comparator; none for a CT.
  public func comparisons(with exposure: Exposure) -> [DoseComparison] {
    guard case .tracer(_, let activity) = exposure.cause, exposure.millisieverts > 0 else {
      return []
    }
    return doseComparators.map { comparator in
      let other = activity * comparator.dose.millisievertsPerMegabecquerel
      let isSame =
        comparator.dose.weights == exposure.weights && exposure.weights != .notStated
      return DoseComparison(
        comparator: comparator,
        millisieverts: other,
        ratio: other / exposure.millisieverts,
        caveat: isSame
          ? nil
          : "tissue weighting factors: \(exposure.weights.rawValue) here, "
            + "\(comparator.dose.weights.rawValue) there"
      )
    }
  }
}

/// The exposures of a participant, added up as far as they may be.
public struct CumulatedExposure: Hashable, Sendable {
  /// A sum of doses that were made with the same tissue weighting factors.
  public struct Part: Hashable, Sendable, Codable {
    /// The tissue weighting factors.
    public let weights: TissueWeights
    /// The one source of the doses, where it doesn't state the factors; nil where it does.
    public let source: String?
    /// The sum, in mSv.
    public let millisieverts: Double
    /// How many exposures it is of.
    public let count: Int
  }

  /// The exposures, in order.
  public let exposures: [Exposure]
  /// Their sums, one for each set of tissue weighting factors; where a source doesn't state its set,
  /// for each source.
  public let parts: [Part]

  /// Adds exposures up.
  public init(_ exposures: [Exposure]) {
    self.exposures = exposures
    var parts: [Part] = []
    for exposure in exposures {
      let source = exposure.weights == .notStated ? exposure.provenance.source : nil
      let place = parts.firstIndex { $0.weights == exposure.weights && $0.source == source }
      let before = place.map { parts[$0] }
      let part = Part(
        weights: exposure.weights,
        source: source,
        millisieverts: (before?.millisieverts ?? 0) + exposure.millisieverts,
        count: (before?.count ?? 0) + 1
      )
      if let place { parts[place] = part } else { parts.append(part) }
    }
    self.parts = parts
  }

  /// The sum of all, in mSv; nil where doses of different, or unstated, tissue weighting factors
  /// would be added.
  public var millisieverts: Double? {
    if exposures.isEmpty { return 0 }
    return parts.count == 1 ? parts[0].millisieverts : nil
  }

  /// Why there is no sum of all; nil where there is.
  public var reason: String? {
    guard parts.count > 1 else { return nil }
    let names = parts.map { $0.source.map { "not stated (\($0))" } ?? $0.weights.rawValue }
    return "doses with different tissue weighting factors are not added: "
      + names.joined(separator: "; ")
  }
}

extension ProtocolTracer {
  /// What an activity is against the protocol's range.
  ///
  /// - Parameters:
  ///   - megabecquerels: the net activity.
  ///   - weightKilograms: the body weight; nil where not known.
  /// - Returns: nil where it lies in the range; else the deviation in words.
  /// - Throws: ``TrialProtocolError/open(_:_:)`` where the range is the site's to fill in;
  ///   ``ExposureError/missing(_:)`` where the range is for each kilogram and the weight is missing.
  public func deviation(ofMegabecquerels megabecquerels: Double, weightKilograms: Double?) throws
    -> String?
  {
    let range = try activity.required("tracers[\(id)].activity")
    var given = megabecquerels
    if range.unit == "MBq/kg" {
      guard let weightKilograms, weightKilograms > 0 else {
        throw ExposureError.missing(
          "the body weight, which the range of \(id) is for each kilogram of"
        )
      }
      given /= weightKilograms
    }
    guard !(range.from...range.to).contains(given) else { return nil }
    return "\(FieldReader.plain(given)) \(range.unit) is outside \(range.words)"
  }
}
