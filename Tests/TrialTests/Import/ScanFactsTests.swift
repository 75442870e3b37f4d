import Lesions
import Pipeline
import Testing

@testable import Trial

/// What an analysis of a trial's scan is told.
@Suite struct ScanFactsTests {
  private func facts(_ tumors: [Biopsy.Tumor], voids: Int = 0) throws -> ScanFacts {
    let day = try #require(CivilDate("2026-03-10"))
    let scan = ReceivedScan(
      participant: "S-1",
      visit: "baseline",
      studyInstanceUID: "1.2",
      studyDate: day,
      modalities: "PT",
      tracer: "68Ga-HER2-affibody",
      manifest: ObjectManifest([]),
      manifestSHA256: ""
    )
    let biopsies = tumors.enumerated().map { number, tumor in
      var biopsy = Biopsy(
        participant: "S-1",
        specimen: "\(number)",
        takenOn: day,
        site: "primary",
        tumor: tumor
      )
      biopsy.isVoid = number < voids
      return biopsy
    }
    return try ScanFacts(
      of: scan,
      visits: [],
      administrations: [],
      biopsies: biopsies,
      under: try #require(try TrialProtocol.shipped("nct04547309"))
    )
  }

  @Test(arguments: [
    ([Biopsy.Tumor.gastric, .gastric], 0, Cancer.gastric), ([.breast], 0, .breast),
    ([.gastric, .breast], 1, .breast), ([.gastric, .breast], 0, nil), ([.other], 0, nil),
    ([], 0, nil),
  ])
  func `The search is told the cancer that all biopsies name`(
    tumors: [Biopsy.Tumor],
    voids: Int,
    cancer: Cancer?
  ) throws {
    let facts = try facts(tumors, voids: voids)
    #expect(facts.cancer == cancer)
    #expect(try facts.request(for: "folder").detection.cancer == cancer)
  }

  @Test func `Another cancer is a reason to measure anew, another biopsy of it is none`() throws {
    let breast = try facts([.breast]).sha256
    #expect(try facts([.breast, .breast]).sha256 == breast)
    #expect(try facts([.gastric]).sha256 != breast)
    #expect(try facts([]).sha256 != breast)
  }
}
