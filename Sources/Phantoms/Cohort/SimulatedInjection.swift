import Glibc
import Statistics

/// How one scan of a participant came about: the injection, the wait, and what went a little wrong.
public struct SimulatedInjection: Sendable, Codable, Hashable {
  /// The activity in the body at the moment of injection, in MBq.
  public let netMegabecquerels: Double
  /// What stayed in the syringe, at the same moment, in MBq.
  public let residualMegabecquerels: Double
  /// The hours from the injection to the start of the scan.
  public let uptakeHours: Double
  /// How far the injection's clock is ahead of the scanner's, in s.
  public let clockOffsetSeconds: Double
  /// What the scanner's reading is multiplied by: its calibration isn't exact.
  public let calibrationFactor: Double
  /// The blood glucose, in mmol/L.
  public let glucoseMillimolesPerLiter: Double
  /// The minutes of one bed position.
  public let minutesPerBed: Double

  init(
    _ tracer: Biodistribution,
    massKilograms: Double,
    _ retest: CohortStatistics.Retest,
    _ random: inout RandomNumbers
  ) {
    let activity = tracer.injection.megabecquerels(forKilograms: massKilograms)
    let spread = log(1 + retest.activityCV * retest.activityCV).squareRoot()
    netMegabecquerels = activity * exp(spread * random.normal())
    residualMegabecquerels = netMegabecquerels * retest.residual.draw(&random)
    let minutes = tracer.uptake.standardDeviationMinutes * random.normal()
    // Nobody waits more than 2.5 standard deviations from the protocol.
    let most = 2.5 * tracer.uptake.standardDeviationMinutes
    uptakeHours = tracer.uptake.hours + min(max(minutes, -most), most) / 60
    clockOffsetSeconds = retest.clockOffsetSeconds * random.normal()
    calibrationFactor = exp(retest.calibrationCV * random.normal())
    glucoseMillimolesPerLiter = min(max(5.6 + random.normal(), 3.5), 10)
    minutesPerBed = tracer.uptake.minutesPerBed
  }
}
