import Testing

@testable import Voxels

@Suite struct FeatureVolumeTests {
  /// 16 features of each cell of a lattice, without a pattern.
  private static func channels(_ size: SIMD3<Int>) -> [[Float]] {
    (0..<16).map { channel in
      (0..<size.x * size.y * size.z).map { cell in
        let draw = (cell * 37 + channel * 101) % 23
        return Float(draw) - 11
      }
    }
  }

  private static func weights(_ count: Int) -> [SIMD16<Float>] {
    (0..<count).map { row in
      var weights = SIMD16<Float>.zero
      for lane in 0..<16 {
        let draw = (row * 29 + lane * 7) % 13
        weights[lane] = Float(draw) / 8 - 0.75
      }
      return weights
    }
  }

  private static func onlyLane(_ lane: Int) -> [SIMD16<Float>] {
    var weights = SIMD16<Float>.zero
    weights[lane] = 1
    return [weights]
  }

  /// The sum that defines a convolution, written down for one cell and one feature made.
  private static func sum(
    _ channels: [[Float]],
    _ size: SIMD3<Int>,
    _ convolution: Convolution,
    at cell: SIMD3<Int>,
    making lane: Int
  ) -> Double {
    var sum = Double(convolution.starts[0][lane])
    let reach = convolution.width / 2
    for dk in -reach...reach {
      for dj in -reach...reach {
        for di in -reach...reach {
          let there = cell &* convolution.step &+ SIMD3(di, dj, dk)
          guard all(there .>= .zero), all(there .< size) else { continue }
          let side = convolution.width
          let tap = di + reach + side * (dj + reach + side * (dk + reach))
          for channel in 0..<16 {
            let value = channels[channel][there.x + size.x * (there.y + size.y * there.z)]
            sum += Double(convolution.weights[tap * 16 + channel][lane]) * Double(value)
          }
        }
      }
    }
    return convolution.rectifies ? max(0, sum) : sum
  }

  @Test(arguments: [(width: 3, step: 1), (3, 2), (1, 1)])
  func `A convolution is the sum over a cell and its neighbours, with zeros beyond the lattice`(
    width: Int,
    step: Int
  ) {
    let size = SIMD3(6, 4, 2)
    let channels = Self.channels(size)
    let convolution = Convolution(
      width: width,
      step: step,
      rectifies: width == 3,
      weights: Self.weights(width * width * width * 16),
      starts: [SIMD16(repeating: 0.5)]
    )
    let made = FeatureVolume(channels, size: size).convolved(by: convolution)
    let smaller = size / step
    #expect(made.size == smaller)
    for lane in [0, 5, 15] {
      let values = made.weighed(by: Self.onlyLane(lane), plus: 0)
      for (place, value) in values.enumerated() {
        let cell = SIMD3(
          place % smaller.x,
          place / smaller.x % smaller.y,
          place / (smaller.x * smaller.y)
        )
        let sum = Self.sum(channels, size, convolution, at: cell, making: lane)
        #expect(abs(Double(value) - sum) < 1e-3)
      }
    }
  }

  @Test func `A row of an odd number of cells is filled to its end`() {
    let size = SIMD3(5, 1, 1)
    let identity = Convolution(
      width: 1,
      step: 1,
      rectifies: false,
      weights: (0..<16).flatMap { Self.onlyLane($0) },
      starts: [.zero]
    )
    let channels = Self.channels(size)
    let made = FeatureVolume(channels, size: size).convolved(by: identity)
    #expect(made.weighed(by: Self.onlyLane(3), plus: 0) == channels[3])
  }

  @Test func `A coarser lattice is added to each of the eight cells that it covers`() {
    let (coarse, fine) = (SIMD3(2, 1, 1), SIMD3(4, 2, 2))
    let wide = FeatureVolume([[1, 10]], size: coarse)
    let hundreds = (0..<16).map { Float($0 * 100) }
    let narrow = FeatureVolume([hundreds], size: fine)
    let sum = narrow.adding(wide).weighed(by: Self.onlyLane(0), plus: 0)
    for (cell, value) in sum.enumerated() {
      let column = cell % fine.x
      #expect(value == hundreds[cell] + (column < 2 ? 1 : 10))
    }
  }

  @Test func `Many threads give the bits of one`() {
    let size = SIMD3(10, 8, 6)
    let features = FeatureVolume(Self.channels(size), size: size)
    let convolution = Convolution(
      width: 3,
      step: 1,
      rectifies: true,
      weights: Self.weights(27 * 16 * 2),
      starts: [.zero, SIMD16(repeating: 1)]
    )
    let runs = [1, 2, 7].map { slabs in
      Slabs.$forcedCount.withValue(slabs) {
        features.convolved(by: convolution).weighed(by: Self.weights(2), plus: 0)
      }
    }
    #expect(runs[0] == runs[1] && runs[0] == runs[2])
  }
}
