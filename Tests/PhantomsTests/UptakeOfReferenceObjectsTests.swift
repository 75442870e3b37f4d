import Phantoms
import Testing
import Uptake

/// Holds Herald's SUV against objects whose stored numbers were made from the true uptake.
@Suite struct UptakeOfReferenceObjectsTests {
  @Test(arguments: ReferenceObject.all)
  func `Each object of the list is computed or refused as the list says`(
    object: ReferenceObject
  ) throws {
    let outcome = try object.outcome(size: .small)
    #expect(object.isMet(by: outcome), "\(object.id): \(outcome)")
  }

  @Test(arguments: [0, 1, 4, 7])
  func `A uniform object reads 1 whatever decay, unit, scanner and clocks`(days: Int) throws {
    let objects = ReferenceObject.decayMatrix.filter { $0.id.contains("_\(days)d_") }
    #expect(objects.count > 100)
    for object in objects {
      let outcome = try object.outcome(size: .small)
      guard case .suvbw(let minimum, _, let maximum) = outcome else {
        Issue.record("\(object.id): \(outcome)")
        continue
      }
      // Stored steps are exact; what is left is the decimal strings of the header.
      #expect(abs(minimum - 1) < 1e-4 && abs(maximum - 1) < 1e-4, "\(object.id): \(outcome)")
    }
  }

  @Test func `Refusals name what is wrong`() throws {
    let codes = [
      "2_0": "E_WEIGHT", "2_1": "E_WEIGHT", "2_2": "E_SEX", "2_3": "E_SEX", "2_4": "E_SIZE",
      "2_5": "E_SIZE", "2_6": "E_PHILIPS_SCALE", "2_7": "E_UNITS", "3_0": "E_DOSE",
      "3_1": "E_DOSE", "3_2": "E_DECAY_TIMING", "4_0": "E_ADMIN_TIME", "4_1": "E_ADMIN_DATE",
      "4_2": "E_ADMIN_DATE", "5_0": "E_HALFLIFE",
    ]
    for (row, code) in codes {
      let object = try #require(ReferenceObject.all.first { $0.id == "DRO_error_\(row)" })
      guard case .refusal(let error) = try object.outcome(size: .small) else {
        Issue.record("\(object.id) was computed")
        continue
      }
      #expect(error.code.rawValue == code, "\(object.id)")
    }
  }
}
