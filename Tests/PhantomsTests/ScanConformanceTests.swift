import DICOM
import Foundation
import TestSupport
import Testing
import Uptake
import Voxels

@testable import Phantoms

@Suite struct ScanConformanceTests {
  private static let scanners: [Phantoms.Scanner] = [.siemens, .ge, .philips, .unitedImaging]

  private func written<Result>(
    _ scanner: Phantoms.Scanner,
    faults: Set<ScanFault> = [],
    isEnhanced: Bool = false,
    _ body: (URL, SimulatedScan) throws -> Result
  ) throws -> Result {
    var setup = ScanSetup(system: SmallBody.system(scanner))
    setup.faults = faults
    setup.isEnhanced = isEnhanced
    let (scan, context) = try SmallBody.scan(setup)
    return try withTemporaryFolder { folder in
      try scan.write(to: folder.path, as: context)
      return try body(folder, scan)
    }
  }

  @Test(
    .enabled(if: Oracle.dciodvfy != nil, "dciodvfy (package dicom3tools) is not installed"),
    arguments: scanners,
    [false, true]
  )
  func `dciodvfy finds no error in a scan`(
    scanner: Phantoms.Scanner,
    isEnhanced: Bool
  ) throws {
    let dciodvfy = try #require(Oracle.dciodvfy)
    try written(scanner, isEnhanced: isEnhanced) { folder, _ in
      let names = try files(below: folder.path)
      for kind in ["PT/", "CT/"] {
        let name = try #require(names.first { $0.hasPrefix(kind) })
        let (text, _) = try Oracle.run(dciodvfy, ["\(folder.path)/\(name)"])
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("Error") } == [], "\(name)")
      }
    }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent, "Python with highdicom is not set up"),
    arguments: scanners
  )
  func `Every attribute of type 1 and 2 of highdicom's tables is there`(
    scanner: Phantoms.Scanner
  ) throws {
    try written(scanner) { folder, _ in
      let lines = try PythonOracle.run(ConformanceTests.script, folder.path)
      #expect(lines == ["checked"])
    }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent, "Python with pydicom is not set up"),
    arguments: scanners
  )
  func `pydicom and the textbook formula read the uptake`(scanner: Phantoms.Scanner) throws {
    try written(scanner) { folder, scan in
      let lines = try PythonOracle.run(Self.script, folder.path)
      let read = try lines.map { try #require(Double($0)) }
      // Minimum, maximum and mean of all voxels.
      let values = scan.pet.values.map(Double.init)
      #expect(abs(read[1] / (values.max() ?? 0) - 1) < 0.005)
      #expect(abs(read[2] / (values.reduce(0, +) / Double(values.count)) - 1) < 0.005)
      #expect(read[0] >= 0)
    }
  }

  /// Prints minimum, maximum and mean SUVbw of a series by textbook formulas on pydicom's attributes.
  private static let script = """
    import datetime, glob, sys
    import numpy, pydicom
    values = []
    for path in sorted(glob.glob(sys.argv[1] + '/PT/*')):
        s = pydicom.dcmread(path)
        item = s.RadiopharmaceuticalInformationSequence[0]
        def at(text):
            return datetime.datetime.strptime(text[:14], '%Y%m%d%H%M%S')
        decay = (at(s.SeriesDate + s.SeriesTime)
                 - at(str(item.RadiopharmaceuticalStartDateTime))).total_seconds()
        dose = float(item.RadionuclideTotalDose) * 2 ** (-decay / float(item.RadionuclideHalfLife))
        assert s.Units == 'BQML' and s.DecayCorrection == 'START'
        assert 'simulated' in s.SeriesDescription.lower()
        assert 'SIMULATED' in str(s.PatientName)
        values.append(s.pixel_array * float(s.RescaleSlope) * float(s.PatientWeight) * 1000 / dose)
    values = numpy.array(values)
    print(values.min())
    print(values.max())
    print(values.mean())
    """

  @Test(
    arguments: [ScanFault.weightMissing, .injectionAfterScan, .doseInMegabecquerels]
  )
  func `A mistake in the header is refused by the strict policy`(fault: ScanFault) throws {
    _ = try written(.siemens, faults: [fault]) { folder, _ in
      #expect(throws: UptakeError.self) { _ = try certificate(folder, .strict) }
    }
  }

  @Test func `A half-life of another nuclide is doubted`() throws {
    try written(.siemens) { folder, _ in
      let sound = try certificate(folder).1.caveats.count
      try written(.siemens, faults: [.wrongHalfLife]) { folder, _ in
        let marred = try certificate(folder).1.caveats.count
        #expect(marred > sound)
      }
    }
  }

  @Test func `An injection clock an hour slow nearly doubles what Ga-68 seems to be`() throws {
    try written(.ge, faults: [.clockShift]) { folder, scan in
      let (series, certificate) = try certificate(folder)
      let read = try series.volume(of: SUVbw.self, scaling: certificate.scaling)
      // Injected an hour earlier than said: the activity at the scan seems 2^(-60/67.71) of what it is.
      let ratio = Double((read.values.max() ?? 0) / (scan.pet.values.max() ?? 1))
      #expect(abs(ratio / exp2(3600 / 4062.6) - 1) < 0.005)
    }
  }

  @Test func `A series without attenuation correction lies beside the corrected one`() throws {
    try written(.siemens, faults: [.uncorrectedBesideCorrected]) { folder, _ in
      let found = try DICOMFolder.scan(folder.path)
      let series = try #require(found.studies.first).series.filter { $0.modality == "PT" }
      #expect(series.count == 2)
      let corrected = series.map { $0.dataSet.strings(.correctedImage).contains("ATTN") }
      #expect(Set(corrected) == [true, false])
    }
  }

  @Test func `Arms outside the CT are cut off there and dark in the PET`() throws {
    var setup = ScanSetup(system: SmallBody.system(.ge))
    setup.hasIncidents = false
    let whole = try SmallBody.scan(setup).scan
    setup.faults = [.armsTruncated]
    let cut = try SmallBody.scan(setup).scan
    let grid = cut.grids.ct
    let edge = SIMD3(Int(208 / grid.spacingMillimeters.x) + grid.size.x / 2, grid.size.y / 2, 10)
    #expect(cut.ct()[edge] == -1024)
    #expect(whole.ct()[edge] != -1024)
    let sums = [cut, whole].map { $0.noiseFree.values.reduce(0) { $0 + Double($1) } }
    #expect(sums[0] < sums[1])
  }

  private func certificate(
    _ folder: URL,
    _ policy: SUVSettings.Policy = .lenient
  ) throws -> (Series, SUVCertificate) {
    let found = try DICOMFolder.scan(folder.path)
    let series = try #require(found.studies.first?.series.first { $0.modality == "PT" })
    let certificate = try SUVCertificate(
      of: series.frames.map(\.dataSet),
      settings: SUVSettings(policy: policy, longestUptakeSeconds: 16200)
    )
    return (series, certificate)
  }
}
