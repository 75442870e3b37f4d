import DICOM
import Foundation
import Phantoms
import TestSupport
import Testing
import Uptake
import Voxels

@Suite struct WrittenPhantomTests {
  /// The plane of the six spheres without noise.
  private var quiet: ImageQualityPhantom {
    var phantom = smallPhantom
    phantom.camera.noiseCoefficient = 0
    phantom.noiseHounsfield = 0
    return phantom
  }

  @Test(arguments: PhantomVariant.all)
  func `A written PET reads back as the uptake it was made of`(variant: PhantomVariant) throws {
    try withTemporaryFolder { folder in
      try quiet.write(to: folder.path, variant: variant, seed: 3)
      let scan = try DICOMFolder.scan(folder.appendingPathComponent("PET").path)
      #expect(scan.refused.isEmpty)
      let series = try #require(scan.studies.first?.series.first)
      let instances = variant.layout == .enhanced ? [series.dataSet] : series.frames.map(\.dataSet)
      // Lenient: several bed positions without the vendor's private time ask for back-computation.
      let certificate = try SUVCertificate(
        of: instances,
        settings: SUVSettings(policy: .lenient, longestUptakeSeconds: 8 * 86400)
      )
      let read = try series.volume(of: SUVbw.self, scaling: certificate.scaling)
      let truth = try quiet.image(of: variant, seed: 3)
      #expect(read.grid.voxelCount == truth.grid.voxelCount)
      // The voxel at a position, wherever the reader put it.
      let step = Double(truth.values.max() ?? 0) / 32767
      var worst = 0.0
      for offset in 0..<truth.grid.voxelCount {
        let position = truth.grid.position(of: truth.grid.index(at: offset))
        let place = read.grid.affine.voxel(at: position)
        let index = SIMD3<Int>(
          Int(place.x.rounded()),
          Int(place.y.rounded()),
          Int(place.z.rounded())
        )
        #expect(length(read.grid.position(of: index) - position) < 0.01)
        worst = max(worst, abs(Double(read[index] - truth.values[offset])))
      }
      // Half a stored step, and what decimal strings and Float leave.
      #expect(worst < 0.51 * step + 1e-4)
    }
  }

  @Test func `The CT shows body, lung and air where the PET's body is`() throws {
    try withTemporaryFolder { folder in
      try quiet.write(to: folder.path, variant: .ge, seed: 3)
      let scan = try DICOMFolder.scan(folder.path)
      #expect(scan.studies.count == 1)
      let series = try #require(scan.studies.first?.series.first { $0.modality == "CT" })
      let ct = try series.hounsfieldVolume()
      for (point, expected) in [
        (SIMD3(0.0, 0, 0), -700.0), (SIMD3(0, 60, 0), 40), (SIMD3(-120, 0, 0), 40),
        (SIMD3(-185, -185, 0), -1000), (SIMD3(57.2, 0, 0), 40),
      ] {
        let place = ct.grid.affine.voxel(at: point)
        let index = SIMD3<Int>(
          Int(place.x.rounded()),
          Int(place.y.rounded()),
          Int(place.z.rounded())
        )
        #expect(abs(Double(ct[index]) - expected) <= 1, "\(point)")
      }
      let pet = try #require(scan.studies.first?.series.first { $0.modality == "PT" })
      #expect(pet.frameOfReferenceUID == series.frameOfReferenceUID)
    }
  }

  @Test func `The same seed writes the same bytes, another seed others`() throws {
    func contents(_ seed: UInt64) throws -> [String: Data] {
      try withTemporaryFolder { folder in
        try smallPhantom.write(to: folder.path, variant: .philips, seed: seed)
        let names = try files(below: folder.path)
        let pairs = try names.map { name in
          (name, try Data(contentsOf: folder.appendingPathComponent(name)))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
      }
    }
    let first = try contents(1)
    #expect(try contents(1) == first)
    let other = try contents(2)
    #expect(Set(other.keys) == Set(first.keys))
    for name in first.keys where name.hasPrefix("PET/") || name.hasPrefix("CT/") {
      #expect(other[name] != first[name], "\(name)")
    }
  }

  @Test func `The truth file says what is simulated, where and how much`() throws {
    try withTemporaryFolder { folder in
      let truth = try smallPhantom.write(to: folder.path, variant: .siemens, seed: 1)
      let json = try Data(contentsOf: folder.appendingPathComponent("truth.json"))
      #expect(try JSONDecoder().decode(PhantomTruth.self, from: json) == truth)
      #expect(truth.note.hasPrefix("Simulated"))
      let spheres = truth.inserts.filter { $0.name.hasPrefix("sphere") }
      #expect(spheres.map(\.diameterMillimeters) == [10, 13, 17, 22, 28, 37])
      #expect(spheres.allSatisfy { $0.suvbw == 8 && $0.insideImages })
      // 37 mm: π 37³ / 6 mm³ = 26.5219 mL; 8 × 250 MBq / 70 kg = 28571.43 Bq/mL.
      let largest = try #require(spheres.last)
      #expect(abs(largest.volumeMilliliters - 26.5219) < 1e-3)
      #expect(abs(largest.becquerelsPerMilliliterAtInjection - 28571.4286) < 1e-3)
      #expect(truth.inserts.contains { !$0.insideImages })
    }
  }

  @Test func `A folder that can't be made is refused`() {
    #expect(throws: PhantomError.self) {
      try smallPhantom.write(to: "/dev/null/phantom", variant: .siemens, seed: 1)
    }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent, "Python with pydicom and nibabel is not set up"),
    arguments: [PhantomVariant.siemens, .philips, .bodyWeightUptake, .surfaceAreaUptake, .oblique]
  )
  func `pydicom and nibabel find the spheres where the label map has them`(
    variant: PhantomVariant
  ) throws {
    var phantom = quiet
    phantom.matrix = .box(columns: 40, slices: 8, pixelMillimeters: 9, sliceMillimeters: 7)
    phantom.camera.fullWidthMillimeters = 1
    try withTemporaryFolder { folder in
      let truth = try phantom.write(to: folder.path, variant: variant, seed: 3)
      let lines = try PythonOracle.run(Self.script, folder.path)
      let means = try lines.map { try #require(Double($0)) }
      #expect(means.count == 2)
      // The voxel at the centre of the 37 mm sphere, and of the body beside the spheres.
      #expect(abs(means[0] - 8) < 0.02)
      #expect(abs(means[1] - truth.background.suvbw) < 0.002)
    }
  }

  /// Prints the SUVbw of two places, by textbook formulas on pydicom's attributes: the voxel of label
  /// 6 (37 mm) that is nearest to its centroid by nibabel, and a place in the body without label.
  private static let script = """
    import datetime, glob, json, sys
    import nibabel, numpy, pydicom
    folder = sys.argv[1]
    slices = [pydicom.dcmread(p) for p in glob.glob(folder + '/PET/*')]
    truth = json.load(open(folder + '/truth.json'))
    labels = nibabel.load(folder + '/truth-labels.nii.gz')
    map = numpy.asarray(labels.dataobj)
    def suv(s, value):
        item = s.RadiopharmaceuticalInformationSequence[0]
        weight = float(s.PatientWeight)
        if s.Units == 'GML':
            return value
        if s.Units == 'CM2ML':
            height = float(s.PatientSize) * 100
            return value * weight * 1000 / (0.007184 * weight**0.425 * height**0.725 * 1e4)
        if s.Units == 'CNTS':
            return value * s[0x7053, 0x1000].value
        def at(date, time):
            return datetime.datetime.strptime(date + time[:6], '%Y%m%d%H%M%S')
        start = str(item.RadiopharmaceuticalStartDateTime)
        decay = (at(s.SeriesDate, s.SeriesTime) - at(start[:8], start[8:])).total_seconds()
        dose = float(item.RadionuclideTotalDose) * 2 ** (-decay / float(item.RadionuclideHalfLife))
        return value * weight * 1000 / dose
    def value_at(point):
        best = None
        for s in slices:
            o = numpy.array([float(v) for v in s.ImageOrientationPatient])
            r, c = o[:3], o[3:]
            d = point - numpy.array([float(v) for v in s.ImagePositionPatient])
            col = d @ r / float(s.PixelSpacing[1])
            row = d @ c / float(s.PixelSpacing[0])
            far = abs(d @ numpy.cross(r, c))
            if best is None or far < best[0]:
                best = (far, s, int(round(row)), int(round(col)))
        _, s, row, col = best
        return suv(s, float(s.pixel_array[row, col]) * float(s.RescaleSlope))
    def lps(index):
        ras = labels.affine @ numpy.append(index, 1)
        return numpy.array([-ras[0], -ras[1], ras[2]])
    inside = numpy.argwhere(map == 6)
    center = inside.mean(axis=0)
    nearest = inside[numpy.argmin(((inside - center) ** 2).sum(axis=1))]
    expected = numpy.array(truth['inserts'][5]['centerMillimeters'])
    assert numpy.linalg.norm(lps(center) - expected) < 6
    print(value_at(lps(nearest)))
    print(value_at(numpy.array([-105.0, 0.0, 0.0])))
    """
}
