public import Voxels

/// A PET/CT scanner as it is imitated: its words, its image grids, its blur and its bed positions.
///
/// - Source: matrices and axial fields of view of the vendors' documents and of public image headers;
///   where none was seen, assumed.
public struct PETCTSystem: Hashable, Sendable, CustomStringConvertible {
  /// What names it on the command line.
  public let name: String
  /// Its name.
  public var description: String { name }
  /// Whose words the headers use.
  public let scanner: Scanner
  /// Manufacturer's Model Name (0008,1090).
  public let modelName: String
  /// The PET's columns and rows.
  public let columns: Int
  /// The PET's distance between columns and between rows, in mm.
  public let pixelMillimeters: Double
  /// The PET's distance between slices, in mm.
  public let sliceMillimeters: Double
  /// How the clinic reconstructs.
  public let reconstruction: ReconstructionProfile
  /// Reconstruction Method (0054,1103).
  public let reconstructionMethod: String
  /// The axial field of view, in mm.
  public let axialFieldMillimeters: Double
  /// The share of a bed position that the next one covers again; nil where the bed moves on.
  public let bedOverlap: Double?
  /// How stored numbers are stepped.
  let storesOneSlope: Bool
  /// The CT's columns and rows.
  var ctColumns = 512
  /// The CT's distance between columns and between rows, in mm.
  public let ctPixelMillimeters: Double
  /// The CT's distance between slices, in mm.
  public let ctSliceMillimeters: Double
  /// The CT's Convolution Kernel (0018,1210).
  public let ctKernel: String

  /// Siemens Biograph mCT Flow: the bed moves on without a stop.
  public static let siemensMCT = PETCTSystem(
    name: "siemens-mct",
    scanner: .siemens,
    modelName: "Biograph128_mCT",
    columns: 200,
    pixelMillimeters: 4.07283,
    sliceMillimeters: 3,
    reconstruction: .pointSpread,
    reconstructionMethod: "PSF+TOF 3i21s",
    axialFieldMillimeters: 220.943,
    bedOverlap: nil,
    storesOneSlope: true,
    ctPixelMillimeters: 0.976562,
    ctSliceMillimeters: 3,
    ctKernel: "I30f\\3"
  )
  /// Siemens Biograph Vision 600, digital.
  public static let siemensVision = PETCTSystem(
    name: "siemens-vision",
    scanner: .siemens,
    modelName: "Biograph64_Vision 600",
    columns: 220,
    pixelMillimeters: 3.3,
    sliceMillimeters: 3,
    reconstruction: .digital,
    reconstructionMethod: "PSF+TOF 4i5s",
    axialFieldMillimeters: 261,
    bedOverlap: 0.5,
    storesOneSlope: true,
    ctPixelMillimeters: 0.976562,
    ctSliceMillimeters: 3,
    ctKernel: "Br38f\\3"
  )
  /// GE Discovery MI with four rings.
  public static let geDiscoveryMI = PETCTSystem(
    name: "ge-dmi",
    scanner: .ge,
    modelName: "Discovery MI",
    columns: 192,
    pixelMillimeters: 3.6458333,
    sliceMillimeters: 2.79,
    reconstruction: .pointSpread,
    reconstructionMethod: "VPFXS",
    axialFieldMillimeters: 200,
    bedOverlap: 0.25,
    storesOneSlope: false,
    ctPixelMillimeters: 0.976562,
    ctSliceMillimeters: 2.79,
    ctKernel: "STANDARD"
  )
  /// GE Discovery 690.
  public static let geDiscovery690 = PETCTSystem(
    name: "ge-690",
    scanner: .ge,
    modelName: "Discovery 690",
    columns: 192,
    pixelMillimeters: 3.6458333,
    sliceMillimeters: 3.27,
    reconstruction: .timeOfFlight,
    reconstructionMethod: "VPFX",
    axialFieldMillimeters: 157,
    bedOverlap: 0.25,
    storesOneSlope: false,
    ctPixelMillimeters: 1.367188,
    ctSliceMillimeters: 3.27,
    ctKernel: "STANDARD"
  )
  /// Philips Ingenuity TF.
  public static let philipsIngenuity = PETCTSystem(
    name: "philips-ingenuity",
    scanner: .philips,
    modelName: "Ingenuity TF PET/CT",
    columns: 144,
    pixelMillimeters: 4,
    sliceMillimeters: 4,
    reconstruction: .timeOfFlight,
    reconstructionMethod: "BLOB-OS-TF",
    axialFieldMillimeters: 180,
    bedOverlap: 0.5,
    storesOneSlope: true,
    ctPixelMillimeters: 1.171875,
    ctSliceMillimeters: 4,
    ctKernel: "B"
  )
  /// United Imaging uMI 780, digital.
  public static let unitedImaging780 = PETCTSystem(
    name: "united-imaging-umi780",
    scanner: .unitedImaging,
    modelName: "uMI 780",
    columns: 192,
    pixelMillimeters: 3.125,
    sliceMillimeters: 2.68,
    reconstruction: .digital,
    reconstructionMethod: "TOF-OSEM+PSF",
    axialFieldMillimeters: 300,
    bedOverlap: 0.4,
    storesOneSlope: false,
    ctPixelMillimeters: 0.976562,
    ctSliceMillimeters: 3,
    ctKernel: "B_SOFT_B"
  )

  /// All systems; the first of a vendor is the one that the vendor's name alone means.
  public static let all: [PETCTSystem] = [
    .siemensMCT, .siemensVision, .geDiscoveryMI, .geDiscovery690, .philipsIngenuity,
    .unitedImaging780,
  ]

  /// The system of a name, or the first one of a vendor.
  ///
  /// - Parameter name: "ge-dmi", or "ge".
  /// - Returns: the system; nil when there is none.
  public static func named(_ name: String) -> PETCTSystem? {
    all.first { $0.name == name } ?? all.first { $0.scanner.rawValue == name }
  }

  /// Where the PET's voxels lie.
  ///
  /// - Parameters:
  ///   - heights: from the lowest to the highest point to be imaged, in LPS mm.
  ///   - center: the axis of the bore, x and y in LPS mm.
  /// - Returns: the grid; GE's starts at the head.
  /// - Throws: `GridError` when the heights make no grid.
  public func petGrid(
    heights: ClosedRange<Double>,
    center: SIMD2<Double>
  ) throws(GridError) -> Grid {
    try grid(columns, pixelMillimeters, sliceMillimeters, heights, center)
  }

  /// Where the CT's voxels lie: on slices of its own.
  ///
  /// - Parameters:
  ///   - heights: from the lowest to the highest point to be imaged, in LPS mm.
  ///   - center: the axis of the bore, x and y in LPS mm.
  /// - Returns: the grid, from feet to head.
  /// - Throws: `GridError` when the heights make no grid.
  public func ctGrid(
    heights: ClosedRange<Double>,
    center: SIMD2<Double>
  ) throws(GridError) -> Grid {
    try grid(ctColumns, ctPixelMillimeters, ctSliceMillimeters, heights, center)
  }

  private func grid(
    _ columns: Int,
    _ pixel: Double,
    _ slice: Double,
    _ heights: ClosedRange<Double>,
    _ center: SIMD2<Double>
  ) throws(GridError) -> Grid {
    let slices = Int(((heights.upperBound - heights.lowerBound) / slice).rounded(.up))
    let half = Double(columns - 1) / 2 * pixel
    return try Grid(
      size: SIMD3(columns, columns, slices),
      affine: Affine(
        columnStep: SIMD3(pixel, 0, 0),
        rowStep: SIMD3(0, pixel, 0),
        sliceStep: SIMD3(0, 0, slice),
        origin: SIMD3(center.x - half, center.y - half, heights.lowerBound + slice / 2)
      )
    )
  }
}
