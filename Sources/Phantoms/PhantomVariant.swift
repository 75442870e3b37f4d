/// A combination of scanner words, tracer, units and layout in which a phantom is written.
public struct PhantomVariant: Hashable, Sendable, CustomStringConvertible {
  /// Its name, as the command line and folder names use it.
  public let name: String
  /// Its name.
  public var description: String { name }
  /// Whose words the headers use.
  public var scanner: Scanner
  /// What is injected.
  public var tracer: SimulatedTracer
  /// The injected activity, in Bq.
  public var activityBecquerels: Double
  /// From injection to scan, in seconds.
  public var uptakeSeconds: Double
  /// To which moment activity is corrected for decay.
  public var decayCorrection = SimulatedDecayCorrection.start
  /// What stored numbers are.
  public var quantity = StoredQuantity.activityConcentration
  /// How stored numbers are stepped.
  public var slopes = PETSeries.SlopeRule.perSlice
  /// One file for each slice, or one for all.
  public var layout = Layout.classic
  /// How the image axes lie in the person.
  public var orientation = Orientation.axial
  /// How the time of injection is stated.
  public var administrationTime = PETSeries.AdministrationTimeStyle.both
  /// Whether the vendor's private attribute names the moment of decay correction.
  public var namesReferencePrivately = false

  /// How a PET series is divided into files.
  public enum Layout: String, Hashable, Sendable {
    /// One file for each slice.
    case classic
    /// One multi-frame file (Enhanced PET).
    case enhanced
  }

  /// How the image axes lie in the person.
  public enum Orientation: String, Hashable, Sendable, CaseIterable {
    /// Columns to the left, rows to the back, slices to the head.
    case axial
    /// Columns to the left, rows to the back, slices from head to feet.
    case axialFromHead
    /// Columns to the right, rows to the back: seen from above.
    case flipped
    /// Columns to the left, rows to the feet, slices to the back.
    case coronal
    /// Axial, turned by 10° about the left-right axis and 5° about the long one.
    case oblique
  }

  init(
    _ name: String,
    _ scanner: Scanner,
    _ tracer: SimulatedTracer,
    megabecquerels: Double,
    uptakeHours: Double
  ) {
    self.name = name
    self.scanner = scanner
    self.tracer = tracer
    activityBecquerels = megabecquerels * 1e6
    uptakeSeconds = uptakeHours * 3600
  }

  /// FDG on a Siemens scanner, one hour after injection: the plain case.
  public static let siemens: PhantomVariant = {
    var variant = PhantomVariant("siemens", .siemens, .fdg, megabecquerels: 250, uptakeHours: 1)
    variant.slopes = .series
    variant.namesReferencePrivately = true
    return variant
  }()

  /// A HER2 affibody with Ga-68 on a GE scanner, two hours after injection, from head to feet.
  public static let ge: PhantomVariant = {
    var variant = PhantomVariant("ge", .ge, .galliumAffibody, megabecquerels: 150, uptakeHours: 2)
    variant.namesReferencePrivately = true
    variant.orientation = .axialFromHead
    return variant
  }()

  /// FDG on a Philips scanner in counts, with both private factors.
  public static let philips: PhantomVariant = {
    var variant = PhantomVariant("philips", .philips, .fdg, megabecquerels: 300, uptakeHours: 1.25)
    variant.quantity = .philipsCounts(suvFactor: true, activityFactor: true)
    variant.slopes = .series
    return variant
  }()

  /// Trastuzumab with Cu-64 on a United Imaging scanner, 48 hours after injection.
  public static let unitedImaging: PhantomVariant = {
    var variant = PhantomVariant(
      "united-imaging",
      .unitedImaging,
      .copperTrastuzumab,
      megabecquerels: 400,
      uptakeHours: 48
    )
    variant.administrationTime = .dateTime
    return variant
  }()

  /// Trastuzumab with Zr-89, seven days after injection, corrected to the injection.
  public static let zirconiumDay7: PhantomVariant = {
    var variant = PhantomVariant(
      "zr89-day7",
      .siemens,
      .zirconiumTrastuzumab,
      megabecquerels: 37,
      uptakeHours: 7 * 24
    )
    variant.decayCorrection = .administration
    variant.administrationTime = .dateTime
    return variant
  }()

  /// FDG without decay correction, several bed positions.
  public static let uncorrectedDecay: PhantomVariant = {
    var variant = PhantomVariant("decay-none", .siemens, .fdg, megabecquerels: 250, uptakeHours: 1)
    variant.decayCorrection = .none
    return variant
  }()

  /// FDG as SUVbw by the scanner, in g/mL, seen from above.
  public static let bodyWeightUptake: PhantomVariant = {
    var variant = PhantomVariant("gml", .philips, .fdg, megabecquerels: 250, uptakeHours: 1)
    variant.quantity = .uptake(.bodyWeight)
    variant.orientation = .flipped
    return variant
  }()

  /// FDG as uptake by body surface area, in cm²/mL, coronal slices.
  public static let surfaceAreaUptake: PhantomVariant = {
    var variant = PhantomVariant("cm2ml", .siemens, .fdg, megabecquerels: 250, uptakeHours: 1)
    variant.quantity = .uptake(.bodySurfaceArea)
    variant.orientation = .coronal
    return variant
  }()

  /// FDG on a GE scanner, oblique slices.
  public static let oblique: PhantomVariant = {
    var variant = PhantomVariant("oblique", .ge, .fdg, megabecquerels: 250, uptakeHours: 1)
    variant.orientation = .oblique
    return variant
  }()

  /// FDG as one multi-frame file with a slope for each frame.
  public static let enhanced: PhantomVariant = {
    var variant = PhantomVariant(
      "enhanced",
      .unitedImaging,
      .fdg,
      megabecquerels: 250,
      uptakeHours: 1
    )
    variant.layout = .enhanced
    return variant
  }()

  /// Zr-89 on day 4 as one multi-frame file without decay correction.
  public static let enhancedUncorrected: PhantomVariant = {
    var variant = PhantomVariant(
      "enhanced-decay-none",
      .siemens,
      .zirconiumTrastuzumab,
      megabecquerels: 37,
      uptakeHours: 96
    )
    variant.layout = .enhanced
    variant.decayCorrection = .none
    return variant
  }()

  /// All variants, in the order in which they are listed to a person.
  public static let all: [PhantomVariant] = [
    .siemens, .ge, .philips, .unitedImaging, .zirconiumDay7, .uncorrectedDecay, .bodyWeightUptake,
    .surfaceAreaUptake, .oblique, .enhanced, .enhancedUncorrected,
  ]
}
