public import Voxels

extension Series {
  /// The series' voxels in a unit.
  ///
  /// Each stored value becomes `slope * stored + intercept` of its own frame, in double precision, and
  /// is then rounded to Float. The values don't depend on the number of threads. Beside the volume no
  /// more than one frame for each thread is held.
  ///
  /// - Parameters:
  ///   - unit: the unit that the scalings lead to.
  ///   - scaling: one for each of ``frames``, in their order.
  ///   - threads: how many threads read.
  /// - Returns: the volume on ``grid()``.
  /// - Throws: ``SeriesError`` when the frames don't make one volume, or their pixels can't be read.
  /// - Source: DICOM PS3.3 C.11.1.1.2; PET slices differ in slope.
  public func volume<Unit: VoxelUnit>(
    of unit: Unit.Type = Unit.self,
    scaling: [LinearScaling],
    threads: Int = DICOMFolder.availableProcessorCount
  ) throws(SeriesError) -> Volume<Unit> {
    guard scaling.count == frames.count else {
      throw .scalingCount(found: scaling.count, frames: frames.count)
    }
    let grid: Grid
    do { grid = try self.grid() } catch { throw .geometry(error) }
    return Volume(grid: grid, values: try values(grid, scaling: scaling, threads: threads))
  }

  /// The CT numbers of a CT series, by the RescaleSlope and RescaleIntercept of each frame.
  ///
  /// Voxels outside the scanner's field of view keep the value that the scanner gave them, often below
  /// -1024.
  ///
  /// - Parameter threads: how many threads read.
  /// - Returns: the volume, in Hounsfield units.
  /// - Throws: ``SeriesError`` when the series is no CT image, isn't in Hounsfield units, or can't be
  ///   read.
  /// - Source: DICOM PS3.3 C.8.2.1 (CT Image), C.11.1.1.2.
  public func hounsfieldVolume(
    threads: Int = DICOMFolder.availableProcessorCount
  ) throws(SeriesError) -> Volume<Hounsfield> {
    guard modality == "CT" else { throw .notHounsfield("Modality (0008,0060) is '\(modality)'") }
    if imageType.contains("LOCALIZER") { throw .notHounsfield("the images are localizers") }
    var scaling: [LinearScaling] = []
    scaling.reserveCapacity(frames.count)
    for frame in frames {
      if let type = frame.rescaleType, type != "HU" {
        throw .notHounsfield("RescaleType (0028,1054) is '\(type)' in \(frame.name)")
      }
      let line: LinearScaling?
      do { line = try frame.rescale() } catch { throw .pixels(error) }
      guard let line else {
        throw .pixels(.missingAttribute(tag: .rescaleSlope, keyword: "RescaleSlope"))
      }
      scaling.append(line)
    }
    return try volume(of: Hounsfield.self, scaling: scaling, threads: threads)
  }
}

/// Why a series can't be made a volume.
public enum SeriesError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The frames don't make one volume.
  case geometry(GeometryError)
  /// A frame's pixels, or what scales them, can't be read.
  case pixels(DICOMError)
  /// There isn't one scaling for each frame.
  case scalingCount(found: Int, frames: Int)
  /// The series doesn't hold CT numbers.
  case notHounsfield(String)

  /// What is wrong, with the values found.
  public var description: String {
    switch self {
    case .geometry(let error): error.description
    case .pixels(let error): error.description
    case .scalingCount(let found, let frames):
      "\(frames) frames need as many scalings; there are \(found)"
    case .notHounsfield(let reason): "no CT numbers: \(reason)"
    }
  }
}
