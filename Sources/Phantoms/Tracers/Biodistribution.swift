import FoundationEssentials

/// How sure a number is that a simulation stands on.
public enum Confidence: String, Codable, Sendable, Hashable {
  /// The source says it.
  case published
  /// A working value without evidence; the truth of every simulated scan says so.
  case assumed
}

/// What a tracer does in a body: the uptake of each compartment over time, with sources.
public struct Biodistribution: Sendable, Decodable {
  /// A group of tracers that behave alike.
  public enum Family: String, Codable, Sendable {
    case affibody, nanobody, antibody, fdg
  }

  /// What names the tracer, as in the tracer profiles: "68Ga-HER2-affibody".
  public let id: String
  /// The group of tracers that behave alike.
  public let family: Family
  /// The agent, for people.
  public let agent: String
  /// The radionuclide, "Ga-68".
  public let radionuclide: String
  /// The activity that is injected.
  public let injection: Injection
  /// When and how long it is imaged.
  public let uptake: Timing
  /// What has left the body.
  public let excretion: Excretion
  /// What of that is in the bladder during the scan.
  public let bladder: Bladder
  /// The coefficient of variation of the one factor that all compartments of a person share.
  public let sharedCV: Double
  /// How uptake grows with body mass: (kg / 70) to this power.
  public let bodyMassExponent: Double?
  /// Plasma over whole blood, for tracers that follow plasma.
  public let plasmaShare: Double?
  /// How lesions change over the hours.
  public let lesionKinetics: LesionKinetics
  /// The resolution that turns a published SUVmax into a true uptake: full width at half maximum.
  public let resolutionMillimeters: Sourced
  /// The compartments.
  public let compartments: [Row]
  /// Other agents and doses of the same tracer.
  public let variants: [Variant]

  /// A number with its source.
  public struct Sourced: Sendable, Codable, Hashable {
    /// The number.
    public let value: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// An activity, fixed or by body mass.
  public struct Injection: Sendable, Decodable {
    let megabecquerels: Double?
    let megabecquerelsPerKilogram: Double?
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String

    /// The activity for a body mass, in MBq.
    func megabecquerels(forKilograms mass: Double) -> Double {
      megabecquerels ?? (megabecquerelsPerKilogram ?? 0) * mass
    }
  }

  /// When a tracer is imaged.
  public struct Timing: Sendable, Decodable {
    /// Hours after injection.
    public let hours: Double
    /// How it varies, in minutes.
    public let standardDeviationMinutes: Double
    /// The minutes of one bed position.
    public let minutesPerBed: Double
    /// How sure they are.
    public let confidence: Confidence
    /// Where they come from.
    public let source: String
  }

  /// The share of the activity that has left the tissues for urine and faeces.
  public struct Excretion: Sendable, Decodable {
    let hours: [Double]?
    let share: [Double]?
    let halfTimeHours: Double?
    let cv: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// What of the excreted activity is in the bladder.
  public struct Bladder: Sendable, Decodable {
    struct Share: Sendable, Decodable {
      let median, sigma, most: Double
    }
    let shareOfExcreted: Share
    let mostOverKidney: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// One compartment's uptake.
  public struct Row: Sendable, Decodable {
    /// The compartment.
    public let compartment: Compartment
    /// Its mean over time.
    public let curve: UptakeCurve
    /// The coefficient of variation between people.
    let cv: Double?
    /// The standard deviation of the logarithm between people, about the median.
    let sigma: Double?
    /// No person has less.
    let least: Double?
    /// No person has more.
    let most: Double?
    /// The coefficient of variation between visits of one person.
    public let retestCV: Double
    /// How it varies within the organ.
    let texture: Texture?
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// A smooth variation within an organ.
  struct Texture: Sendable, Decodable {
    let cv: Double
    let millimeters: Double
  }

  /// Another agent or dose of the same tracer, as factors on it.
  public struct Variant: Sendable, Decodable {
    /// What names it.
    public let id: String
    /// The agent, for people.
    public let agent: String
    let factors: [Compartment: Double]
    /// What the uptake of HER2-positive lesions is multiplied by.
    public let positiveLesions: Double
    let excretion: Double?
    let bloodHalfTime: Double?
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// The tracers that Herald can simulate.
  ///
  /// - Throws: ``PhantomError/unreadableData(file:reason:)`` when the shipped table can't be read.
  public static func shipped() throws(PhantomError) -> [Biodistribution] {
    struct File: Decodable { let tracers: [Biodistribution] }
    return try decoded(File.self, "biodistribution.json", PackageResources.biodistribution_json)
      .tracers
  }

  /// The tracer of a name.
  ///
  /// - Parameter id: the name, as in the tracer profiles.
  /// - Returns: the tracer.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``; what `shipped` throws.
  public static func named(_ id: String) throws(PhantomError) -> Biodistribution {
    let all = try shipped()
    let wanted = id.lowercased()
    if wanted == "fdg", let fdg = all.first(where: { $0.family == .fdg }) { return fdg }
    guard let found = all.first(where: { $0.id.lowercased() == wanted }) else {
      throw .unknownTracer(id, known: all.map(\.id))
    }
    return found
  }
}

/// The value of a shipped table.
func decoded<Value: Decodable>(_ type: Value.Type, _ file: String, _ bytes: [UInt8])
  throws(PhantomError) -> Value
{
  do {
    return try JSONDecoder().decode(type, from: Data(bytes))
  } catch {
    throw .unreadableData(file: file, reason: "\(error)")
  }
}
