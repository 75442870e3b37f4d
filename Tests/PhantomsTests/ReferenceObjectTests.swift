import DICOM
import Foundation
import Phantoms
import TestSupport
import Testing
import Voxels

@Suite struct ReferenceObjectTests {
  @Test func `Every object of the list is there, with what the list expects of it`() throws {
    // The IBSI-SUV list, version 3: computed rows with their numbers of objects, then refused ones.
    let computed = [
      "0_0": 1, "1_0": 1, "2_0": 1, "2_1": 3, "2_2": 3, "2_3": 1, "2_4": 1, "2_5": 1, "2_6": 3,
      "3_0": 1, "3_1": 1, "3_2": 4, "3_3": 2, "3_4": 4, "3_5": 4, "4_0": 1, "4_1": 1, "4_2": 1,
      "4_3": 1, "4_4": 1, "4_5": 1, "5_0": 1, "7_0_0": 0, "7_1_0": 0, "7_2_0": 0, "7_3_0": 0,
      "7_3_1": 0,
    ]
    let refused = [
      "2_0", "2_1", "2_2", "2_3", "2_4", "2_5", "2_6", "2_7", "3_0", "3_1", "3_2", "4_0", "4_1",
      "4_2", "5_0",
    ]
    var expected: Set<String> = []
    for (row, count) in computed {
      if count <= 1 { expected.insert("DRO_\(row)") }
      if count > 1 { for index in 0..<count { expected.insert("DRO_\(row)_\(index)") } }
    }
    let answers = Dictionary(uniqueKeysWithValues: ReferenceObject.all.map { ($0.id, $0.expected) })
    #expect(answers.count == ReferenceObject.all.count)
    #expect(Set(answers.keys) == expected.union(refused.map { "DRO_error_\($0)" }))
    for (id, answer) in answers {
      let isRefusal = answer == .refusal
      #expect(isRefusal == id.hasPrefix("DRO_error"))
      if !isRefusal { #expect(answer == .suvbw(minimum: 0.2, median: 1, maximum: 4)) }
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func `The list is the one in the shared table`() throws {
    let folder = try #require(SharedData.folder)
    let path = folder.appendingPathComponent("../spec/tables/ibsi_suv_dro_list_v3.csv")
    let text = try String(contentsOf: path.standardizedFileURL, encoding: .utf8)
    var expected: [String: Bool] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let id = try #require(line.split(separator: ",").first).split(separator: ".")
      let isRefusal = line.hasSuffix("ERROR")
      guard id.count == 2, let last = Int(id[1]) else {
        expected[String(id[0])] = isRefusal
        continue
      }
      for index in 0...last { expected["\(id[0].dropLast())\(index)"] = isRefusal }
    }
    let made = Dictionary(
      uniqueKeysWithValues: ReferenceObject.all.map { ($0.id, $0.expected == .refusal) }
    )
    #expect(made == expected)
  }

  @Test func `A standard object has the voxels of the list's own`() throws {
    // As the objects of the list: 202,172 voxels of background and 515 in each sphere.
    let object = try #require(ReferenceObject.all.first)
    let mask = try object.mask()
    #expect(mask.grid.size == SIMD3(256, 256, 20))
    #expect(mask.voxelCount == 203_202)
  }

  /// SUVbw of an object by the textbook, out of the attributes of its own: no code of Uptake.
  private func textbookSUV(_ dataSet: DataSet) throws -> [Double] {
    let item = try #require(dataSet.items(.radiopharmaceuticalInformationSequence).first)
    let dose = try #require(try item.double(.radionuclideTotalDose))
    let halfLife = try #require(try item.double(.radionuclideHalfLife))
    let weight = try #require(try dataSet.double(.patientWeight))
    let slope = try #require(try dataSet.double(.rescaleSlope))
    let start = try seconds(#require(item.string(.radiopharmaceuticalStartDateTime)))
    let acquired = try seconds(
      #require(dataSet.string(.acquisitionDate)) + #require(dataSet.string(.acquisitionTime))
    )
    let series = try seconds(
      #require(dataSet.string(.seriesDate)) + #require(dataSet.string(.seriesTime))
    )
    let duration = try #require(try dataSet.double(.actualFrameDuration)) / 1000
    let lambda = log(2) / halfLife
    let remaining =
      switch dataSet.string(.decayCorrection) {
      case "ADMIN": 1.0
      case "START": exp(-lambda * (series - start))
      default:
        exp(-lambda * (acquired - start)) * (1 - exp(-lambda * duration)) / (lambda * duration)
      }
    guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else { return [] }
    return stride(from: 0, to: bytes.count, by: 2).map { i in
      let stored = Double(Int(bytes[i]) | Int(bytes[i + 1]) << 8)
      return stored * slope * weight * 1000 / (dose * remaining)
    }
  }

  /// Seconds of a date and time without distance from UTC, by Foundation.
  private func seconds(_ text: String) throws -> Double {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyyMMddHHmmss"
    return try #require(formatter.date(from: String(text.prefix(14)))).timeIntervalSince1970
  }

  @Test(arguments: ["DRO_0_0", "DRO_1_0", "DRO_3_1", "DRO_3_4_0", "DRO_4_3", "DRO_4_5", "DRO_5_0"])
  func `An object's own attributes lead to its uptake by the textbook`(id: String) throws {
    let object = try #require(ReferenceObject.all.first { $0.id == id })
    let mask = try object.mask(size: .small)
    let suv = try object.dataSets(size: .small).flatMap(textbookSUV)
    let inside = mask.runs.flatMap { Array($0.offsets) }.map { suv[$0] }.sorted()
    #expect(abs(try #require(inside.first) - 0.2) < 1e-6)
    #expect(abs(inside[inside.count / 2] - 1) < 1e-6)
    #expect(abs(try #require(inside.last) - 4) < 1e-6)
  }

  @Test func `The matrix covers decay, units, scanners, days and clocks`() {
    let ids = ReferenceObject.decayMatrix.map(\.id)
    #expect(Set(ids).count == ids.count)
    for part in [
      "_NONE_", "_START_", "_ADMIN_", "_BQML_", "_GML_", "_GML-janma_", "_CM2ML_", "_CNTS-suv_",
      "_CNTS-activity_", "_CNTS-suv-activity_", "siemens", "ge", "philips", "united-imaging",
      "unnamed", "_0d_", "_1d_", "_4d_", "_7d_", "_plain", "_midnight", "_spring", "_autumn",
      "_zone", "_series_", "_private_", "_frame_",
    ] {
      #expect(ids.contains { $0.contains(part) }, "\(part)")
    }
    #expect(ids.count > 500)
  }

  @Test func `Uniform objects without clock changes read 1 by the textbook`() throws {
    let objects = ReferenceObject.decayMatrix.filter {
      $0.id.contains("BQML") && $0.id.contains("_series_") && $0.id.hasSuffix("_plain")
    }
    #expect(objects.count == 60)
    for object in objects {
      for dataSet in try object.dataSets(size: .small) {
        for suv in try textbookSUV(dataSet).prefix(3) {
          #expect(abs(suv - 1) < 1e-6, "\(object.id)")
        }
      }
    }
  }

  @Test(
    .enabled(if: Oracle.dciodvfy != nil, "dciodvfy (package dicom3tools) is not installed"),
    arguments: [
      "DRO_0_0", "DRO_2_1_0", "DRO_2_3", "DRO_2_5", "DRO_3_3_1", "DRO_3_4_0", "DRO_7_3_1",
    ]
  )
  func `dciodvfy finds no error in objects that have to be computed`(id: String) throws {
    let dciodvfy = try #require(Oracle.dciodvfy)
    let object = try #require(ReferenceObject.all.first { $0.id == id })
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("object").path
      try DICOMFile.write(try #require(try object.dataSets(size: .small).first), to: path)
      let (text, _) = try Oracle.run(dciodvfy, [path])
      #expect(text.split(separator: "\n").filter { $0.hasPrefix("Error") } == [])
    }
  }
}
