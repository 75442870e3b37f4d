import Glibc
import Statistics

extension Biodistribution {
  /// The mean uptake of each compartment at a time, before any person differs from it.
  ///
  /// - Parameters:
  ///   - hours: the time after injection.
  ///   - sex: the sex.
  ///   - variant: another agent or dose of the tracer.
  /// - Returns: SUVbw; compartments of the other sex are there too.
  public func meanUptake(
    atHours hours: Double,
    sex: Build.Sex,
    variant: Variant? = nil
  ) -> [Compartment: Double] {
    let plasma = plasma(variant)
    var result: [Compartment: Double] = [:]
    for row in compartments {
      // Blood itself follows its own exponentials, which a variant may shorten.
      let suv =
        row.compartment == .blood && plasmaShare != nil
        ? plasma.blood(atHours: hours) : row.curve.suv(atHours: hours, sex: sex, plasma: plasma)
      result[row.compartment] = suv * (variant?.factors[row.compartment] ?? 1)
    }
    return result
  }

  /// The mean share of the activity that the tissues have lost to urine and faeces, 0 to 1.
  public func meanExcretedShare(atHours hours: Double, variant: Variant? = nil) -> Double {
    let factor = variant?.excretion ?? 1
    if let halfTime = excretion.halfTimeHours {
      return min(0.9, factor * (1 - exp2(-hours / halfTime)))
    }
    guard let times = excretion.hours, let share = excretion.share else { return 0 }
    let curve = UptakeCurve.table(hours: times, female: share, male: share)
    // Before the first time nothing is known; urine starts from none.
    let start = min(1, hours / times[0])
    return min(0.9, factor * start * curve.suv(atHours: hours, sex: .female, plasma: plasma(nil)))
  }

  /// A person's uptake of each compartment at a time, before the balance is closed.
  ///
  /// - Parameters:
  ///   - person: how the person differs from the mean.
  ///   - visit: what each compartment is multiplied by at this visit.
  ///   - hours: the time after injection.
  ///   - build: sex and mass.
  ///   - variant: another agent or dose of the tracer.
  /// - Returns: SUVbw.
  func uptake(
    of person: PersonalUptake,
    visit: [Compartment: Double] = [:],
    atHours hours: Double,
    build: Build,
    variant: Variant? = nil
  ) -> [Compartment: Double] {
    let mean = meanUptake(atHours: hours, sex: build.sex, variant: variant)
    let byMass = pow(build.massKilograms / 70, bodyMassExponent ?? 0)
    var result: [Compartment: Double] = [:]
    for row in compartments {
      let compartment = row.compartment
      let suv =
        (mean[compartment] ?? 0) * byMass * (person.factors[compartment] ?? 1)
        * (visit[compartment] ?? 1)
      result[compartment] = min(max(suv, row.least ?? 0), row.most ?? .infinity)
    }
    return result
  }

  /// What each compartment is multiplied by at one visit: the repeatability of a person who hasn't
  /// changed.
  func visitFactors(_ random: inout RandomNumbers) -> [Compartment: Double] {
    var factors: [Compartment: Double] = [:]
    for row in compartments {
      let variance = log(1 + row.retestCV * row.retestCV)
      factors[row.compartment] = exp(variance.squareRoot() * random.normal() - variance / 2)
    }
    return factors
  }

  /// Blood and plasma over time.
  func plasma(_ variant: Variant?) -> Plasma {
    for row in compartments where row.compartment == .blood {
      guard case .exponentials(let terms) = row.curve else { break }
      return Plasma(
        terms: terms,
        share: plasmaShare ?? 1,
        halfTimeFactor: variant?.bloodHalfTime ?? 1
      )
    }
    return Plasma(terms: [], share: 1)
  }
}
