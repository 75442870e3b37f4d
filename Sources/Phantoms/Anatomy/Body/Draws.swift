import Glibc
import Statistics

/// An organ whose volume is drawn; its shape is grown until it has it.
enum DrawnOrgan: CaseIterable, Hashable, Sendable {
  case liver, spleen, rightKidney, leftKidney, pancreas, thyroid, heart, stomach, gallbladder,
    bladder
  case genital, rightBreast, leftBreast
}

/// What differs between bodies of the same build: organ volumes and places.
struct Draws: Sendable {
  /// How far organs lie from their usual places, in standard mm.
  struct Shifts: Sendable {
    var liver = SIMD3<Float>.zero
    var spleen = SIMD3<Float>.zero
    var pancreas = SIMD3<Float>.zero
    var stomach = SIMD3<Float>.zero
    var rightKidney = SIMD3<Float>.zero
    var leftKidney = SIMD3<Float>.zero
  }

  /// Volumes that the shapes are made to have, in mL.
  var volumes: [DrawnOrgan: Double] = [:]
  var shifts = Shifts()
  /// How much higher than usual the diaphragm stands, in standard mm.
  var diaphragm: Float = 0
  /// The share of gland in the breasts.
  var glandShare: Float = 0
  /// Where the body reads the common unevenness.
  var ripplePlace = SIMD3<Float>.zero

  /// The volume that an organ's shape is made to have, in mL.
  func volume(_ organ: DrawnOrgan) -> Double { volumes[organ] ?? 0 }

  /// The draws of one body.
  ///
  /// - Source: volumes and their spread: Abdom Imaging 2004;29:482 (liver, spleen, kidneys, pancreas
  ///   of 149 adults); liver with body surface area after Johnson; the rest assumed.
  init(_ build: Build, _ numbers: inout RandomNumbers) {
    func spread(_ median: Double, _ cv: Double) -> Double {
      let z = min(max(numbers.normal(), -2.3), 2.3)
      return median * exp(z * log(1 + cv * cv).squareRoot())
    }
    let female = build.sex == .female
    let surface = 0.007184 * pow(build.massKilograms, 0.425) * pow(build.heightMeters * 100, 0.725)
    let usual = female ? 1.66 : 1.92
    volumes[.liver] = spread((706 * surface + 2) * (female ? 1.09 : 1.14), 0.15)
    volumes[.spleen] = spread(female ? 165 : 215, 0.38)
    let kidney = spread((female ? 152 : 188) * pow(surface / usual, 0.9), 0.14)
    volumes[.rightKidney] = kidney * (1 + 0.05 * numbers.normal()) * 0.98
    volumes[.leftKidney] = kidney * (1 + 0.05 * numbers.normal()) * 1.02
    volumes[.pancreas] = spread(female ? 68 : 88, 0.22)
    volumes[.thyroid] = spread(female ? 15 : 19, 0.3)
    volumes[.heart] = spread((female ? 560 : 720) * pow(surface / usual, 0.9), 0.13)
    volumes[.stomach] = spread(female ? 290 : 340, 0.22)
    volumes[.gallbladder] = spread(32, 0.4)
    volumes[.bladder] = spread(150, 0.5)
    volumes[.genital] =
      female
      ? spread(build.ageYears > 55 ? 45 : 75, 0.3)
      : spread(17 + max(build.ageYears - 40, 0) * 0.5, 0.3)
    let breast = female ? spread(min(max(60 * (build.bodyMassIndex - 14), 220), 1100), 0.3) : 18
    volumes[.rightBreast] = breast * (1 + 0.04 * numbers.normal())
    volumes[.leftBreast] = breast * (1 + 0.04 * numbers.normal())
    glandShare = Float(
      female
        ? min(
          max(
            0.5 - 0.006 * (build.ageYears - 40) - 0.008 * (build.bodyMassIndex - 22) + 0.1
              * numbers.normal(),
            0.1
          ),
          0.7
        ) : 0.2
    )
    diaphragm =
      Float(min(max(7 * numbers.normal(), -15), 15)) + Float(
        min(max(build.bodyMassIndex - 24, -2), 12)
      ) * 0.8
    func shift(_ across: Double, _ up: Double) -> SIMD3<Float> {
      func part(_ size: Double) -> Float { Float(min(max(numbers.normal(), -1.8), 1.8) * size) }
      return SIMD3(part(across), part(across), part(up))
    }
    shifts.liver = shift(3, 5)
    shifts.spleen = shift(3, 6)
    shifts.pancreas = shift(3, 4)
    shifts.stomach = shift(4, 6)
    shifts.rightKidney = shift(3, 9)
    shifts.leftKidney = shift(3, 9)
    func place() -> Float { Float(numbers.uniform()) * 256 }
    ripplePlace = SIMD3(place(), place(), place())
  }
}
