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
}
