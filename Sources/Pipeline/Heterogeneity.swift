import DICOM
public import Lesions
import Radiomics
public import Response
import Uptake
public import Voxels

/// How unequal uptake is inside each lesion of a scan and between them, with their receptor classes.
public struct Heterogeneity: Sendable {
  /// What a person asks for; what isn't given comes from the shipped rules.
  public struct Request: Sendable {
    /// The receptor rule; nil for the shipped one of the tracer and the time.
    public var rule: ReceptorRule?
    /// The rules of a trial's protocol, in place of the shipped ones; nil where there is no protocol.
    public var protocolRules: [ReceptorRule]?
    /// Why no rule applies, shipped ones neither; nil where one may.
    public var withoutRule: String?
    /// The labels or sites of the lesions that are the primary tumour.
    public var primary: [String] = []
    /// Whether one of them has to be there.
    public var requiresPrimary = true
    /// The level and the seed of intervals.
    public var settings = PatientHeterogeneity.Settings()

    /// A request for what the shipped rules say.
    public init() {}
  }

  /// What was asked for.
  public let request: Request
  /// The rule, held ready for the scan.
  public let assessment: ReceptorAssessment
  /// The lesions that count, with their classes: judged lesions and regions that nobody has judged.
  public let lesions: [AssessedLesion]
  /// The place of each of ``lesions`` among the scan's.
  public let places: [Int]
  /// The numbers of each of ``lesions``, in their order.
  public let lesionEndpoints: [[Endpoint]]
  /// The numbers of the patient, then of each site.
  public let patientEndpoints: [Endpoint]

  /// Measures a scan's lesions.
  ///
  /// - Parameters:
  ///   - measurements: the lesions' numbers.
  ///   - regions: their voxels, in the same order.
  ///   - suv: the uptake.
  ///   - scan: the scan's tracer and time, with its reference regions.
  ///   - request: what is asked for.
  /// - Throws: ``AnalysisError`` where no lesion is the primary tumour that the request names;
  ///   `RadiomicsError` where the shipped settings are damaged.
  public init(
    of measurements: [LesionMeasurement],
    regions: [Region],
    on suv: Volume<SUVbw>,
    scan: Scan,
    _ request: Request
  ) throws {
    let assessment =
      try request.withoutRule.map(ReceptorAssessment.init(without:))
      ?? scan.assessment(request.rule, protocolRules: request.protocolRules)
    let places = measurements.indices.filter {
      [.lesion, .unclassified].contains(measurements[$0].category) && !regions[$0].isEmpty
    }
    let primary = Set(request.primary.map { $0.lowercased() })
    func isPrimary(_ measurement: LesionMeasurement) -> Bool {
      [measurement.label, measurement.site?.meaning].compactMap { $0?.lowercased() }
        .contains(where: primary.contains)
    }
    if request.requiresPrimary, !primary.isEmpty,
      !places.contains(where: { isPrimary(measurements[$0]) })
    {
      throw AnalysisError.noPrimary(
        request.primary,
        known: places.map { measurements[$0].label }
      )
    }
    let image = try RadiomicsImage(suv, settings: .profile("pet"))
    self.request = request
    self.assessment = assessment
    self.places = places
    lesions = places.map {
      assessment.assess(measurements[$0], isPrimary: isPrimary(measurements[$0]))
    }
    lesionEndpoints = concurrentMap(places.count, threads: availableProcessors()) { index in
      let place = places[index]
      return LesionHeterogeneity(regions[place], label: measurements[place].label, on: image)
        .endpoints
    }
    patientEndpoints =
      PatientHeterogeneity(lesions, metric: assessment.metric, settings: request.settings)
      .endpoints
  }

  /// What a receptor rule has to know of a scan.
  public struct Scan: Sendable {
    /// The tracer profile's id; nil where it has none.
    public var tracer: String?
    /// Minutes from administration to the scan; nil where unknown.
    public var uptakeMinutes: Double?
    /// The reference regions: mean and standard deviation in SUVbw.
    public var references: [ReferenceTissue: (mean: Double, standardDeviation: Double)] = [:]

    /// The rule for this scan: a given one, or the shipped one of its tracer and time.
    func assessment(_ given: ReceptorRule?, protocolRules: [ReceptorRule]?) throws
      -> ReceptorAssessment
    {
      if let given { return assessment(by: given) }
      guard let tracer else {
        return ReceptorAssessment(without: "the tracer has no profile, so no receptor rule applies")
      }
      guard let uptakeMinutes else {
        return ReceptorAssessment(
          without: "the time from administration to the scan is not known"
        )
      }
      let applying = ReceptorRule.applying(
        to: tracer,
        uptakeMinutes: uptakeMinutes,
        among: try protocolRules ?? ReceptorRule.shipped()
      )
      guard let rule = applying.first else {
        if protocolRules != nil {
          return ReceptorAssessment(
            without:
              "the protocol has no receptor rule for \(tracer) at \(Int(uptakeMinutes)) min: "
              + "state it there, or give one with --receptor-rule"
          )
        }
        return ReceptorAssessment(
          without: "no receptor rule is published for \(tracer) at \(Int(uptakeMinutes)) min: "
            + "give one with --receptor-rule"
        )
      }
      return assessment(by: rule)
    }

    private func assessment(by rule: ReceptorRule) -> ReceptorAssessment {
      ReceptorAssessment(
        rule,
        tracer: tracer,
        uptakeMinutes: uptakeMinutes,
        references: references
      )
    }
  }

  /// All numbers: the patient's and the sites', then each lesion's.
  public var endpoints: [Endpoint] { patientEndpoints + lesionEndpoints.flatMap { $0 } }
}

extension Analysis {
  /// How unequal the scan's uptake is, inside lesions and between them.
  ///
  /// - Returns: the numbers, with the request's rule or the tracer's.
  /// - Throws: as ``Heterogeneity/init(of:regions:on:scan:_:)``.
  public func heterogeneity() throws -> Heterogeneity {
    var scan = Heterogeneity.Scan(
      tracer: profile?.id,
      uptakeMinutes: certificate.uptakeSeconds.map { $0 / 60 }
    )
    for reference in references {
      scan.references[reference.tissue] = (reference.mean, reference.standardDeviation)
    }
    return try Heterogeneity(
      of: measurements,
      regions: lesions.map(\.region),
      on: suv,
      scan: scan,
      request.heterogeneity
    )
  }
}
