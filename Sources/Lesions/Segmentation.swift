public import Voxels

extension Volume where Unit == SUVbw {
  /// Draws lesions on the uptake.
  ///
  /// Methods of one threshold work everywhere, from a preselection or from seeds; the others work
  /// lesion by lesion and need a preselection or seeds. What several starts share is settled by the
  /// settings' ``OverlapRule``, and the smallest volume is asked for after that. Parts of a whole
  /// volume or a preselection that are too small are dropped; a seed's is listed among the refused.
  ///
  /// - Parameters:
  ///   - method: how outlines are drawn.
  ///   - start: where lesions are looked for.
  ///   - settings: connectivity, smallest volume, reach, overlap and the scale of fixed thresholds.
  ///   - references: the reference regions that a method may rest on.
  ///   - region: where a whole volume or a preselection is searched; nil for everywhere.
  /// - Returns: the lesions, none of them sharing a voxel, and the starts that gave none. There may
  ///   be no lesion at all.
  /// - Throws: ``LesionsError`` when the method needs a start, seeds or a reference region that is
  ///   missing, or a threshold makes no sense.
  public func segmented(
    by method: SegmentationMethod,
    from start: SegmentationStart,
    settings: SegmentationSettings = SegmentationSettings(),
    references: [ReferenceRegion] = [],
    within region: Region? = nil
  ) throws(LesionsError) -> Segmentation {
    if let region, region.grid != grid { throw .otherGrid("search region") }
    try settings.validate()
    let threshold = try oneThreshold(of: method, settings, references)
    var name = method.name(on: settings.scale)
    var floor: Double?
    var starts: [Start] = []
    var refused: [RefusedStart] = []
    switch start {
    case .wholeVolume:
      guard let threshold else { throw .methodNeedsStart(method.text) }
      let parts = parts(atLeast: threshold, settings, settings.minimumVolumeMilliliters, region)
      let lesions = parts.enumerated().map { number, part in
        Lesion(label: "\(number + 1)", region: part, method: name, thresholdSUVbw: threshold)
      }
      return Segmentation(lesions: lesions, refused: [])
    case .preselection(let preselected, let volume):
      if case .grow = method { throw .methodNeedsSeeds(method.text) }
      let level = try checked(preselected / settings.scale.factor, "preselection threshold")
      for (number, part) in parts(atLeast: level, settings, volume, region).enumerated() {
        guard let hottest = statistics(in: part)?.maximumIndex else { continue }
        starts.append(Start(label: "\(number + 1)", voxel: hottest, part: part))
      }
      floor = level
      name += " within \(settings.scale.name) >= \(plain(preselected))"
    case .seeds(let seeds):
      guard !seeds.isEmpty else { throw .methodNeedsSeeds(method.text) }
      for seed in seeds {
        if let voxel = grid.nearestVoxel(to: seed.position) {
          starts.append(Start(label: seed.label, voxel: voxel))
        } else {
          refused.append(RefusedStart(label: seed.label, reason: .outsideImage))
        }
      }
    }

    var outliner = try Outliner(self, method, settings, threshold: threshold, floor: floor)
    var outlines: [Outline] = []
    for start in starts {
      do throws(RefusedStart.Reason) {
        outlines.append(try outliner.outline(from: start))
      } catch {
        refused.append(RefusedStart(label: start.label, reason: error))
      }
    }
    var lesions: [Lesion] = []
    for outline in settings.overlap.settle(outlines) {
      let volume = outline.region.volumeMilliliters
      if outline.region.isEmpty || !volume.isAtLeast(settings.minimumVolumeMilliliters) {
        let reason = RefusedStart.Reason.tooSmall(volumeMilliliters: volume)
        refused.append(RefusedStart(label: outline.label, reason: reason))
      } else {
        lesions.append(outline.lesion(method: name))
      }
    }
    return Segmentation(lesions: lesions, refused: refused)
  }

  /// The connected parts at or above a threshold, of at least a volume.
  private func parts(
    atLeast threshold: Double,
    _ settings: SegmentationSettings,
    _ volume: Double,
    _ region: Region?
  ) -> [Region] {
    self.region(atLeast: Float(threshold), within: region)
      .components(settings.connectivity)
      .filter { $0.volumeMilliliters.isAtLeast(volume) }
  }

  /// The SUVbw threshold of a method that has one for the whole volume, or nil.
  private func oneThreshold(
    of method: SegmentationMethod,
    _ settings: SegmentationSettings,
    _ references: [ReferenceRegion]
  ) throws(LesionsError) -> Double? {
    switch method {
    case .fixed(let threshold): return try checked(threshold / settings.scale.factor, "threshold")
    case .reference(let tissue, let factor, let deviations):
      guard let reference = references.first(where: { $0.tissue == tissue }) else {
        throw .missingReference(tissue)
      }
      let threshold = reference.threshold(factor: factor, deviations: deviations)
      return try checked(threshold, "threshold of the \(tissue.rawValue) reference")
    default: return nil
    }
  }

  private func checked(_ threshold: Double, _ name: String) throws(LesionsError) -> Double {
    guard threshold.isFinite, threshold > 0 else { throw .badThreshold(name, threshold) }
    return threshold
  }
}

extension Double {
  /// Whether a volume reaches another one; sums of voxel volumes that are equal but for rounding do.
  func isAtLeast(_ volume: Double) -> Bool { self >= volume * (1 - 1e-9) }
}

extension Grid {
  /// The voxel whose centre is nearest to a position (in index steps); nil outside the image.
  func nearestVoxel(to position: SIMD3<Double>) -> SIMD3<Int>? {
    let index = affine.voxel(at: position).rounded(.toNearestOrAwayFromZero)
    for axis in 0..<3 {
      guard index[axis] >= 0, index[axis] < Double(size[axis]) else { return nil }
    }
    return SIMD3(Int(index.x), Int(index.y), Int(index.z))
  }
}
