import Glibc

/// How the mean SUVbw of a compartment goes over the hours after injection.
public enum UptakeCurve: Sendable, Hashable {
  /// A decline by half in a number of hours.
  public struct Exponential: Sendable, Hashable, Decodable {
    /// The SUVbw at the injection.
    public let suv: Double
    /// The biological half-time, in hours.
    public let halfTimeHours: Double
  }

  /// Values at hours; straight between them in the logarithm, flat beyond the last.
  case table(hours: [Double], female: [Double], male: [Double])
  /// A sum of exponentials.
  case exponentials([Exponential])
  /// One value and its drift.
  case drift(suv: Double, atHours: Double, percentPerTenMinutes: Double)
  /// A share of the blood's, and something beside it that may grow by the day up to a limit.
  case ofBlood(share: Double, plus: Double, perDay: Double, upTo: Double)
  /// Distribution volume (mL/mL) times plasma, and irreversible uptake (µL/g/h) times its integral.
  case plasma(distributionVolume: Double, irreversible: Double)

  /// The SUVbw at a time.
  ///
  /// - Parameters:
  ///   - hours: the time after injection, above 0.
  ///   - sex: the sex.
  ///   - plasma: the blood and plasma over time; zero for tracers whose curves don't follow it.
  /// - Returns: the mean over people of that sex.
  func suv(atHours hours: Double, sex: Build.Sex, plasma: Plasma) -> Double {
    switch self {
    case .table(let times, let female, let male):
      Self.interpolated(sex == .female ? female : male, at: times, hours)
    case .exponentials(let terms):
      terms.reduce(0) { $0 + $1.suv * exp2(-hours / $1.halfTimeHours) }
    case .drift(let suv, let start, let percent):
      suv * pow(1 + percent / 100, (hours - start) * 6)
    case .ofBlood(let share, let plus, let perDay, let limit):
      share * plasma.blood(atHours: hours) + plus + min(perDay * hours / 24, limit)
    case .plasma(let volume, let irreversible):
      volume * plasma.concentration(atHours: hours)
        + irreversible / 1000 * plasma.integral(toHours: hours)
    }
  }

  private static func interpolated(_ values: [Double], at times: [Double], _ hours: Double)
    -> Double
  {
    guard let next = times.firstIndex(where: { $0 > hours }) else { return values.last ?? 0 }
    guard next > 0 else { return values[0] }
    let (t0, t1) = (times[next - 1], times[next])
    let part = (hours - t0) / (t1 - t0)
    return exp(log(values[next - 1]) * (1 - part) + log(values[next]) * part)
  }
}

/// Blood and plasma over time, in SUVbw.
///
/// - Source: whole blood is a sum of exponentials, plasma is blood over the plasma share.
struct Plasma: Sendable {
  let terms: [UptakeCurve.Exponential]
  let share: Double
  /// Multiplies every half-time: below 1 the blood clears faster.
  var halfTimeFactor = 1.0

  func blood(atHours hours: Double) -> Double {
    terms.reduce(0) { $0 + $1.suv * exp2(-hours / ($1.halfTimeHours * halfTimeFactor)) }
  }

  func concentration(atHours hours: Double) -> Double { blood(atHours: hours) / share }

  /// The integral of plasma from the injection, in SUVbw times hours.
  func integral(toHours hours: Double) -> Double {
    terms.reduce(0) { sum, term in
      let halfTime = term.halfTimeHours * halfTimeFactor
      return sum + term.suv * halfTime / log(2) * (1 - exp2(-hours / halfTime))
    } / share
  }
}

extension UptakeCurve: Decodable {
  private enum Key: String, CodingKey {
    case hours, female, male
    case exponentials
    case suv, atHours, percentPerTenMinutes
    case ofBlood, plus, perDay, upTo
    case distributionVolume, irreversibleMicrolitersPerGramHour
  }

  /// A curve as the data spell it: which numbers are there says which kind it is.
  public init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double { try row.decode(Double.self, forKey: key) }
    if row.contains(.hours) {
      let female = try row.decode([Double].self, forKey: .female)
      self = .table(
        hours: try row.decode([Double].self, forKey: .hours),
        female: female,
        male: try row.decodeIfPresent([Double].self, forKey: .male) ?? female
      )
    } else if row.contains(.exponentials) {
      self = .exponentials(try row.decode([Exponential].self, forKey: .exponentials))
    } else if row.contains(.ofBlood) {
      self = .ofBlood(
        share: try number(.ofBlood),
        plus: try number(.plus),
        perDay: try row.decodeIfPresent(Double.self, forKey: .perDay) ?? 0,
        upTo: try row.decodeIfPresent(Double.self, forKey: .upTo) ?? 0
      )
    } else if row.contains(.distributionVolume) {
      self = .plasma(
        distributionVolume: try number(.distributionVolume),
        irreversible: try number(.irreversibleMicrolitersPerGramHour)
      )
    } else {
      self = .drift(
        suv: try number(.suv),
        atHours: try number(.atHours),
        percentPerTenMinutes: try number(.percentPerTenMinutes)
      )
    }
  }
}
