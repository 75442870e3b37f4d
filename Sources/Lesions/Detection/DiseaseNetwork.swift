import Voxels

/// The network that sees disease in the uptake and the density of cubes of 4 mm.
///
/// A U-Net of four levels: each halves the lattice, sees further, and gives what it saw back to the finer
/// one. It was fitted on simulated participants, and is weighed as one trait of a focus among others.
///
/// - Source: Ronneberger O et al., MICCAI 2015 (U-Net), with sums in place of joined features. Fitted by
///   Scripts/fit-disease.
struct DiseaseNetwork: Sendable {
  /// The organs whose usual uptake tells the tracers apart, in the order that the network reads.
  static let organs: [Organ] = [
    .bloodPool, .liver, .muscle, .vertebrae, .bowel, .kidneyLeft, .urinaryBladder, .brain,
  ]
  /// Cells along each axis come in multiples of this.
  static let multiple = 8

  /// The logarithm of each organ's usual uptake that the network takes for the middle.
  private let middles: [Float]
  /// What the first layer's features start from more by each organ's logarithm over its middle.
  private let tracer: [SIMD16<Float>]
  private let layers: [String: Convolution]
  private let weights: [SIMD16<Float>]
  private let start: Float

  /// How likely each cell is to be disease.
  ///
  /// - Parameters:
  ///   - channels: for each cell the natural logarithm of the SUVbw, and the CT number over 100 and over
  ///     1000, each bounded (``DiseaseMap``).
  ///   - size: the cells, multiples of ``multiple``.
  ///   - usual: the logarithm of each of ``organs``' usual uptake in SUVbw.
  /// - Returns: the logarithm of the odds of each cell, i fastest.
  func logits(of channels: [[Float]], size: SIMD3<Int>, usual: [Float]) -> [Float] {
    var first = self["first"]
    for (number, value) in usual.enumerated() {
      first = first.starting(from: first.starts[0] + tracer[number] * (value - middles[number]))
    }
    let fine = FeatureVolume(channels, size: size).convolved(by: first)
    let half = fine.convolved(by: self["half-1"]).convolved(by: self["half-2"])
    let quarter = half.convolved(by: self["quarter-1"]).convolved(by: self["quarter-2"])
      .convolved(by: self["quarter-3"])
    let eighth = quarter.convolved(by: self["eighth-1"]).convolved(by: self["eighth-2"])
      .convolved(by: self["eighth-3"])
    let upToQuarter = quarter.adding(eighth.convolved(by: self["to-quarter"]))
      .convolved(by: self["quarter-4"])
    let upToHalf = half.adding(upToQuarter.convolved(by: self["to-half"]))
      .convolved(by: self["half-3"])
    return fine.adding(upToHalf.convolved(by: self["to-fine"])).convolved(by: self["last"])
      .weighed(by: weights, plus: start)
  }

  private subscript(name: String) -> Convolution {
    guard let layer = layers[name] else { preconditionFailure("no layer \(name)") }
    return layer
  }
}

extension DiseaseNetwork {
  /// A layer as the file holds it.
  private struct Layer {
    let name: String
    let width: Int
    let step: Int
    let blocksIn: Int
    let blocksOut: Int
    let rectifies: Bool

    init(_ name: String, _ blocksIn: Int, _ blocksOut: Int, width: Int = 3, step: Int = 1) {
      self.name = name
      self.width = width
      self.step = step
      self.blocksIn = blocksIn
      self.blocksOut = blocksOut
      rectifies = width > 1
    }
  }

  private static let order = [
    Layer("first", 1, 1),
    Layer("half-1", 1, 2, step: 2), Layer("half-2", 2, 2),
    Layer("quarter-1", 2, 3, step: 2), Layer("quarter-2", 3, 3), Layer("quarter-3", 3, 3),
    Layer("eighth-1", 3, 3, step: 2), Layer("eighth-2", 3, 3), Layer("eighth-3", 3, 3),
    Layer("to-quarter", 3, 3, width: 1), Layer("quarter-4", 3, 3),
    Layer("to-half", 3, 2, width: 1), Layer("half-3", 2, 2),
    Layer("to-fine", 2, 1, width: 1), Layer("last", 1, 1),
  ]

  /// The shipped network.
  static let shipped: DiseaseNetwork = {
    guard let network = DiseaseNetwork(PackageResources.disease_bin) else {
      preconditionFailure("the shipped network is tested")
    }
    return network
  }()

  /// Reads a network; nil where the bytes aren't one.
  ///
  /// 32-bit numbers, the least significant byte first: the middle of each organ; 16 numbers for each; 16
  /// weights and the start of the end; and of each layer the starts of its features and their scales,
  /// followed by its weights as bytes with a sign, that the scale of the feature made multiplies.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard let middles = reader.floats(Self.organs.count),
      let tracer = reader.blocks(Self.organs.count), let weights = reader.blocks(1),
      let start = reader.floats(1)
    else { return nil }
    self.middles = middles
    self.tracer = tracer
    self.weights = weights
    self.start = start[0]
    var layers: [String: Convolution] = [:]
    for layer in Self.order {
      let taps = layer.width * layer.width * layer.width * layer.blocksIn * 16
      guard let starts = reader.blocks(layer.blocksOut), let scales = reader.blocks(layer.blocksOut)
      else { return nil }
      var weights: [SIMD16<Float>] = []
      for block in 0..<layer.blocksOut {
        for _ in 0..<taps {
          guard let signed = reader.signed() else { return nil }
          weights.append(scales[block] * signed)
        }
      }
      layers[layer.name] = Convolution(
        width: layer.width,
        step: layer.step,
        rectifies: layer.rectifies,
        weights: weights,
        starts: starts
      )
    }
    guard reader.isAtEnd else { return nil }
    self.layers = layers
  }

  /// Takes numbers off the front of some bytes.
  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == bytes.count }

    mutating func floats(_ count: Int) -> [Float]? {
      guard place + 4 * count <= bytes.count else { return nil }
      let floats = (0..<count).map { number in
        let own = bytes[(place + 4 * number)..<(place + 4 * number + 4)]
        return Float(bitPattern: own.reversed().reduce(0) { $0 << 8 | UInt32($1) })
      }
      place += 4 * count
      return floats.allSatisfy(\.isFinite) ? floats : nil
    }

    mutating func blocks(_ count: Int) -> [SIMD16<Float>]? {
      floats(16 * count).map { floats in
        (0..<count).map { SIMD16(floats[(16 * $0)..<(16 * $0 + 16)]) }
      }
    }

    mutating func signed() -> SIMD16<Float>? {
      guard place + 16 <= bytes.count else { return nil }
      var block = SIMD16<Float>.zero
      for lane in 0..<16 { block[lane] = Float(Int8(bitPattern: bytes[place + lane])) }
      place += 16
      return block
    }
  }
}
