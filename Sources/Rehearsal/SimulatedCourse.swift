import Statistics
import Trial

/// What becomes of a simulated participant, drawn before the rehearsal begins.
struct SimulatedCourse: Sendable {
  /// Why a simulated person fails the screening: the datum that stands in the way.
  enum Failure: Int, CaseIterable, Sendable {
    case ecog, her2, lesion, lifeExpectancy, liver, kidney, pregnancy, stillness, refusal,
      claustrophobia, unsuitable
  }

  /// A scan's visit: when it is due, and when it takes place.
  struct ScanVisit: Sendable {
    let name: String
    let week: Int
    /// The day; nil where the visit is missed.
    let day: CivilDate?
  }

  let number: Int
  let id: String
  let site: String
  var sex: String
  var ageYears: Int
  let tracer: String
  let consent: CivilDate
  let failure: Failure?
  let enrolment: CivilDate
  let baseline: CivilDate
  let visits: [ScanVisit]
  /// The day of withdrawal; nil where there is none.
  let withdrawal: CivilDate?
  let withdrawalReason: String
  /// The visit whose scan has a mistake, and which.
  let mistake: Mistake?
  let event: (term: String, grade: Int, daysAfter: Int)?

  /// A mistake that is found and put right, as happens in every trial.
  enum Mistake: Sendable {
    /// The scanner's operator mistyped the subject's id.
    case otherPatientID
    /// The weight is neither in the header nor in the record.
    case weightMissing
    /// The assayed activity was mistyped.
    case doseMistyped
    /// The injection room's clock is ahead.
    case clockAhead
  }

  static let start = CivilDate(daysSince1970: 19_058)  // 2022-03-07

  init(number: Int, failing: Failure?, seed: UInt64) {
    var draw = RandomNumbers(seed: seed ^ 0x7265_6865_6172_7361, stream: UInt64(number))
    self.number = number
    let digits = String(number)
    id = "S-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    let place = draw.uniform()
    site = place < 0.6 ? "01" : place < 0.85 ? "02" : "03"
    sex = draw.uniform() < 0.9 || failing == .pregnancy ? "F" : "M"
    ageYears = failing == .pregnancy ? 34 : 30 + draw.below(45)
    tracer = draw.uniform() < 0.5 ? "68Ga-HER2-affibody" : "18F-HER2-affibody"
    let consent = Self.start.adding(days: (number - 1) * 5 / 2 + draw.below(2))
    self.consent = consent
    failure = failing
    enrolment = consent.adding(days: 3 + draw.below(5))
    let late = draw.uniform() < 0.04
    let baseline = enrolment.adding(days: late ? 15 + draw.below(3) : 2 + draw.below(9))
    let end = draw.uniform()
    self.baseline = baseline
    // Eight of a hundred withdraw, half of them before the second scan.
    let leaves = end < 0.04 ? 30 : end < 0.08 ? 100 : nil
    withdrawal = failing == nil ? leaves.map { baseline.adding(days: $0) } : nil
    withdrawalReason = draw.uniform() < 0.5 ? "withdrew consent" : "moved away"
    var visits = [ScanVisit(name: "baseline", week: 0, day: baseline)]
    for week in [8, 24] {
      let off = Int((draw.normal() * 4).rounded())
      let misses = draw.uniform() < 0.03
      let far = draw.uniform() < 0.04 ? 18 : 0
      let day = baseline.adding(days: 7 * week + max(-6, min(10, off)) + far)
      visits.append(ScanVisit(name: "week-\(week)", week: week, day: misses ? nil : day))
    }
    self.visits = visits
    mistake =
      number % 41 == 7
      ? .otherPatientID
      : number % 37 == 5
        ? .weightMissing : number % 31 == 3 ? .doseMistyped : number % 17 == 2 ? .clockAhead : nil
    let terms = ["Nausea", "Injection site pain", "Fatigue", "Headache", "Rash maculo-papular"]
    event =
      draw.uniform() < 0.15
      ? (terms[draw.below(terms.count)], draw.uniform() < 0.8 ? 1 : 2, draw.below(3)) : nil
  }

  /// The courses of a plan: of every six people, one fails, for one reason after the other.
  static func all(_ plan: RehearsalPlan) -> [SimulatedCourse] {
    var draw = RandomNumbers(seed: plan.seed, stream: 0)
    var places = Array(1...plan.participants)
    for place in places.indices.reversed() where place > 0 {
      places.swapAt(place, draw.below(place + 1))
    }
    let failing = Set(places.prefix(plan.participants - plan.enrolled))
    var reasons = 0
    return (1...plan.participants).map { number in
      guard failing.contains(number) else {
        return SimulatedCourse(number: number, failing: nil, seed: plan.seed)
      }
      defer { reasons += 1 }
      let reason = Failure.allCases[reasons % Failure.allCases.count]
      return SimulatedCourse(number: number, failing: reason, seed: plan.seed)
    }
  }

  /// The birth date: a day of the year that makes the participant as old as drawn.
  var birthDate: CivilDate {
    CivilDate(year: consent.year - ageYears - 1, month: 1 + number % 12, day: 1 + number % 28)
      ?? CivilDate(daysSince1970: 0)
  }

  /// What is recorded of the participant for the criteria.
  var screening: [[String: String]] {
    let day = consent.description
    func datum(
      _ name: String,
      _ form: String,
      _ value: String,
      unit: String? = nil,
      role: String? = nil
    ) -> [String: String] {
      var values = [
        "participant": id, "datum": name, "form": form, "value": value, "date": day,
        "source": "simulated source document", "judgedBy": "Simulated Investigator",
      ]
      values["unit"] = unit
      values["judgedAs"] = role
      return values
    }
    func yes(_ isTrue: Bool) -> String { isTrue ? "yes" : "no" }
    return [
      datum("ECOG", "code", failure == .ecog ? "2" : number % 3 == 0 ? "1" : "0"),
      datum(
        "HER2 status",
        "code",
        failure == .her2 ? "negative" : number % 5 == 0 ? "equivocal" : "positive"
      ),
      datum("life expectancy", "quantity", failure == .lifeExpectancy ? "8" : "52", unit: "wk"),
      datum("ALT", "quantity", failure == .liver ? "4.1" : "0.8", unit: "{ULN}"),
      datum("eGFR", "quantity", failure == .kidney ? "31" : "88", unit: "mL/min"),
      datum("pregnant", "yes-no", yes(failure == .pregnancy)),
      datum("planning pregnancy", "yes-no", "no"),
      datum("can lie still for 30 min", "yes-no", yes(failure != .stillness)),
      datum("claustrophobia", "yes-no", yes(failure == .claustrophobia)),
      datum("mental disorder", "yes-no", "no"),
      datum(
        "unsuitable",
        "yes-no",
        yes(failure == .unsuitable),
        role: "investigator"
      ),
    ]
  }

  /// What is recorded of somebody who takes consent back before enrolment.
  var refusal: [String: String] {
    [
      "participant": id, "datum": "consent given", "form": "yes-no", "value": "no",
      "date": enrolment.adding(days: -1).description, "source": "simulated source document",
      "judgedBy": "Simulated Investigator",
    ]
  }

  /// The lesion that was measured at screening.
  var lesion: [String: String] {
    [
      "participant": id, "lesion": "T1", "lesionKind": "soft-tissue", "modality": "CT",
      "date": consent.description,
      "longestDiameterMillimeters": failure == .lesion ? "7" : "\(12 + number % 30)",
      "sliceThicknessMillimeters": "5", "isIrradiated": "no",
      "source": "simulated CT report", "measuredBy": "Simulated Radiologist",
    ]
  }
}
