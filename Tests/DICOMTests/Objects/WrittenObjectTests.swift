import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Objects that we write, read back by us and by highdicom and dcmqi.
@Suite struct WrittenObjectTests {
  private func segmentation(trial: ClinicalTrial? = nil) throws -> DataSet {
    try SegmentationWriter.dataSet(
      of: ObjectFixtures.segments(),
      source: ObjectFixtures.source(),
      authorship: ObjectFixtures.authorship(trial: trial)
    )
  }

  private func report() throws -> (report: MeasurementReport, dataSet: DataSet) {
    let (source, authorship) = (
      try ObjectFixtures.source(), ObjectFixtures.authorship()
    )
    let map = try ObjectFixtures.map().dataSet(source: source, authorship: authorship)
    let report = try ObjectFixtures.report(segmentation: segmentation(), map: map)
    return (report, try report.dataSet(source: source, authorship: authorship))
  }

  /// The lines that read_segmentation.py prints for segments.
  private func lines(_ segments: [Segment]) -> [String] {
    segments.flatMap { segment in
      let tracking = segment.tracking
      let name = (tracking?.identifier ?? "").replacingOccurrences(of: " ", with: "_")
      return ["segment \(segment.number) \(segment.label) \(name) \(tracking?.uid ?? "")"]
        + segment.region.runs.map { run in
          let index = segment.region.grid.index(at: Int(run.start))
          return "run \(index.z) \(index.y) \(index.x) \(run.count)"
        }
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `highdicom reads the same masks, labels and identities`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("seg.dcm").path
      try DICOMFile.write(segmentation(), to: path)
      let uids = try ObjectFixtures.source().images.map(\.sopInstanceUID)
      let read = try PythonOracle.run(file: "read_segmentation", [path] + uids)
      #expect(try read == ["overlap YES"] + lines(ObjectFixtures.segments()))
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `highdicom reads the same numbers, codes and units`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("sr.dcm").path
      let (report, dataSet) = try report()
      try DICOMFile.write(dataSet, to: path)
      let expected = report.groups.flatMap { group in
        let name = group.tracking.identifier.replacingOccurrences(of: " ", with: "_")
        let segment = group.segment.map { "\($0.number)" } ?? "-"
        return ["group \(name) \(group.tracking.uid) \(segment)"]
          + group.measurements.filter(\.value.isFinite).map {
            "number \($0.concept.value) \($0.derivation?.value ?? "-") \($0.method?.value ?? "-")"
              + " \($0.unit.value)"
          }
      }
      let read = try PythonOracle.run(file: "read_report", [path])
      let numbers = read.map { $0.split(separator: " ").prefix(5).joined(separator: " ") }
      #expect(
        numbers == expected.map { $0.split(separator: " ").prefix(5).joined(separator: " ") }
      )
      let values = read.compactMap { line in
        line.hasPrefix("number") ? line.split(separator: " ").last.flatMap { Double($0) } : nil
      }
      let ours = report.groups.flatMap(\.measurements).map(\.value).filter(\.isFinite)
      #expect(values.count == ours.count)
      // highdicom reads the decimal string, which holds 16 characters.
      #expect(zip(values, ours).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) })
    }
  }

  @Test(.enabled(if: PythonOracle.program("segimage2itkimage") != nil))
  func `dcmqi reads the same masks and numbers`() throws {
    let python = try #require(PythonOracle.interpreter)
    let segments = try #require(PythonOracle.program("segimage2itkimage"))
    let reports = try #require(PythonOracle.program("tid1500reader"))
    try withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
      try DICOMFile.write(segmentation(), to: path("seg.dcm"))
      _ = try PythonOracle.output(
        of: segments,
        ["--inputDICOM", path("seg.dcm"), "--outputDirectory", folder.path, "-t", "nifti"]
      )
      let grid = try ObjectFixtures.grid()
      let script = """
        import sys, numpy, SimpleITK
        for number in "123":
            image = SimpleITK.ReadImage(f"{sys.argv[1]}/{number}.nii.gz")
            for k, j, i in numpy.argwhere(SimpleITK.GetArrayFromImage(image) > 0):
                p = image.TransformIndexToPhysicalPoint((int(i), int(j), int(k)))
                print(number, *(round(x, 2) + 0.0 for x in p))
        """
      let read = try PythonOracle.output(of: python, ["-c", script, folder.path])
      func hundredth(_ x: Double) -> Double { (x * 100).rounded() / 100 + 0.0 }
      let expected = try ObjectFixtures.segments().flatMap { segment in
        segment.region.offsets.map { offset in
          let p = grid.position(of: grid.index(at: offset))
          return [Double(segment.number), hundredth(p.x), hundredth(p.y), hundredth(p.z)]
        }
      }
      let found = read.map { $0.split(separator: " ").compactMap { Double($0) } }
      #expect(found.count == expected.count)
      let unmatched = expected.filter { voxel in
        !found.contains { zip($0, voxel).allSatisfy { abs($0 - $1) <= 0.011 } }
      }
      #expect(unmatched.isEmpty)

      let (report, dataSet) = try report()
      try DICOMFile.write(dataSet, to: path("sr.dcm"))
      _ = try PythonOracle.output(
        of: reports,
        ["--inputDICOM", path("sr.dcm"), "--outputMetadata", path("sr.json")]
      )
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: path("sr.json")))
      )
      let groups = try #require((json as? [String: Any])?["Measurements"] as? [[String: Any]])
      #expect(
        groups.map { $0["TrackingUniqueIdentifier"] as? String }
          == report.groups.map(\.tracking.uid)
      )
      for (group, lesion) in zip(groups, report.groups) {
        let items = try #require(group["measurementItems"] as? [[String: Any]])
        let values = items.compactMap { ($0["value"] as? String).flatMap(Double.init) }
        let ours = lesion.measurements.map(\.value).filter(\.isFinite)
        #expect(values.count == ours.count)
        #expect(zip(values, ours).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) })
      }
    }
  }

  @Test func `a report reads back as it was written, without what is no number`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("sr.dcm").path
      var (report, dataSet) = try report()
      try DICOMFile.write(dataSet, to: path)
      for index in report.groups.indices {
        report.groups[index].measurements.removeAll { !$0.value.isFinite }
      }
      let read = try MeasurementReport(DICOMFile.read(path: path).dataSet)
      #expect(read.groups.map(\.measurements) == report.groups.map(\.measurements))
      #expect(read.groups.map(\.tracking) == report.groups.map(\.tracking))
      #expect(read.groups.map(\.site) == report.groups.map(\.site))
      #expect(read.groups.map(\.finding) == report.groups.map(\.finding))
      #expect(read.groups.map(\.timePoint) == report.groups.map(\.timePoint))
      #expect(read.groups.map { $0.segment?.number } == [1, 2, 3, nil])
    }
  }

  @Test func `a map reads back as it was written`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("rwvm.dcm").path
      let map = try ObjectFixtures.map()
      let dataSet = try map.dataSet(
        source: ObjectFixtures.source(),
        authorship: ObjectFixtures.authorship()
      )
      try DICOMFile.write(dataSet, to: path)
      let read = try RealWorldValueMap(DICOMFile.read(path: path).dataSet)
      #expect(read == map)
      #expect(map.entries.count == ObjectFixtures.size.z)
    }
  }

  @Test func `the same input gives the same bytes`() throws {
    try withTemporaryFolder { folder in
      let paths = ["a", "b"].map { folder.appendingPathComponent($0).path }
      for path in paths { try DICOMFile.write(segmentation(), to: path) }
      let bytes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      #expect(bytes[0] == bytes[1])
    }
  }

  @Test func `patient, study and trial are the source's, the trial also another's`() throws {
    let kept = try segmentation()
    #expect(kept.string(.patientName) == "Müller^Ute")
    #expect(kept.string(.studyInstanceUID) == "1.2.826.0.1.3680043.8.498.1")
    #expect(kept.string(.clinicalTrialSubjectID) == "0007")
    #expect(kept.contains(.accessionNumber))
    let blinded = try segmentation(
      trial: ClinicalTrial(
        sponsorName: "S",
        protocolID: "P",
        subjectID: "X",
        subjectReadingID: "R1"
      )
    )
    #expect(blinded.string(.clinicalTrialSubjectID) == "X")
    #expect(blinded.string(.clinicalTrialSubjectReadingID) == "R1")
    #expect(blinded.string(.clinicalTrialProtocolID) == "P")
  }

  @Test func `frames of a multi-frame image are referred to by their numbers`() throws {
    let source = try ObjectFixtures.source()
    let enhanced = try SourceSeries(
      header: source.header,
      grid: source.grid,
      images: source.images.enumerated().map { slice, image in
        // The frames lie in the file from the uppermost slice down.
        SourceSeries.Image(
          sopClassUID: "1.2.840.10008.5.1.4.1.1.130",
          sopInstanceUID: "1.2.826.0.1.3680043.8.498.5",
          frameNumber: ObjectFixtures.size.z - slice,
          position: image.position
        )
      }
    )
    let authorship = ObjectFixtures.authorship()
    let dataSet = try SegmentationWriter.dataSet(
      of: ObjectFixtures.segments(),
      source: enhanced,
      authorship: authorship
    )
    let last = try #require(dataSet.items(.perFrameFunctionalGroupsSequence).last)
    let image = try #require(
      last.items(.derivationImageSequence).first?.items(.sourceImageSequence).first
    )
    #expect(try image.integer(.referencedFrameNumber) == 1)
    let instances = dataSet.items(.referencedSeriesSequence).first?
      .items(.referencedInstanceSequence)
    #expect(instances?.count == 1)
    let map = try RealWorldValueMap(
      source: enhanced,
      scalings: [
        (.bodyWeight, (1...9).map { LinearScaling(slope: Double($0), intercept: 0) })
      ]
    )
    let read = try RealWorldValueMap(map.dataSet(source: enhanced, authorship: authorship))
    let mapping = read.mapping(
      ofImage: "1.2.826.0.1.3680043.8.498.5",
      frame: 9,
      to: Code.Unit.suvBodyWeight
    )
    #expect(mapping?.scaling.slope == 1)
  }

  @Test func `what has no segment, no voxel or another grid is not written`() throws {
    let source = try ObjectFixtures.source()
    let authorship = ObjectFixtures.authorship()
    func write(_ segments: [Segment]) throws -> DataSet {
      try SegmentationWriter.dataSet(of: segments, source: source, authorship: authorship)
    }
    var segment = try ObjectFixtures.segments()[0]
    #expect(throws: DICOMError.self) { try write([]) }
    segment.region = Region(grid: source.grid, runs: [])
    #expect(throws: DICOMError.self) { try write([segment]) }
    let other = try Grid(size: SIMD3(13, 11, 8), affine: source.grid.affine)
    segment.region = Region(grid: other) { $0 == .zero }
    #expect(throws: DICOMError.self) { try write([segment]) }
  }

  @Test func `identifiers follow from their inputs and are UUIDs of version 8`() throws {
    let uid = UIDSource(inputs: ["a"]).uid("b")
    #expect(uid == UIDSource(inputs: ["a"]).uid("b"))
    #expect(uid != UIDSource(inputs: ["ab"]).uid(""))
    #expect(uid.count <= 44 && uid.hasPrefix("2.25."))
    let number = try #require(UInt128(uid.dropFirst(5)))
    #expect(number >> 76 & 0xF == 8)
    #expect(number >> 62 & 0x3 == 2)
  }
}
