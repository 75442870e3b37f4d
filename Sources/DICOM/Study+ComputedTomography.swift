import Voxels

extension Study {
  /// The CT that lies in the same space as another series, or why there is none.
  public struct ComputedTomographyMatch: Sendable {
    /// The CT series, or nil where none lies in the same space.
    public let series: Series?
    /// The other CT series of the study, each with the reason why it was not taken.
    public let passedOver: [(label: String, reason: String)]

    /// Which CT was taken, or why none was.
    public var description: String {
      if let series { return series.label }
      if passedOver.isEmpty { return "the study holds no CT series" }
      return passedOver.map { "\($0.label): \($0.reason)" }.joined(separator: "; ")
    }
  }

  /// The CT of this study that can be laid over a series without registration.
  ///
  /// Only a CT of the same FrameOfReferenceUID that makes a volume is taken. Among several the one
  /// that covers most of the series along its normal, then the one with most slices, then the first
  /// of the study.
  ///
  /// - Parameter reference: the series to be overlaid, as a PET.
  /// - Returns: the CT, and the reason for each CT that was passed over.
  /// - Source: DICOM PS3.3 C.7.4.1 (Frame of Reference).
  public func computedTomography(for reference: Series) -> ComputedTomographyMatch {
    var passedOver: [(label: String, reason: String)] = []
    var candidates: [(series: Series, covered: Double)] = []
    for series in series where series.modality == "CT" {
      do {
        guard let own = reference.frameOfReferenceUID else {
          throw Mismatch("the other series has no FrameOfReferenceUID (0020,0052)")
        }
        guard let other = series.frameOfReferenceUID else {
          throw Mismatch("it has no FrameOfReferenceUID (0020,0052)")
        }
        guard own == other else {
          throw Mismatch("its FrameOfReferenceUID is another: a registration is needed")
        }
        if series.imageType.contains("LOCALIZER") { throw Mismatch("it is a localizer") }
        let covered = Self.covered(try reference.grid(), by: try series.grid())
        guard covered > 0 else { throw Mismatch("it covers no part of the series") }
        candidates.append((series, covered))
      } catch let mismatch as Mismatch {
        passedOver.append((series.label, mismatch.reason))
      } catch {
        passedOver.append((series.label, "\(error)"))
      }
    }
    // Ties stay in the order of the study.
    let best = candidates.indices.max { a, b in
      let (x, y) = (candidates[a], candidates[b])
      if abs(x.covered - y.covered) > 1e-3 { return x.covered < y.covered }
      return (x.series.frames.count, b) < (y.series.frames.count, a)
    }
    for index in candidates.indices where index != best {
      passedOver.append((candidates[index].series.label, "another CT covers more, or is finer"))
    }
    return ComputedTomographyMatch(
      series: best.map { candidates[$0].series },
      passedOver: passedOver
    )
  }

  private struct Mismatch: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// The share of a grid's slices whose centre lies inside another grid.
  private static func covered(_ grid: Grid, by other: Grid) -> Double {
    let middle = SIMD3(Double(grid.size.x - 1) / 2, Double(grid.size.y - 1) / 2, 0)
    let inside = (0..<grid.size.z).count { k in
      let voxel = other.affine.voxel(
        at: grid.affine.position(ofVoxel: SIMD3(middle.x, middle.y, Double(k)))
      )
      return (0..<3).allSatisfy { voxel[$0] >= -0.5 && voxel[$0] <= Double(other.size[$0]) - 0.5 }
    }
    return Double(inside) / Double(grid.size.z)
  }
}
