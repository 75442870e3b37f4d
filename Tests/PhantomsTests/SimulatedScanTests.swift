import DICOM
import Foundation
import TestSupport
import Testing
import Uptake
import Voxels

@testable import Phantoms

@Suite struct SimulatedScanTests {
  private func setup(_ scanner: Phantoms.Scanner) -> ScanSetup {
    ScanSetup(system: SmallBody.system(scanner))
  }

  @Test(arguments: [Phantoms.Scanner.siemens, .ge, .philips, .unitedImaging], [false, true])
  func `A written scan reads back as the uptake it was made of`(
    scanner: Phantoms.Scanner,
    isEnhanced: Bool
  ) throws {
    var setup = setup(scanner)
    setup.isEnhanced = isEnhanced
    let (scan, context) = try SmallBody.scan(setup)
    try withTemporaryFolder { folder in
      try scan.write(to: folder.path, as: context)
      let found = try DICOMFolder.scan(folder.path)
      #expect(found.refused.isEmpty)
      #expect(found.studies.count == 1)
      let series = try #require(found.studies.first?.series.first { $0.modality == "PT" })
      let instances = isEnhanced ? [series.dataSet] : series.frames.map(\.dataSet)
      let certificate = try SUVCertificate(
        of: instances,
        settings: SUVSettings(policy: .lenient, longestUptakeSeconds: 16200)
      )
      let read = try series.volume(of: SUVbw.self, scaling: certificate.scaling)
      #expect(read.grid.size == scan.pet.grid.size)
      let highest = Double(scan.pet.values.max() ?? 0)
      for offset in stride(from: 0, to: read.grid.voxelCount, by: 7) {
        let position = read.grid.position(of: read.grid.index(at: offset))
        let place = scan.pet.grid.affine.voxel(at: position).rounded(.toNearestOrAwayFromZero)
        let truth = Double(scan.pet[SIMD3(Int(place.x), Int(place.y), Int(place.z))])
        // Within half a per cent, and the step that 16 bits leave.
        #expect(abs(Double(read.values[offset]) - truth) <= 0.005 * truth + highest / 65534 + 1e-4)
      }
      let ct = try #require(found.studies.first?.series.first { $0.modality == "CT" })
      #expect(ct.frameOfReferenceUID == series.frameOfReferenceUID)
      let hounsfield = try ct.hounsfieldVolume()
      #expect(hounsfield.values.count == scan.grids.ct.voxelCount)
    }
  }

  @Test func `The same seed makes the same scan, another seed another`() throws {
    let first = try SmallBody.scan(setup(.ge)).scan
    let again = try SmallBody.scan(setup(.ge)).scan
    let other = try SmallBody.scan(setup(.ge), seed: 6).scan
    #expect(first.pet.values == again.pet.values && first.ct().values == again.ct().values)
    #expect(first.pet.values != other.pet.values && first.ct().values != other.ct().values)
    #expect(first.noiseFree.values != other.noiseFree.values || first.deposits.isEmpty)
  }

  @Test func `Without noise a scan is its own mean`() throws {
    var setup = setup(.siemens)
    setup.countLevel = .infinity
    setup.hasIncidents = false
    let scan = try SmallBody.scan(setup).scan
    #expect(scan.pet.values == scan.noiseFree.values)
    #expect(scan.noiseCoefficient == 0)
  }

  @Test func `Four times the counts halve the noise`() throws {
    var setup = setup(.siemens)
    let usual = try SmallBody.scan(setup).scan.noiseCoefficient
    setup.countLevel = 4
    let more = try SmallBody.scan(setup).scan.noiseCoefficient
    #expect(abs(more / usual - 0.5) < 1e-12)
    // The liver of a Ga-68 affibody scan at 2 h: 12 to 20 %.
    #expect((0.12...0.20).contains(usual))
  }

  @Test func `A lesion is where its label is, also when it breathes`() throws {
    let setup = setup(.ge)
    // All tissue moves by 0 to 24 mm to the feet: 9 mm in the mean of cos^4.
    let motion = RespiratoryMotion { _, phase in
      SIMD3(0, 0, -24 * pow(cos(Double.pi * phase), 4))
    }
    for motion in [nil, motion] {
      let subject = try SmallBody.subject(setup.system, lesionSUV: 60, motion: motion)
      let scan = try SimulatedScan(of: subject, setup: setup, seed: 1, stream: 0)
      let lesion = try #require(scan.lesions.first)
      let center = try #require(lesion.region.offsetsSummed(on: scan.pet.grid))
      let expected = SmallBody.lesionCenter + SIMD3(0, 0, motion == nil ? 0 : -9)
      #expect(length(lesion.center - expected) < 1e-9)
      #expect(length(center - expected) < 4)
      // A sphere of radius 24 mm: 57.9 mL; its voxels are 0.8 mL.
      #expect(abs(lesion.region.volumeMilliliters / 57.9 - 1) < 0.25)
    }
  }

  @Test func `The CT shows the tissues, the table below, and nothing beyond its field`() throws {
    var setup = setup(.ge)
    setup.ctMilliampereSeconds = 10000
    let scan = try SmallBody.scan(setup).scan
    let ct = scan.ct()
    func value(_ p: SIMD3<Double>) -> Float {
      let place = ct.grid.affine.voxel(at: p).rounded(.toNearestOrAwayFromZero)
      return ct[SIMD3(Int(place.x), Int(place.y), Int(place.z))]
    }
    #expect(abs(value(SIMD3(-60, 0, 20)) - 58) < 20)
    #expect(value(SIMD3(80, 0, 110)) < -600)
    #expect(value(SIMD3(150, -100, 0)) < -900)
    #expect(ct.values[0] == -1024)
    let behind = (110..<150).map { value(SIMD3(0, Double($0), 0)) }
    #expect(behind.contains { $0 > -960 && $0 < -20 })
  }

  @Test func `Activity is conserved from tissue to image`() throws {
    var setup = setup(.unitedImaging)
    setup.hasIncidents = false
    let subject = try SmallBody.subject(setup.system)
    var imaging = PETImaging(
      system: setup.system,
      emitter: .gallium68,
      noiseCoefficient: 0,
      liverSUV: 4
    )
    imaging.haloDepth = 0
    let image = try imaging.mean(of: subject.activity, on: subject.grids.pet)
    // Slices of the tissue grid that lie inside the PET, away from its ends.
    func sum<Unit>(_ volume: Volume<Unit>, _ heights: ClosedRange<Double>) -> Double {
      var sum = 0.0
      for offset in volume.values.indices {
        let z = volume.grid.position(of: volume.grid.index(at: offset)).z
        if heights.contains(z) { sum += Double(volume.values[offset]) }
      }
      return sum * volume.grid.voxelVolumeMilliliters
    }
    let ratio = sum(image, -60...60) / sum(subject.activity, -60...60)
    // What the ends of the range let in and out is a few slices' difference.
    #expect(abs(ratio - 1) < 0.06)
  }
}

extension Region {
  /// The mean position of the voxels.
  fileprivate func offsetsSummed(on grid: Grid) -> SIMD3<Double>? {
    guard !isEmpty else { return nil }
    var sum = SIMD3<Double>(0, 0, 0)
    for offset in runs.flatMap(\.offsets) { sum += grid.position(of: grid.index(at: offset)) }
    return sum / Double(voxelCount)
  }
}
