import DICOM
import FoundationEssentials
import NIfTI
import Voxels

extension ImageQualityPhantom {
  /// Writes the phantom as ordinary DICOM folders, with its truth beside them.
  ///
  /// Makes `PET/` and `CT/` in the folder, one file for each instance (PET files without a name
  /// extension, as scanners often leave them), `truth.json`, and `truth-labels.nii.gz`, which holds
  /// the inserts on the PET's voxels. The same phantom, variant and seed give the same bytes.
  ///
  /// - Parameters:
  ///   - folder: the folder; made where it is absent. Files that are there are replaced.
  ///   - variant: scanner words, tracer, units and layout.
  ///   - seed: decides noise and identifiers.
  ///   - progress: called with the share that is done, 0...1.
  /// - Returns: what was written to `truth.json`.
  /// - Throws: ``PhantomError`` when a file can't be written.
  @discardableResult
  public func write(
    to folder: String,
    variant: PhantomVariant = .siemens,
    seed: UInt64 = 1,
    progress: (Double) -> Void = { _ in }
  ) throws(PhantomError) -> PhantomTruth {
    let truth = try truth(of: variant, seed: seed)
    let pet = "\(folder)/PET"
    let ct = "\(folder)/CT"
    try makeFolder(pet)
    try makeFolder(ct)

    let image = try image(of: variant, seed: seed)
    progress(0.2)
    try writePET(image, variant: variant, seed: seed, to: pet)
    progress(0.5)
    try writeCT(variant: variant, seed: seed, to: ct) { progress(0.5 + 0.45 * $0) }
    do {
      try NIfTIFile.write(
        labels: labels(on: image.grid).map { ($0.label, $0.region) },
        on: image.grid,
        to: "\(folder)/truth-labels.nii.gz",
        description: "Simulated phantom: labels of truth.json"
      )
    } catch {
      throw .labelMap(error)
    }
    try writeTruth(truth, to: "\(folder)/truth.json")
    progress(1)
    return truth
  }

  private func writePET(
    _ image: Volume<SUVbw>,
    variant: PhantomVariant,
    seed: UInt64,
    to folder: String
  ) throws(PhantomError) {
    let series = petSeries(of: variant, on: image.grid, seed: seed)
    do {
      if variant.layout == .enhanced {
        try DICOMFile.write(series.enhancedDataSet(suv: image.values), to: "\(folder)/PT0001")
        return
      }
      let maximum = image.values.max() ?? 0
      for slice in 0..<image.grid.size.z {
        let instance = series.dataSet(ofSlice: slice, suv: image.values, seriesMaximum: maximum)
        try DICOMFile.write(instance, to: "\(folder)/PT\(padded(slice + 1, 4))")
      }
    } catch {
      throw .dicom(error)
    }
  }

  private func writeCT(
    variant: PhantomVariant,
    seed: UInt64,
    to folder: String,
    progress: (Double) -> Void
  ) throws(PhantomError) {
    let grid = try ctGrid(of: variant)
    let series = CTSeries(
      study: study(of: variant, seed: seed),
      scanner: variant.scanner,
      grid: grid,
      start: scanStart.advanced(bySeconds: -90),
      noiseHounsfield: noiseHounsfield
    )
    let perSlice = grid.size.x * grid.size.y
    let slab = 16
    for first in stride(from: 0, to: grid.size.z, by: slab) {
      let slices = first..<min(first + slab, grid.size.z)
      let numbers = scene.voxelMeans(
        on: grid,
        slices: slices,
        outside: -1000,
        body: scene.backgroundHounsfield
      ) { $0.hounsfield }
      for slice in slices {
        let start = (slice - first) * perSlice
        let instance = series.dataSet(
          ofSlice: slice,
          hounsfield: numbers[start..<start + perSlice],
          seed: ~seed
        )
        do {
          try DICOMFile.write(instance, to: "\(folder)/CT\(padded(slice + 1, 4)).dcm")
        } catch {
          throw .dicom(error)
        }
      }
      progress(Double(slices.upperBound) / Double(grid.size.z))
    }
  }

  private func writeTruth(_ truth: PhantomTruth, to path: String) throws(PhantomError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      var json = try encoder.encode(truth)
      json.append(UInt8(ascii: "\n"))
      try json.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .unwritableFolder(path: path, reason: "\(error)")
    }
  }
}
