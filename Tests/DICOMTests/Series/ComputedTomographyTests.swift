import Testing

@testable import DICOM

/// Which CT lies under a PET.
@Suite struct ComputedTomographyTests {
  private func ct(_ series: String, _ change: (inout Slices) -> Void = { _ in }) -> Slices {
    var slices = Slices()
    slices.modality = "CT"
    slices.sopClassUID = "1.2.840.10008.5.1.4.1.1.2"
    slices.series = series
    change(&slices)
    return slices
  }

  private func match(_ cts: [[DataSet]]) -> Study.ComputedTomographyMatch {
    let pet = series(Slices().dataSets)
    let study = Study(series: pet + cts.flatMap { series($0) })
    return study.computedTomography(for: pet[0])
  }

  @Test func `the CT that covers most of the PET is taken`() {
    let found = match([
      ct("1.5.1") { $0.count = 3 }.dataSets, ct("1.5.2").dataSets,
      ct("1.5.3") { $0.count = 2 }.dataSets,
    ])
    #expect(found.series?.seriesInstanceUID == "1.5.2")
    #expect(found.passedOver.count == 2)
  }

  @Test func `of two that cover the same the finer one is taken, then the first`() {
    let fine = ct("1.5.2") {
      $0.count = 10
      $0.sliceStep = 2.5
    }
    #expect(match([ct("1.5.1").dataSets, fine.dataSets]).series?.seriesInstanceUID == "1.5.2")
    let twins = match([ct("1.5.1").dataSets, ct("1.5.3").dataSets])
    #expect(twins.series?.seriesInstanceUID == "1.5.1")
  }

  @Test func `another frame of reference is passed over with the reason`() {
    var sets = ct("1.5.1").dataSets
    for index in sets.indices { sets[index].set(.frameOfReferenceUID, .UI, "9.9") }
    let found = match([sets])
    #expect(found.series == nil)
    #expect(
      found.passedOver.map(\.reason) == [
        "its FrameOfReferenceUID is another: a registration is needed"
      ]
    )
  }

  @Test func `a CT with a gap or elsewhere in the body is passed over with the reason`() {
    var gappy = ct("1.5.1").dataSets
    gappy.remove(at: 2)
    let far = ct("1.5.2") { $0.origin.z = 500 }
    let found = match([gappy, far.dataSets])
    #expect(found.series == nil)
    #expect(found.passedOver[0].reason.hasPrefix("1 slices are missing"))
    #expect(found.passedOver[1].reason == "it covers no part of the series")
  }

  @Test func `a study without CT says so`() {
    let found = match([])
    #expect(found.series == nil)
    #expect(found.description == "the study holds no CT series")
  }
}
