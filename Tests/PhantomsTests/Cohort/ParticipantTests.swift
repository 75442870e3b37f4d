import Statistics
import Testing
import Voxels

@testable import Phantoms

/// Participants with bodies.
///
/// Each is costly in a debug build, so they are few and shared.
@Suite struct ParticipantTests {
  static let affibody = "68Ga-HER2-affibody"
  static let plan = CohortPlan(
    participants: 2,
    visits: [.baseline, Visit(name: "week-8", week: 8)],
    tracers: [affibody, "18F-FDG"],
    seed: 7
  )
  static let woman: Result<Participant, PhantomError> = Result { () throws(PhantomError) in
    try Participant(number: 2, of: plan, bodyMillimeters: 7)
  }

  /// The whole body at 6 mm.
  static let scan: Result<TrueScan, PhantomError> = Result { () throws(PhantomError) in
    let participant = try ParticipantTests.woman.get()
    return try participant.trueUptake(
      at: .baseline,
      tracer: affibody,
      atHours: 2,
      on: try Participant.wholeBodyGrid(of: participant.anatomy, millimeters: 6)
    )
  }

  @Test func `no activity is missing or invented in a whole body`() throws {
    let woman = try Self.woman.get()
    let scan = try Self.scan.get()
    let accounted = scan.accountedShare(massKilograms: woman.build.massKilograms)
    #expect(abs(accounted - 1) < 0.02, "\(accounted)")
    // The mean over the body is what wasn't excreted, over its mean density.
    let body = scan.tissues.tissues.count { $0 != 0 }
    let mean = scan.suv.values.reduce(0.0) { $0 + Double($1) } / Double(body)
    #expect((0.8...1.05).contains(mean), "\(mean)")
    #expect(scan.suv.values.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test func `a participant's scan is the same bytes twice`() throws {
    let again = try Participant(number: 2, of: Self.plan, bodyMillimeters: 7)
    let scan = try Self.scan.get()
    let repeated = try again.trueUptake(
      at: .baseline,
      tracer: Self.affibody,
      atHours: 2,
      on: scan.suv.grid
    )
    #expect(repeated.suv.values == scan.suv.values)
    #expect(
      try again.injection(of: Self.affibody, at: .baseline)
        == Self.woman.get().injection(of: Self.affibody, at: .baseline)
    )
  }

  @Test func `lesions lie in their hosts, apart, with their true volume and uptake`() throws {
    let woman = try Self.woman.get()
    #expect(!woman.lesions.isEmpty)
    #expect(woman.lesions.map(\.number) == Array(1...woman.lesions.count))
    var taken: [(Int, Region)] = []
    for lesion in woman.lesions {
      guard let state = lesion.state(at: .baseline), state.fate == .baseline else { continue }
      #expect(abs(lesion.hosts.reduce(0) { $0 + $1.share } - 1) < 1e-9)
      let allowed = Set(woman.anatomy.places(for: lesion.site).flatMap(\.hosts))
      #expect(allowed.contains(woman.anatomy.tissue(at: lesion.center)))
      let grid = try LesionBodyTests.grid(
        Int(2 * state.scaleMillimeters * lesion.shape.reach / 2) + 7,
        step: 2,
        center: lesion.center
      )
      let coverage = try #require(lesion.coverage(on: grid, at: state, showsHER2: true))
      // Clipped lesions are sampled on a lattice of their own.
      let tolerance = lesion.limits.isEmpty ? 0.01 : 0.03
      #expect(abs(coverage.volumeMilliliters / state.volumeMilliliters - 1) < tolerance)
      let whole = try Participant.wholeBodyGrid(of: woman.anatomy, millimeters: 3)
      let region = try #require(lesion.coverage(on: whole, at: state, showsHER2: true)).core
      for (other, voxels) in taken { #expect(region.isDisjoint(with: voxels), "\(other)") }
      taken.append((lesion.number, region))
    }
  }

  @Test func `a true scan holds each lesion's activity`() throws {
    let woman = try Self.woman.get()
    let scan = try Self.scan.get()
    #expect(
      scan.lesions.count == woman.lesions.count { $0.state(at: .baseline)?.fate == .baseline }
    )
    for lesion in scan.lesions {
      let coverage = lesion.coverage
      let offsets = coverage.region.runs.flatMap(\.offsets)
      var (weight, sum): (Float, Float) = (0, 0)
      for (index, offset) in offsets.enumerated() {
        weight += coverage.fractions[index]
        sum += coverage.fractions[index] * coverage.relative[index]
        guard coverage.fractions[index] == 1 else { continue }
        let expected = Float(lesion.meanSUV) * coverage.relative[index]
        #expect(abs(scan.suv.values[offset] - expected) <= 1e-4 * expected)
      }
      #expect(abs(sum / weight - 1) < 1e-3)
      #expect(lesion.maximumSUV >= lesion.meanSUV)
    }
  }

  @Test func `kidneys and liver are hottest, the brain is empty, the organs say their sources`()
    throws
  {
    let woman = try Self.woman.get()
    let scan = try Self.scan.get()
    let organs = try woman.organTruth(of: scan.uptake, tracer: Self.affibody)
    func suv(_ tissue: Tissue) -> Double { scan.uptake.suv[tissue] ?? 0 }
    #expect(suv(.leftRenalCortex) > 12 && suv(.leftRenalCortex) == suv(.rightRenalCortex))
    #expect(suv(.liver) > 1.5 && suv(.liver) > 1.2 * suv(.spleen))
    #expect(suv(.greyMatter) < 0.3 && suv(.urine) < suv(.leftRenalCortex))
    #expect(organs.count > 40)
    #expect(organs.allSatisfy { organ in organ.confidence == .assumed && organ.source.count > 5 })
    let fdg = try woman.tissueUptake(at: .baseline, tracer: "18F-FDG", atHours: 1)
    #expect((fdg.suv[.greyMatter] ?? 0) > 4)
    let published = try woman.organTruth(of: fdg, tracer: "18F-FDG").filter { $0.organ == "liver" }
    #expect(published.map(\.confidence) == [.published])
  }

  @Test func `nothing is left of lesions that aren't there, and the uptake follows the fate`()
    throws
  {
    let plan = CohortPlan(
      participants: 12,
      visits: [.baseline, Visit(name: "week-8", week: 8)],
      tracers: ["18F-HER2-affibody", "18F-FDG"],
      seed: 21
    )
    let week8 = plan.visits[1]
    let statistics = try CohortStatistics.shipped()
    let tracers = try Biodistribution.shipped()
    // The first participant whose lesions lose their receptors without shrinking.
    let number = (1...200).first { number in
      let draw = ParticipantDraw(number: number, of: plan, statistics, tracers: tracers)
      return draw.course == .receptorLoss && draw.type == .uniformPositive && draw.lesions.count < 5
    }
    let participant = try Participant(number: try #require(number), of: plan, bodyMillimeters: 7)
    let lost = participant.lesions.filter { $0.state(at: week8)?.fate == .receptorLoss }
    #expect(!lost.isEmpty)
    for lesion in lost {
      let first = try #require(lesion.state(at: .baseline))
      let last = try #require(lesion.state(at: week8))
      #expect(last.status == .zero && first.status?.isPositive == true)
      let her2 = try #require(last.uptake["18F-HER2-affibody"])
      #expect(her2.drawnSUVmax < 2.6)
      #expect(her2.trueMean < first.uptake["18F-HER2-affibody"]?.trueMean ?? 0)
      let fdg = try #require(last.uptake["18F-FDG"])
      #expect(fdg.trueMean > 0.7 * (first.uptake["18F-FDG"]?.trueMean ?? .infinity))
      #expect(abs(last.volumeMilliliters / first.volumeMilliliters - 1) < 0.35)
    }
    #expect(participant.biopsies.contains { $0.visit == "baseline" })
  }

  @Test func `a tracer that is not in the plan is refused`() throws {
    let woman = try Self.woman.get()
    #expect(throws: PhantomError.unknownTracer("64Cu-trastuzumab", known: Self.plan.tracers)) {
      try woman.tissueUptake(at: .baseline, tracer: "64Cu-trastuzumab", atHours: 48)
    }
    #expect(throws: PhantomError.emptyCohort) {
      try Participant(
        number: 1,
        of: CohortPlan(participants: 1, visits: [], tracers: ["18F-FDG"], seed: 1)
      )
    }
  }
}
