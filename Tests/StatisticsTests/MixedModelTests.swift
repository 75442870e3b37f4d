import Foundation
import Testing

@testable import Statistics

/// The data of Tests/Oracles/statistics.R: 57 lesions of 12 patients at 4 sites.
private struct Lesions {
  var patients: [Int] = []
  var sites: [Int] = []
  var responses: [Double] = []
  var group: [Double] { patients.map { Double($0 % 2) } }
  var patientSites: [Int] { zip(patients, sites).map { $0 * 10 + $1 } }
  var ones: [Double] { responses.map { _ in 1 } }

  init() {
    for p in 1...12 {
      for l in 1...6 where (l * 7 + p * 3) % 5 != 0 {
        let site = (l + 2 * p) % 4
        patients.append(p)
        sites.append(site)
        let i = Double(patients.count)
        let byPatient = 0.5 * sin(1.7 * Double(p))
        let bySite = 0.3 * cos(2.1 * Double(site))
        let byLesion = 0.25 * sin(12.9898 * i * 1.1 + 0.3)
        responses.append(
          2 + byPatient + bySite + byLesion + 0.15 * cos(0.7 * Double(p) * Double(site + 1))
        )
      }
    }
  }
}

struct MixedModelTests {
  private let data = Lesions()

  private func expect(_ found: [Double], _ expected: [Double], within tolerance: Double = 2e-5) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= tolerance * abs(b), "\(a), not \(b)")
    }
  }

  @Test func `One random factor is as lme4 fits it`() throws {
    let model = try MixedModel(data.responses, fixed: [data.ones], factors: [data.patients])
    expect(model.variances + [model.residualVariance], [0.1220503598905902, 0.0825093343582721])
    expect(model.effects + model.standardErrors, [2.10651338536, 0.107842888975323])
    expect([model.criterion], [46.1210538498857], within: 1e-10)
  }

  @Test func `Patients crossed with sites are as lme4 fits them`() throws {
    let model = try MixedModel(
      data.responses,
      fixed: [data.ones, data.group],
      factors: [data.patients, data.sites]
    )
    expect(
      model.variances + [model.residualVariance],
      [0.1522272496458434, 0.0417186709452693, 0.0473650506999230]
    )
    expect(model.effects, [2.0926317423512124, 0.0323288881895257])
    expect(model.standardErrors, [0.193716339990081, 0.233200473761029])
    expect([model.criterion], [30.506314869246], within: 1e-10)
  }

  @Test func `Sites nested in patients are as lme4 fits them`() throws {
    let model = try MixedModel(
      data.responses,
      fixed: [data.ones],
      factors: [data.patients, data.patientSites]
    )
    expect(
      model.variances + [model.residualVariance],
      [0.1173126234686250, 0.0831431621682761, 0.0179490336507779]
    )
    expect([model.criterion], [38.1824318559847], within: 1e-10)
  }

  @Test func `Balanced groups have the variances of the analysis of variance`() throws {
    // Three groups of four: means 1, 2, 6 and the same deviations in each.
    let deviations = [-0.3, -0.1, 0.1, 0.3]
    let responses = [1.0, 2, 6].flatMap { mean in deviations.map { mean + $0 } }
    let model = try MixedModel(
      responses,
      fixed: [responses.map { _ in 1 }],
      factors: [[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]]
    )
    let within = 3 * 0.2 / 9.0
    let between = 4 * (4.0 + 1 + 9) / 2
    expect([model.residualVariance, model.variances[0]], [within, (between - within) / 4])
  }

  @Test func `A factor that explains nothing gets no variance`() throws {
    let model = try MixedModel(
      [1, 2, 3, 1, 2, 3, 1, 2, 3],
      fixed: [[Double](repeating: 1, count: 9)],
      factors: [[0, 0, 0, 1, 1, 1, 2, 2, 2]]
    )
    #expect(abs(model.variances[0]) < 1e-9)
    expect([model.residualVariance], [6.0 / 8])
  }

  @Test func `What can't be told apart is refused`() {
    #expect(throws: MixedModelError.oneGroup) {
      try MixedModel([1, 2, 3], fixed: [[1, 1, 1]], factors: [[0, 0, 0]])
    }
    #expect(throws: MixedModelError.aLevelForEach(factor: 0)) {
      try MixedModel([1, 2, 3], fixed: [[1, 1, 1]], factors: [[0, 1, 2]])
    }
    #expect(throws: MixedModelError.singular) {
      try MixedModel(
        [1, 2, 3, 5],
        fixed: [[1, 1, 1, 1], [2, 2, 2, 2]],
        factors: [[0, 0, 1, 1]]
      )
    }
  }
}
