import Foundation
import Testing
import Voxels

@testable import Phantoms

/// A grid of cubes about a point.
func cubes(_ size: SIMD3<Int>, millimeters: Double, about center: SIMD3<Double>) throws -> Grid {
  let half = (SIMD3(Double(size.x), Double(size.y), Double(size.z)) - 1) * (millimeters / 2)
  return try Grid(
    size: size,
    affine: Affine(
      columnStep: SIMD3(millimeters, 0, 0),
      rowStep: SIMD3(0, millimeters, 0),
      sliceStep: SIMD3(0, 0, millimeters),
      origin: center - half
    )
  )
}

@Suite struct SceneTests {
  @Test func `The body's volume is that of its superelliptical sections`() throws {
    let scene = PhantomScene(backgroundSUV: 1, inserts: [])
    let grid = try cubes(SIMD3(28, 18, 52), millimeters: 14, about: SIMD3(0, 0, 21))
    let sum = scene.voxelMeans(on: grid, outside: 0, body: 1) { $0.suv }
      .reduce(0) { $0 + Double($1) }
    // Area of |x/a|^n + |y/b|^n = 1: 4 a b Γ(1 + 1/n)² / Γ(1 + 2/n), here n = 2.5.
    let n = 2.5
    let form = 4 * pow(tgamma(1 + 1 / n), 2) / tgamma(1 + 2 / n)
    let torso = Torso()
    let volume = (0..<7020).reduce(0.0) { sum, step in
      let axes = torso.halfAxes(atHeight: -330 + (Double(step) + 0.5) / 10)
      return sum + form * axes.lateral * axes.depth / 10
    }
    let measured = sum * grid.voxelVolumeMilliliters * 1000
    #expect(abs(measured / volume - 1) < 0.002)
    #expect((30e6...50e6).contains(volume))
  }

  @Test(arguments: ImageQualityPhantom.sphereDiameters)
  func `A sphere's voxels hold its volume`(diameter: Double) throws {
    let sphere = PhantomInsert(
      name: "sphere",
      shape: .sphere(diameterMillimeters: diameter),
      center: SIMD3(3.3, -1.7, 0.9),
      suv: 5,
      hounsfield: 40
    )
    let scene = PhantomScene(backgroundSUV: 1, inserts: [sphere])
    let grid = try cubes(SIMD3(13, 13, 13), millimeters: 4, about: .zero)
    let values = scene.voxelMeans(on: grid, outside: 0, body: 1) { $0.suv }
    let above = values.reduce(0) { $0 + (Double($1) - 1) / 4 } * grid.voxelVolumeMilliliters
    #expect(abs(above / (Double.pi * pow(diameter, 3) / 6000) - 1) < 0.006)
  }

  @Test func `Uptake in the image adds up to what is in the body`() throws {
    // The closure: voxels times uptake equals the formula volumes times their uptake, after the blur
    // too, as nothing is blurred out of this box.
    var phantom = ImageQualityPhantom()
    phantom.camera.noiseCoefficient = 0
    let grid = try cubes(SIMD3(36, 24, 64), millimeters: 12, about: SIMD3(0, 0, 21))
    let scene = phantom.scene
    let body =
      PhantomScene(backgroundSUV: 1, inserts: [])
      .voxelMeans(on: grid, outside: 0, body: 1) { $0.suv }
      .reduce(0) { $0 + Double($1) } * grid.voxelVolumeMilliliters
    let truth = scene.inserts.reduce(body * scene.backgroundSUV) { sum, insert in
      sum + insert.volumeMilliliters * (insert.suv - scene.backgroundSUV)
    }
    let image = phantom.camera.image(of: scene, on: grid, seed: 1)
    let measured = image.reduce(0) { $0 + Double($1) } * grid.voxelVolumeMilliliters
    #expect(abs(measured / truth - 1) < 0.001)
  }

  @Test func `Inserts lie inside the body and apart from each other`() {
    let scene = ImageQualityPhantom().scene
    for (index, insert) in scene.inserts.enumerated() {
      for other in scene.inserts[..<index] {
        // How close the centres may come: sphere against cylinder by distance from its axis.
        let offset = insert.center - other.center
        let gap =
          insert.isSphere && other.isSphere
          ? length(offset)
          : max(length(SIMD3(offset.x, offset.y, 0)), abs(offset.z))
        let needed =
          (insert.isSphere ? insert.diameterMillimeters / 2 : 25.5)
          + (other.isSphere ? other.diameterMillimeters / 2 : 25.5)
        #expect(gap > needed, "\(insert.name), \(other.name)")
      }
      guard insert.isSphere else { continue }
      let radius = insert.diameterMillimeters / 2 + 2
      for direction in [
        SIMD3<Double>(1, 0, 0), SIMD3(-1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1),
        SIMD3(0, 0, -1), SIMD3(0.6, 0.8, 0), SIMD3(-0.6, 0.8, 0), SIMD3(0.6, -0.8, 0),
        SIMD3(-0.6, -0.8, 0),
      ] {
        #expect(scene.bodyContains(insert.center + direction * radius), "\(insert.name)")
      }
    }
  }

  @Test func `A region holds the voxels whose centres are inside, on an oblique grid too`() throws {
    var variant = PhantomVariant.oblique
    variant.scanner = .ge
    let grid = try variant.grid(center: .zero, columns: 16, pixel: 6, slices: 16, slice: 5)
    let sphere = PhantomInsert(
      name: "sphere",
      shape: .sphere(diameterMillimeters: 37),
      center: SIMD3(4, 2, -3),
      suv: 8,
      hounsfield: 40
    )
    let scene = PhantomScene(backgroundSUV: 1, inserts: [sphere])
    let region = scene.region(of: sphere, on: grid)
    let naive = (0..<grid.voxelCount).filter { offset in
      length(grid.position(of: grid.index(at: offset)) - SIMD3(4, 2, -3)) <= 18.5
    }
    #expect(region.runs.flatMap { Array($0.offsets) } == naive)
    #expect(naive.count > 100)
  }
}
