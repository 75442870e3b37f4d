import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Contours drawn as voxels, against closed forms and against masks that others made.
@Suite struct StructureSetTests {
  private let frame = "1.2.3"

  private func grid(_ size: SIMD3<Int> = SIMD3(20, 20, 6)) throws -> Grid {
    try Grid(
      size: size,
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 3),
        origin: SIMD3(-10, 5, 100)
      )
    )
  }

  /// A structure set of one ROI; contours by voxel coordinates.
  private func roi(
    _ contours: [(type: String, points: [SIMD3<Double>])]
  ) throws -> StructureSet.ROI {
    let grid = try grid()
    var structure = DataSet()
    structure.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.481.3")
    var roi = DataSet()
    roi.set(.roiNumber, .IS, "7")
    roi.set(.roiName, .LO, "GTV")
    roi.set(.referencedFrameOfReferenceUID, .UI, frame)
    structure.set(.structureSetROISequence, items: [roi])
    var drawn = DataSet()
    drawn.set(.referencedROINumber, .IS, "7")
    drawn.set(
      .contourSequence,
      items: contours.map { type, points in
        var item = DataSet()
        item.set(.contourGeometricType, .CS, type)
        let numbers = points.flatMap { index in
          let p = grid.affine.position(ofVoxel: index)
          return [p.x, p.y, p.z]
        }
        item[.contourData] = Element(.DS, .text(numbers.map { "\($0)" }))
        return item
      }
    )
    structure.set(.roiContourSequence, items: [drawn])
    return try #require(try StructureSet(structure).rois.first)
  }

  private func square(_ a: Double, _ b: Double, k: Double) -> (
    type: String, points: [SIMD3<Double>]
  ) {
    ("CLOSED_PLANAR", [SIMD3(a, a, k), SIMD3(b, a, k), SIMD3(b, b, k), SIMD3(a, b, k)])
  }

  private func voxels(_ drawing: StructureSet.ROI.Drawing) -> Int { drawing.region.voxelCount }

  @Test func `centres on the left and upper edge are inside, on the right and lower are not`()
    throws
  {
    let drawing = try roi([square(3, 6, k: 2)]).drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(voxels(drawing) == 9)
    let first = try #require(drawing.region.runs.first)
    #expect(try grid().index(at: Int(first.start)) == SIMD3(3, 3, 2))
    #expect(drawing.caveats == [])
  }

  @Test func `squares that share an edge share no voxel and leave none out`() throws {
    let grid = try grid()
    let a = try roi([square(3, 6, k: 2)]).drawn(on: grid, frameOfReferenceUID: frame).region
    let b = try roi([
      ("CLOSED_PLANAR", [SIMD3(6, 3, 2), SIMD3(9, 3, 2), SIMD3(9, 6, 2), SIMD3(6, 6, 2)])
    ]).drawn(on: grid, frameOfReferenceUID: frame).region
    #expect(a.isDisjoint(with: b))
    #expect(a.union(b).voxelCount == 18)
  }

  @Test func `a contour inside another is a hole, and so is a keyhole`() throws {
    let grid = try grid()
    let nested = try roi([square(2.5, 12.5, k: 1), square(5.5, 8.5, k: 1)])
      .drawn(on: grid, frameOfReferenceUID: frame)
    #expect(voxels(nested) == 100 - 9)
    let keyhole = try roi([
      (
        "CLOSED_PLANAR",
        [
          SIMD3(2.5, 2.5, 1), SIMD3(12.5, 2.5, 1), SIMD3(12.5, 12.5, 1), SIMD3(2.5, 12.5, 1),
          SIMD3(2.5, 5.5, 1), SIMD3(5.5, 5.5, 1), SIMD3(5.5, 8.5, 1), SIMD3(8.5, 8.5, 1),
          SIMD3(8.5, 5.5, 1), SIMD3(2.5, 5.5, 1),
        ]
      )
    ]).drawn(on: grid, frameOfReferenceUID: frame)
    #expect(keyhole.region == nested.region)
  }

  @Test func `contours off the plane go to the nearest slice, and it is said how far off`() throws {
    let drawing = try roi([square(3, 6, k: 2.3), square(3, 6, k: 2.8)])
      .drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(voxels(drawing) == 18)
    #expect(drawing.caveats == [.offPlane(millimeters: 0.9)])
  }

  @Test func `of several planes near a slice the nearest is drawn, not their difference`() throws {
    let drawing = try roi([square(3, 6, k: 1.75), square(3, 6, k: 2), square(3, 6, k: 2.25)])
      .drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(voxels(drawing) == 9)
    #expect(drawing.caveats == [.planesLeftOut(count: 2)])
  }

  @Test func `gaps, points and contours outside the image are reported`() throws {
    let drawing = try roi([
      square(3, 6, k: 0), square(3, 6, k: 3), square(3, 6, k: 9),
      ("POINT", [SIMD3(1, 1, 1)]),
    ]).drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(voxels(drawing) == 18)
    #expect(
      drawing.caveats == [.openContours(count: 1), .outsideGrid(count: 1), .gaps(sliceCount: 2)]
    )
  }

  @Test func `points and no contour at all are an empty region, and said so`() throws {
    let point = try roi([("POINT", [SIMD3(1, 1, 1)])])
      .drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(point.region.isEmpty)
    #expect(point.caveats == [.openContours(count: 1), .noVoxel])
    let nothing = try roi([]).drawn(on: grid(), frameOfReferenceUID: frame)
    #expect(nothing.region.isEmpty)
    #expect(nothing.caveats == [.noVoxel])
  }

  @Test func `what lies across the slices or in another space is refused`() throws {
    let grid = try grid()
    let across = try roi([
      ("CLOSED_PLANAR", [SIMD3(1, 1, 0), SIMD3(5, 1, 0), SIMD3(5, 1, 5), SIMD3(1, 1, 5)])
    ])
    #expect(throws: DICOMError.self) { try across.drawn(on: grid, frameOfReferenceUID: frame) }
    let elsewhere = try roi([square(3, 6, k: 2)])
    #expect(throws: DICOMError.self) { try elsewhere.drawn(on: grid, frameOfReferenceUID: "9") }
  }

  @Test(arguments: 0..<40)
  func `any polygon is drawn as a crossing count at each centre has it`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let points = (0..<9).map { _ in
      // Halves and wholes as well, so that vertices and edges meet centres.
      SIMD3(
        Double(Int.random(in: 0..<40, using: &random)) / 2 - 0.5,
        Double(Int.random(in: 0..<40, using: &random)) / 2 - 0.5,
        1
      )
    }
    let grid = try grid()
    let drawing = try roi([("CLOSED_PLANAR", points)])
      .drawn(on: grid, frameOfReferenceUID: frame)
    let expected = Region(grid: grid) { index in
      guard index.z == 1 else { return false }
      let (x, y) = (Double(index.x), Double(index.y))
      var crossings = 0
      for (a, b) in zip(points, points.dropFirst() + points.prefix(1))
      where (a.y <= y) != (b.y <= y) {
        // The edge crosses the row at or before the centre: compared without division.
        let side = (b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)
        if b.y > a.y ? side <= 0 : side >= 0 { crossings += 1 }
      }
      return crossings % 2 == 1
    }
    #expect(drawing.region == expected)
  }
}
