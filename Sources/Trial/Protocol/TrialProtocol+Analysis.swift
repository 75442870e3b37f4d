import Lesions
public import Pipeline

extension TrialProtocol {
  /// What an analysis takes from this protocol: the profiles of its tracers, with the protocol's uptake
  /// windows and segmentation where it states them, its receptor rules, how it draws lesions, and the
  /// reference regions that it measures.
  ///
  /// A tracer whose profile is the site's to fill in has none here; see ``profile(of:)``.
  public var analysisBasis: ProtocolBasis {
    ProtocolBasis(
      identity: .init(id: id, version: version, sha256: sha256),
      profiles: tracers.compactMap { tracer in
        tracer.profile.value.map { adapted($0, of: tracer) }
      },
      receptorRules: receptorRules,
      segmentation: drawing,
      references: referenceRegions.value ?? []
    )
  }

  /// The profile of a tracer.
  ///
  /// - Parameter tracer: the tracer's id, in any case.
  /// - Returns: the profile, with what the protocol states in place of it.
  /// - Throws: ``TrialProtocolError/open(_:_:)`` where the profile is the site's to fill in;
  ///   ``TrialProtocolError/unknown(kind:name:known:)`` for a tracer that the protocol doesn't have.
  public func profile(of tracer: String) throws -> TracerProfile {
    let found = try self.tracer(tracer)
    return adapted(try found.profile.required("tracers[\(found.id)].profile"), of: found)
  }

  private func adapted(_ profile: TracerProfile, of tracer: ProtocolTracer) -> TracerProfile {
    var window: TracerProfile.Window?
    if case .stated(let range, let provenance) = tracer.uptakeWindow {
      window = .init(
        from: range.from,
        to: range.to,
        confidence: provenance.confidence.ofProfile,
        source: source(provenance)
      )
    }
    return profile.adapted(id: tracer.id, window: window, lesionMethod: drawing)
  }

  /// How lesions are drawn, as a profile states it; nil where it is the site's to fill in.
  private var drawing: TracerProfile.Method? {
    guard case .stated(let drawing, let provenance) = segmentation else { return nil }
    return .init(
      method: drawing.method.text,
      smallestVolumeMilliliters: drawing.smallestVolumeMilliliters,
      confidence: provenance.confidence.ofProfile,
      source: source(provenance)
    )
  }

  private func source(_ provenance: Provenance) -> String {
    "protocol \(id) version \(version): \(provenance.source)"
  }
}

extension AnalysisRequest {
  /// Takes profiles, rules, reference regions and the way lesions are drawn from a trial's protocol;
  /// what the request states already stays.
  ///
  /// - Parameter trial: the protocol.
  /// - Throws: ``TrialProtocolError`` where the request's tracer is none of the protocol's, or its
  ///   profile is the site's to fill in.
  public mutating func follow(_ trial: TrialProtocol) throws {
    if let tracer { _ = try trial.profile(of: tracer) }
    protocolBasis = trial.analysisBasis
    heterogeneity.protocolRules = trial.receptorRules
    if regions == nil, smallestVolumeMilliliters == nil {
      smallestVolumeMilliliters = trial.segmentation.value?.smallestVolumeMilliliters
    }
  }
}

extension Confidence {
  /// The confidence as tracer profiles name it: what a document says is published.
  fileprivate var ofProfile: TracerProfile.Confidence { self == .assumed ? .assumed : .published }
}
