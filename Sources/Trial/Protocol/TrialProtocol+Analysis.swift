import Lesions
public import Pipeline

extension TrialProtocol {
  /// What an analysis takes from this protocol: the profiles of its tracers, with the protocol's uptake
  /// windows and segmentation where it states them, and its receptor rules.
  ///
  /// A tracer whose profile is the site's to fill in has none here; see ``profile(of:)``.
  public var analysisBasis: ProtocolBasis {
    ProtocolBasis(
      identity: .init(id: id, version: version, sha256: sha256),
      profiles: tracers.compactMap { tracer in
        tracer.profile.value.map { adapted($0, of: tracer) }
      },
      receptorRules: receptorRules
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
    var method: TracerProfile.Method?
    if case .stated(let drawing, let provenance) = segmentation {
      method = .init(
        method: drawing.method.text,
        smallestVolumeMilliliters: drawing.smallestVolumeMilliliters,
        confidence: provenance.confidence.ofProfile,
        source: source(provenance)
      )
    }
    return profile.adapted(id: tracer.id, window: window, lesionMethod: method)
  }

  private func source(_ provenance: Provenance) -> String {
    "protocol \(id) version \(version): \(provenance.source)"
  }
}

extension Confidence {
  /// The confidence as tracer profiles name it: what a document says is published.
  fileprivate var ofProfile: TracerProfile.Confidence { self == .assumed ? .assumed : .published }
}
