import DICOM
import Foundation
import Phantoms
import TestSupport
import Testing

@Suite struct RefusalTests {
  @Test(.enabled(if: SharedData.isPresent), arguments: ["pet_recon_1", "pet_recon_2"])
  func `A phantom without units, weight and dose is refused with a status of its own`(
    _ series: String
  ) throws {
    let scan = try #require(SharedData.folder).appendingPathComponent("nema-iq/\(series)").path
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("suv.nii.gz").path
      let run = try HeraldProcess.run("suv", scan, "--out", out)
      #expect(run.status == 3)
      #expect(run.errors.contains("E_"), "\(run.errors)")
      #expect(run.output.isEmpty)
      let analysis = try HeraldProcess.run(
        "analyze",
        scan,
        "--out",
        folder.appendingPathComponent("out").path,
        "--threshold",
        "4"
      )
      #expect(analysis.status == 3)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty,
        "a refusal writes nothing"
      )
    }
  }

  @Test func `Every reference object that has to be refused ends with status 3`() throws {
    for object in ReferenceObject.all where object.expected == .refusal {
      try withTemporaryFolder { folder in
        for (index, dataSet) in try object.dataSets(size: .small).enumerated() {
          try DICOMFile.write(dataSet, to: folder.appendingPathComponent("\(index)").path)
        }
        let run = try HeraldProcess.run("suv", folder.path)
        #expect(run.status == 3, "\(object.id): \(run.output)")
      }
    }
  }

  @Test(arguments: [
    ("--cancer", "lung", "breast, gastric"), ("--tracer", "18F-FDG,gold", "18F-FDG"),
    ("--seed", "seven", "held-out"), ("--participants", "0", "at least 1"),
  ])
  func `An evaluation of participants that there are none of says which there are`(
    _ option: String,
    _ value: String,
    _ words: String
  ) throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out").path
      let run = try HeraldProcess.run("evaluate", "--out", out, option, value)
      #expect(run.status == 64)
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test func `A folder that isn't there, and one without DICOM, say so`() throws {
    let absent = try HeraldProcess.run("inspect", "/nowhere/at/all")
    #expect(absent.status == 1)
    #expect(absent.errors.contains("/nowhere/at/all"))
    try withTemporaryFolder { folder in
      try Data("hello".utf8).write(to: folder.appendingPathComponent("notes.txt"))
      let run = try HeraldProcess.run("inspect", folder.path)
      #expect(run.status == 0)
      #expect(run.output.contains("No DICOM study was found"))
      #expect(run.output.contains("1 files are not DICOM"))
      #expect(try HeraldProcess.run("suv", folder.path).status == 3)
    }
  }

  @Test func `A table whose folder isn't there is told in plain words`() throws {
    let run = try HeraldProcess.run(
      "record",
      "show",
      "nct04547309",
      "--html",
      "/nowhere/at/all.html"
    )
    #expect(run.status == 1)
    #expect(run.errors == "herald: /nowhere/at/all.html: No such file or directory\n")
  }

  @Test func `Contradicting options are explained, with the parser's status`() throws {
    let both = try HeraldProcess.run(
      "analyze",
      "x",
      "--out",
      "y",
      "--roi",
      "z",
      "--threshold",
      "4"
    )
    #expect(both.status == 64)
    #expect(both.errors.contains("--roi"))
    let method = try HeraldProcess.run("analyze", "x", "--out", "y", "--method", "percent-max")
    #expect(method.status == 64)
    let reason = try HeraldProcess.run("suv", "x", "--weight", "70")
    #expect(reason.status == 64)
    #expect(reason.errors.contains("--reason"))
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `Malformed files are named and the scan beside them is still analysed`() throws {
    let malformed = try #require(SharedData.folder).appendingPathComponent("malformed")
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan")
      for kind in try FileManager.default.contentsOfDirectory(atPath: malformed.path).sorted()
      where kind.hasPrefix("cat") {
        try FileManager.default.copyItem(
          at: malformed.appendingPathComponent(kind),
          to: scan.appendingPathComponent(kind)
        )
      }
      let out = folder.appendingPathComponent("out").path
      let run = try HeraldProcess.run(
        "analyze",
        scan.path,
        "--out",
        out,
        "--tracer",
        "68Ga-HER2-affibody"
      )
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("could not be read"))
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: out + "/analysis.json"))
      )
      let input = try #require((json as? [String: Any])?["input"] as? [String: Any])
      let refused = try #require(input["refusedFiles"] as? [[String: String]])
      #expect(!refused.isEmpty)
      #expect(refused.allSatisfy { !($0["reason"] ?? "").isEmpty })
    }
  }
}
