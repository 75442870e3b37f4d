import DICOM
public import Voxels

/// A simulated PET series: what was injected, how it was measured, and in which words it is stored.
///
/// Stored numbers are made from the true SUVbw by the physics of a scan, forwards: uptake, activity
/// in the tissue, decay until and during the frame, unit, slope. Nothing of the code that computes
/// SUV from a header is used here.
public struct PETSeries: Sendable {
  /// The person, the day, the identifiers.
  public var study: SimulatedStudy
  /// Whose words the headers use.
  public var scanner: Scanner
  /// Where the voxels lie.
  public var grid: Grid
  /// The injection.
  public var administration: SimulatedAdministration
  /// When each slice was measured; as many as the grid has slices.
  public var timings: [FrameTiming]
  /// To which moment activity is corrected for decay.
  public var decayCorrection = SimulatedDecayCorrection.start
  /// The moment of decay correction for ``SimulatedDecayCorrection/start``.
  public var decayReference: Timestamp
  /// Series Date and Time, which need not be the moment of decay correction.
  public var seriesTime: Timestamp
  /// What stored numbers are.
  public var quantity = StoredQuantity.activityConcentration
  /// How stored numbers are stepped.
  public var slopes = SlopeRule.perSlice
  /// Whether the vendor's private attribute names the moment of decay correction.
  public var namesReferencePrivately = false
  /// What the Frame Reference Time is counted from; the moment of decay correction when nil.
  public var frameReferenceOrigin: Timestamp?
  /// How the time of injection is stated.
  public var administrationTime = AdministrationTimeStyle.both
  /// The number of the series in its study.
  public var seriesNumber = 2
  /// Reconstruction Method, where it isn't the scanner's usual one.
  public var reconstructionMethod: String?
  /// Whether attenuation and scatter were corrected.
  public var isAttenuationCorrected = true
  /// What the series is, for people.
  public var seriesDescription = "PET AC (simulated)"

  /// How stored numbers are stepped.
  public enum SlopeRule: Hashable, Sendable {
    /// Each slice by its own maximum, which becomes 32767.
    case perSlice
    /// All slices by the maximum of the series, which becomes 32767.
    case series
    /// Steps of so much SUVbw; slice k uses the value at k modulo their count.
    case suvSteps([Double])
  }

  /// How the time of injection is stated.
  public enum AdministrationTimeStyle: Hashable, Sendable {
    /// As date and time, and as time of day.
    case both
    /// As date and time only, (0018,1078).
    case dateTime
    /// As time of day only, (0018,1072).
    case timeOfDay
    /// As date and time with the distance from UTC of the clock that showed them.
    case dateTimeWithOffset
  }

  /// A series that is corrected to its own start, stored as activity concentration.
  ///
  /// - Parameters:
  ///   - study: the person, the day, the identifiers.
  ///   - scanner: whose words the headers use.
  ///   - grid: where the voxels lie.
  ///   - administration: the injection.
  ///   - timings: when each slice was measured.
  /// - Precondition: as many timings as slices.
  public init(
    study: SimulatedStudy,
    scanner: Scanner,
    grid: Grid,
    administration: SimulatedAdministration,
    timings: [FrameTiming]
  ) {
    precondition(timings.count == grid.size.z, "a timing for each slice")
    self.study = study
    self.scanner = scanner
    self.grid = grid
    self.administration = administration
    self.timings = timings
    let first = timings.min { $0.start.microseconds < $1.start.microseconds } ?? timings[0]
    decayReference = first.start
    seriesTime = first.start
  }

  /// The factor from a count to Bq/mL that Philips headers of ours hold.
  static let philipsActivityFactor = 1.875
  /// The factor from a count to SUVbw where it is the only one.
  static let philipsSUVFactor = 0.000551

  /// The number in the series' unit that a true SUVbw of 1 becomes in a slice.
  ///
  /// - Parameter slice: the slice; frames without decay correction differ by their time.
  /// - Returns: Bq/mL, uptake or counts, by ``quantity``.
  /// - Source: SUVbw = C · W / D, all at one moment (IBSI-SUV); A(t) = A₀ 2^(-t/T½).
  public func unitPerSUVbw(inSlice slice: Int) -> Double {
    switch quantity {
    case .activityConcentration: return activityPerSUVbw(inSlice: slice)
    case .uptake(let normalization, _): return study.patient.uptakePerSUVbw(normalization)
    case .philipsCounts(_, activityFactor: true):
      return activityPerSUVbw(inSlice: slice) / Self.philipsActivityFactor
    case .philipsCounts: return 1 / Self.philipsSUVFactor
    case .proportionalCounts: return activityPerSUVbw(inSlice: slice) / 3
    }
  }

  /// The Bq/mL that the series holds where SUVbw is 1.
  func activityPerSUVbw(inSlice slice: Int) -> Double {
    let tracer = administration.tracer
    let grams = study.patient.weightKilograms * 1000
    let atInjection = administration.activityBecquerels / grams
    let timing = timings[slice]
    switch decayCorrection {
    case .administration: return atInjection
    case .start:
      return atInjection
        * tracer.remaining(afterSeconds: decayReference.seconds(since: administration.start))
    case .none:
      return atInjection
        * tracer.remaining(afterSeconds: timing.start.seconds(since: administration.start))
        * tracer.meanRemaining(overSeconds: timing.durationSeconds)
    }
  }

  /// The slope of a slice, as its header will hold it.
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - sliceMaximum: the largest true SUVbw in the slice.
  ///   - seriesMaximum: the largest true SUVbw of the series.
  /// - Returns: the series' unit per stored step; above 0 for an empty slice too.
  func slope(ofSlice slice: Int, sliceMaximum: Float, seriesMaximum: Float) -> Double {
    let unit = unitPerSUVbw(inSlice: slice)
    let step: Double
    switch slopes {
    case .suvSteps(let steps): step = steps[slice % steps.count]
    case .series: step = Double(seriesMaximum) / 32767
    case .perSlice: step = Double(sliceMaximum) / 32767
    }
    return (unit * (step > 0 ? step : 1.0 / 32767)).asDecimalString
  }

  /// The stored numbers of a slice, as pixel bytes.
  ///
  /// - Parameters:
  ///   - slice: the slice.
  ///   - slope: its slope.
  ///   - suv: the true SUVbw of the slice's voxels.
  /// - Returns: two bytes a voxel; each number rounded to the nearest step, ties away from zero.
  func storedPixels(ofSlice slice: Int, slope: Double, suv: ArraySlice<Float>) -> [UInt8] {
    let scale = unitPerSUVbw(inSlice: slice) / slope
    let first = suv.startIndex
    return pixelBytes(suv.count) { i in
      Int(min(32767, (max(0, Double(suv[first + i])) * scale).rounded()))
    }
  }

  /// The factor that decay correction has multiplied a slice's activity by; 1 without.
  func decayFactor(ofSlice slice: Int) -> Double {
    let timing = timings[slice]
    let from: Timestamp
    switch decayCorrection {
    case .none: return 1
    case .start: from = decayReference
    case .administration: from = administration.start
    }
    let tracer = administration.tracer
    let measured =
      tracer.remaining(afterSeconds: timing.start.seconds(since: from))
      * tracer.meanRemaining(overSeconds: timing.durationSeconds)
    return 1 / measured
  }

  /// The Frame Reference Time of a slice, in ms.
  ///
  /// When the activity was the frame's mean, counted from the moment of decay correction; GE counts
  /// to the frame's start instead.
  func frameReferenceMilliseconds(ofSlice slice: Int) -> Double {
    let timing = timings[slice]
    let start = timing.start.seconds(since: frameReferenceOrigin ?? decayReference)
    if scanner == .ge { return start * 1000 }
    let mean = administration.tracer.meanActivityTime(ofFrameSeconds: timing.durationSeconds)
    return (start + mean) * 1000
  }
}

extension Double {
  /// The number that is left when this one is written as a decimal string of 16 characters.
  var asDecimalString: Double {
    var text = DataSet()
    text.setDecimal(.rescaleSlope, self)
    let read = text.string(.rescaleSlope).flatMap(Double.init)
    return read ?? self
  }
}
