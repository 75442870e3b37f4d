import Glibc
import Testing

@testable import Voxels

@Suite struct ProjectionTests {
  @Test func `Front and side are the maxima along the axes, head up`() throws {
    let grid = try Scene.grid(7, 5, 4, spacing: SIMD3(2, 2, 2), origin: SIMD3(-3, 9, 40))
    let volume = Scene.noise(on: grid, seed: 51)
    let whole = { (count: Int) in 0..<count }
    for slabs in [1, 3] {
      try Slabs.$forcedCount.withValue(slabs) {
        let front = ProjectionFrame(covering: grid, angleDegrees: 0, pixelMillimeters: 2)
        #expect(front.columns == 7 && front.rows == 4)
        let picture = try volume.maximumIntensityProjection(onto: front, outside: -1)
        for row in whole(4) {
          for column in whole(7) {
            let highest = whole(5).map { volume[SIMD3(column, $0, 3 - row)] }.max()
            #expect(picture[row * 7 + column] == highest)
          }
        }
        let side = ProjectionFrame(covering: grid, angleDegrees: 90, pixelMillimeters: 2)
        let profile = try volume.maximumIntensityProjection(onto: side, outside: -1)
        for row in whole(4) {
          for column in whole(5) {
            let highest = whole(7).map { volume[SIMD3($0, column, 3 - row)] }.max() ?? 0
            #expect(abs(profile[row * 5 + column] - highest) < 1e-5)
          }
        }
        let back = ProjectionFrame(covering: grid, angleDegrees: 180, pixelMillimeters: 2)
        let behind = try volume.maximumIntensityProjection(onto: back, outside: -1)
        for row in whole(4) {
          for column in whole(7) {
            #expect(abs(behind[row * 7 + column] - picture[row * 7 + 6 - column]) < 1e-5)
          }
        }
      }
    }
  }

  @Test func `From the patient's left the back is at the right`() throws {
    let grid = try Scene.grid(5, 5, 3)
    let frame = ProjectionFrame(covering: grid, angleDegrees: 90, pixelMillimeters: 1)
    #expect(frame.pixel(of: SIMD3(0, 4, 2)).x > frame.pixel(of: SIMD3(0, 0, 2)).x)
    #expect(frame.pixel(of: SIMD3(0, 0, 2)).y < frame.pixel(of: SIMD3(0, 0, 0)).y)
    let front = ProjectionFrame(covering: grid, angleDegrees: 0, pixelMillimeters: 1)
    #expect(front.pixel(of: SIMD3(4, 0, 0)).x > front.pixel(of: SIMD3(0, 0, 0)).x)
  }

  @Test(arguments: [0, 17, 60, 133, 200, 271.5])
  func `A round hill looks the same from every side, on any grid`(angle: Double) throws {
    let center = SIMD3(3.0, -4, 25)
    let flipped = try Grid(
      size: SIMD3(12, 14, 10),
      affine: Affine(
        columnStep: SIMD3(0, -4, 0),
        rowStep: SIMD3(3.5, 0, 0),
        sliceStep: SIMD3(0, 0, -5),
        origin: center - SIMD3(22.75, -22, -22.5)
      )
    )
    let steps = [
      SIMD3(0.8, 0.6, 0) * 4, SIMD3(-0.36, 0.48, 0.8) * 3, SIMD3(0.48, -0.64, 0.6) * 5,
    ]
    let oblique = try Grid(
      size: SIMD3(13, 17, 11),
      affine: Affine(
        columnStep: steps[0],
        rowStep: steps[1],
        sliceStep: steps[2],
        origin: center - steps[0] * 6 - steps[1] * 8 - steps[2] * 5
      )
    )
    for grid in [flipped, oblique] {
      let hill = Scene.volume(on: grid) { index in
        let arm = grid.position(of: index) - center
        return Float(100 * exp(-dot(arm, arm) / 288))
      }
      let frame = ProjectionFrame(covering: grid, angleDegrees: angle, pixelMillimeters: 3)
      let picture = try hill.maximumIntensityProjection(onto: frame, outside: 0)
      #expect(picture.count == frame.columns * frame.rows)
      let middle = frame.pixel(of: center)
      for row in 0..<frame.rows {
        for column in 0..<frame.columns {
          let arm = (SIMD2(Double(column), Double(row)) - middle) * 3
          let squared = (arm * arm).sum()
          guard squared < 18 * 18 else { continue }
          // Linear between samples 5 mm apart misses the top, of curvature 100 / 144, by 2.2.
          let expected = 100 * exp(-squared / 288)
          let value = Double(picture[row * frame.columns + column])
          #expect(value < expected + 1 && value > expected - 6)
        }
      }
    }
  }

  @Test func `A pixel no line of sight belongs to has the outside value`() throws {
    let grid = try Scene.grid(9, 9, 2)
    let volume = Scene.volume(on: grid) { _ in 5 }
    let frame = ProjectionFrame(covering: grid, angleDegrees: 45, pixelMillimeters: 1)
    let picture = try volume.maximumIntensityProjection(onto: frame, outside: -3)
    #expect(Set(picture).isSubset(of: [5, -3]))
    let row = picture[0..<frame.columns]
    #expect(row.count { $0 == 5 } >= frame.columns - 2)
  }

  @Test func `What is not a number is passed over`() throws {
    let grid = try Scene.grid(3, 3, 1)
    var volume = Scene.volume(on: grid) { Float($0.y) }
    volume.values[4] = .nan
    let frame = ProjectionFrame(covering: grid, angleDegrees: 0, pixelMillimeters: 1)
    #expect(try volume.maximumIntensityProjection(onto: frame, outside: 0) == [2, 2, 2])
  }

  @Test func `A region covers the pixels its voxels are seen in`() throws {
    let grid = try Scene.grid(7, 5, 4, spacing: SIMD3(2, 2, 2))
    let region = Scene.speckle(on: grid, share: 0.1, seed: 5)
    let front = ProjectionFrame(covering: grid, angleDegrees: 0, pixelMillimeters: 2)
    let covered = region.projected(onto: front)
    for row in 0..<4 {
      for column in 0..<7 {
        let isSeen = (0..<5).contains { region.contains(SIMD3(column, $0, 3 - row)) }
        #expect(covered[row * 7 + column] == (isSeen ? 1 : 0))
      }
    }
  }

  @Test func `A ball's shadow is a disc from every side`() throws {
    let grid = try Scene.oblique(40, 40, 30)
    let center = grid.position(of: SIMD3(20, 20, 15))
    let ball = Region.sphere(center: center, radiusMillimeters: 15, grid: grid)
    for angle in [0.0, 40, 90, 250] {
      let frame = ProjectionFrame(covering: grid, angleDegrees: angle, pixelMillimeters: 0.5)
      let area = Double(ball.projected(onto: frame).count { $0 == 1 }) * 0.25
      // Seen with the voxels' boxes about it: a margin of up to two voxels.
      #expect(area > Double.pi * 15 * 15 && area < Double.pi * 18 * 18)
    }
    let frame = ProjectionFrame(covering: grid, angleDegrees: 10, pixelMillimeters: 30)
    #expect(ball.projected(onto: frame).contains(1), "pixels larger than the region")
    #expect(!Region.empty(grid).projected(onto: frame).contains(1))
  }
}
