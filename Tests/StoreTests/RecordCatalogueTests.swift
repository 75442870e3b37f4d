import Foundation
import Store
import TestSupport
import Testing
import Trial

@Suite struct RecordCatalogueTests {
  /// What public pages say of the two trials that NCT04547309's page names as related.
  private static let named = [
    """
    {"protocolSection":{"identificationModule":{"nctId":"NCT04596670","briefTitle":\
    "68Ga-ICAM-1pep PET/CT in Cancer Patients"},"statusModule":{"overallStatus":"RECRUITING"},\
    "designModule":{"phases":["EARLY_PHASE1"]}}}
    """,
    """
    {"protocolSection":{"identificationModule":{"nctId":"NCT06851663","briefTitle":\
    "Trop2-targeted immunoPET Imaging of Solid Tumors"},"descriptionModule":{"briefSummary":\
    "This study aims to establish and optimize the trophoblast cell surface antigen 2 \
    (Trop2)-targeted immuno-positron emission tomography/computed tomography (immunoPET/CT) imaging \
    method and its physiological and pathological distribution characteristics"},\
    "conditionsModule":{"conditions":["Solid Tumor","Solid Carcinoma","Bladder Cancer",\
    "Cholangiocarcinoma","Ovarian Cancer","Cervical Cancer","Endometrial Cancer",\
    "Uroepithelial Carcinoma","Nasopharyngeal Cancer","Liver Cancer"]},"armsInterventionsModule":\
    {"interventions":[{"type":"DRUG","name":"[68Ga]Ga-NOTA-T4"},{"type":"DRUG","name":\
    "[68Ga]Ga-NOTA-RT4"},{"type":"DRUG","name":"[18F]F-RESCA-T4"},{"type":"DRUG","name":\
    "[18F]F-RESCA-RT4"}]}}}
    """,
  ]

  private static let zstd = URL(fileURLWithPath: "/usr/bin/zstd")

  private func lines(_ texts: [String]) -> () -> RecordLine? {
    var rest = texts.enumerated().makeIterator()
    return {
      rest.next().map { RecordLine(place: "test:\($0.offset + 1)", bytes: Array($0.element.utf8)) }
    }
  }

  @Test(
    .enabled(
      if: SharedData.isPresent && FileManager.default.isExecutableFile(atPath: zstd.path)
    )
  )
  func `Among the real records, the two that its page names rank in the first ten`() throws {
    let shared = try #require(SharedData.folder)
    let packed = shared.appendingPathComponent("registry/records.jsonl.zst").path
    let real = try PythonOracle.output(of: Self.zstd, ["-dcq", packed])
    let own = try #require(try RegistryRecord.shipped("nct04547309"))
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("catalogue.sqlite").path
      let count = try RecordCatalogue.make(
        at: path,
        ofLines: lines(real + Self.named + [own.root.json])
      )
      #expect(count == 1300)
      let found = try RecordCatalogue(path: path).related(to: own, most: 10)
      #expect(found.count == 10)
      let names = found.map(\.profile.nctID)
      #expect(names.contains("NCT04596670") && names.contains("NCT06851663"))
      #expect(!names.contains(own.nctID))
      let trop2 = try #require(found.first { $0.profile.nctID == "NCT06851663" })
      let interventions = try #require(
        trop2.reasons.first { $0.hasPrefix("interventions: ") }
      )
      #expect(interventions.contains("68Ga") && interventions.contains("18F"))
    }
  }

  @Test func `A catalogue with a line at fault is not made, and every such line is named`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("catalogue.sqlite").path
      let texts = [Self.named[0], "{", Self.named[0], "{}"]
      #expect(
        throws: CatalogueError.faults(
          [
            "test:2: line 1, column 2: a member's name in quotes is expected",
            "test:3: NCT04596670 came before, at test:1",
            "test:4: not a registry record in API v2 shape: "
              + "protocolSection.identificationModule.nctId is missing",
          ],
          count: 3
        )
      ) { _ = try RecordCatalogue.make(at: path, ofLines: lines(texts)) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  @Test func `A read that fails leaves no catalogue`() throws {
    struct Unreadable: Error {}
    let first = lines([Self.named[0]])
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("catalogue.sqlite").path
      #expect(throws: Unreadable.self) {
        _ = try RecordCatalogue.make(
          at: path,
          ofLines: {
            if let line = first() { return line }
            throw Unreadable()
          }
        )
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  @Test func `A file that is no catalogue is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("other").path
      #expect(throws: CatalogueError.notACatalogue(path)) { _ = try RecordCatalogue(path: path) }
      try Data("no database at all, but long enough to be one".utf8).write(
        to: URL(fileURLWithPath: path)
      )
      #expect(throws: CatalogueError.notACatalogue(path)) { _ = try RecordCatalogue(path: path) }
    }
  }
}
