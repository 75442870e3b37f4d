import Testing

@testable import Trial

@Suite struct RecordTermsTests {
  @Test(
    arguments: [
      ("68Ga-ABY-025", ["68ga", "aby", "025"]), ("Ga-68 labelled", ["68ga", "labelled"]),
      ("[68Ga]Ga-NOTA-T4", ["68ga", "nota", "t4"]), ("18 F FDG", ["18f", "fdg"]),
      ("68Ga/18F-HER2", ["68ga", "18f", "her2"]),
      ("Positron Emission Tomography scans", ["pet", "scan"]),
      ("Trop2 immunoPET", ["trop2", "immuno", "pet"]),
      ("Studies of a mass", ["study", "of", "mass"]),
      ("99m Tc", ["99mtc"]), ("", []),
    ]
  )
  func `A text's words are the same however they are written`(text: String, words: [String]) {
    #expect(RecordTerms.words(text) == words)
  }

  @Test func `Postings come back as they went in`() {
    let records = [(0, 1), (1, 8), (200, 3), (201, 2), (1_000_000, 300)]
    var postings = RecordIndex.Postings()
    for (record, weight) in records { postings.append(record: record, weight: weight) }
    var back: [(Int, Int)] = []
    RecordIndex.Postings(count: postings.count, packed: postings.packed).forEach {
      back.append(($0, $1))
    }
    #expect(back.map(\.0) == records.map(\.0) && back.map(\.1) == records.map(\.1))
  }

  @Test func `A record is wholly like itself, and not at all like one without a common word`()
    throws
  {
    var index = RecordIndex()
    let records = try ["HER2 affibody imaging", "Knee surgery", "HER2 antibody therapy"]
      .enumerated()
      .map { number, title in
        let id = #"{"nctId":"NCT\#(number)","briefTitle":"\#(title)"}"#
        let text = #"{"protocolSection":{"identificationModule":\#(id)}}"#
        return try RegistryRecord(json: Array(text.utf8))
      }
    for record in records { index.add(record) }
    let ranked = RelatedTrial.ranked(like: records[0], most: 5, lengths: index.lengths) {
      index.postings[$0]
    }
    #expect(ranked.map(\.record) == [0, 2])
    #expect(abs(ranked[0].similarity - 1) < 1e-6)
    #expect(ranked[1].similarity < 0.5)
  }
}
