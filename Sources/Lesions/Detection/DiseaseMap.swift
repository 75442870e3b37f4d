import Glibc
package import Voxels

/// Where a network sees disease: the logarithm of the odds of each cube of 4 mm.
struct DiseaseMap: Sendable {
  private let grid: Grid
  private let logits: [Float]
  /// The probabilities.
  private let shares: [Float]
  /// The volume of the connected cubes that are rather disease than not, of each cube that is, in mL.
  private let milliliters: [Float]

  /// Below this uptake cubes are alike to the network, in SUVbw.
  private static let least: Float = 0.03

  /// What the network sees in a scan; nil without a CT or a body, or where it isn't known of each of the
  /// network's organs what it usually takes up: it was fitted on nothing of that kind.
  ///
  /// - Throws: ``LesionsError`` when the scan can't be brought onto cubes.
  init?(
    _ scan: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    physiology: Physiology
  ) throws(LesionsError) {
    let usual = DiseaseNetwork.organs.compactMap { organ in
      physiology.uptake(of: organ).map { Float(log($0.typical)) }
    }
    guard let ct, usual.count == DiseaseNetwork.organs.count else { return nil }
    let (uptake, density): (Volume<SUVbw>, Volume<Hounsfield>)
    do throws(LesionsError) {
      (uptake, density) = try scan.cubes(ct: ct)
    } catch .noBody {
      return nil
    }
    grid = uptake.grid
    let (own, multiple) = (grid.size, DiseaseNetwork.multiple)
    let size = (own &+ (multiple - 1)) / multiple &* multiple
    func filled(_ values: [Float], with outside: Float, _ channel: (Float) -> Float) -> [Float] {
      var filled = [Float](repeating: channel(outside), count: size.x * size.y * size.z)
      for k in 0..<own.z {
        for j in 0..<own.y {
          for i in 0..<own.x {
            filled[i + size.x * (j + size.y * k)] = channel(values[i + own.x * (j + own.y * k)])
          }
        }
      }
      return filled
    }
    let channels = [
      filled(uptake.values, with: 0) { Float(log(max($0, Self.least))) },
      filled(density.values, with: BodyScan.noCT) { min(max($0 / 100, -2), 3) },
      filled(density.values, with: BodyScan.noCT) { min(max($0 / 1000, -1), 1.5) },
    ]
    let all = DiseaseNetwork.shipped.logits(of: channels, size: size, usual: usual)
    var logits: [Float] = []
    logits.reserveCapacity(uptake.values.count)
    for row in 0..<own.y * own.z {
      let first = size.x * (row % own.y + size.y * (row / own.y))
      logits += all[first..<first + own.x]
    }
    self.logits = logits
    shares = logits.map { 1 / (1 + exp(-$0)) }
    var milliliters = [Float](repeating: 0, count: logits.count)
    let likely = Volume<SUVbw>(grid: grid, values: logits).region(atLeast: 0)
    for part in likely.components(.faces) {
      for offset in part.offsets { milliliters[offset] = Float(part.volumeMilliliters) }
    }
    self.milliliters = milliliters
  }

  /// How far about the highest place of a focus its likeliest cube is looked for, in mm.
  private static let reach = 6.0
  /// How far about it disease is added up, in mm.
  private static let neighbourhood = 30.0

  /// What the network sees at a focus.
  ///
  /// - Parameters:
  ///   - position: its highest place, in LPS mm.
  ///   - volume: its volume, in mL.
  /// - Returns: what it sees; nil beyond the map.
  func sight(at position: SIMD3<Double>, volumeMilliliters volume: Double) -> DiseaseSight? {
    let radius = max(BodyScan.spacing, cbrt(volume * 750 / .pi))
    var sight = DiseaseSight()
    var (sum, count) = (0.0, 0)
    let center = (position - grid.affine.origin) / BodyScan.spacing
    let steps = max(Self.neighbourhood, radius) / BodyScan.spacing
    func range(_ axis: Int) -> ClosedRange<Int>? {
      let first = max(0, Int((center[axis] - steps).rounded(.up)))
      let last = min(grid.size[axis] - 1, Int((center[axis] + steps).rounded(.down)))
      return first <= last ? first...last : nil
    }
    guard let columns = range(0), let rows = range(1), let slices = range(2) else { return nil }
    for k in slices {
      for j in rows {
        for i in columns {
          let arm = (SIMD3(Double(i), Double(j), Double(k)) - center) * BodyScan.spacing
          let distance = dot(arm, arm).squareRoot()
          let cube = i + grid.size.x * (j + grid.size.y * k)
          if distance <= Self.neighbourhood {
            sight.nearbyMilliliters += Double(shares[cube]) * grid.voxelVolumeMilliliters
          }
          if distance <= radius {
            sum += Double(shares[cube])
            count += 1
          }
          if distance <= Self.reach, Double(logits[cube]) > sight.highestLogit {
            sight.highestLogit = Double(logits[cube])
            sight.connectedMilliliters = Double(milliliters[cube])
          }
        }
      }
    }
    guard count > 0, sight.highestLogit.isFinite else { return nil }
    sight.meanShare = sum / Double(count)
    return sight
  }
}

extension Volume where Unit == SUVbw {
  /// The cubes of 4 mm that the network sees of a scan: SUVbw and CT numbers, about the body.
  ///
  /// - Throws: ``LesionsError/noBody`` where nothing takes up anything.
  package func cubes(
    ct: Volume<Hounsfield>
  ) throws(LesionsError) -> (uptake: Volume<SUVbw>, density: Volume<Hounsfield>) {
    let body = try BodyScan(suv: self, ct: nil)
    return (body.suv, ct.averaged(onto: body.grid, outside: BodyScan.noCT))
  }
}

/// What the network sees at a focus.
struct DiseaseSight: Sendable {
  /// The logarithm of the odds of the likeliest cube at its highest place.
  var highestLogit = -Double.infinity
  /// The mean probability in a ball of its volume.
  var meanShare = 0.0
  /// The volume of the likely cubes connected with the likeliest, in mL; 0 where that is none.
  var connectedMilliliters = 0.0
  /// The sum of the probabilities in its neighbourhood, in mL.
  var nearbyMilliliters = 0.0
}
