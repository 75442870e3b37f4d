import Voxels

/// A focus as a whole, beside what is there in health.
///
/// Where a node and its vessel take up alike they make one focus, and what its highest place says is the
/// vessel's. So the whole of it is held against the other side of the body, against what lies above and
/// below, and against its organ.
struct FocusMass: Sendable {
  /// How much of it takes up more than anything about the place that mirrors it does, in mL; nan in the
  /// body's middle.
  let excess: Double
  /// How much of it is dense on the CT where the other side is fat or gas, in mL; nan in the body's
  /// middle and without a CT.
  let denseExcess: Double
  /// How deep its deepest tenth lies in dense tissue, in mm; nan without a CT.
  let thickness: Double
  /// Its mean CT number less that of the places that mirror it; nan in the body's middle and without a
  /// CT.
  let overMirror: Double
  /// Its mean CT number less the usual one above and below; nan without a CT.
  let overAlong: Double
  /// Its mean CT number less its organ's median; nan without a CT and outside organs.
  let overOrgan: Double

  /// How much more than the other side counts.
  private static let over: Float = 1.4
  /// How far about the mirrored place is looked, in steps of the lattice: no body is its own mirror.
  private static let slack = 2
  /// How far above and below is looked, in mm.
  private static let along = [-45.0, -36, -27, -18, 18, 27, 36, 45]

  /// - Parameters:
  ///   - region: the focus.
  ///   - organ: the organ that holds most of it.
  ///   - uptake: the uptake at the finest scale, on the search lattice.
  ///   - density: what the CT shows on the lattice; nil without a CT.
  ///   - middle: the column of the body's middle, in LPS mm.
  init(
    of region: Region,
    in organ: Organ?,
    uptake: Volume<SUVbw>,
    density: SearchDensity?,
    middle: Double
  ) {
    let grid = uptake.grid
    let step = SearchVolume.stepMillimeters
    let cells = region.resampled(to: grid).offsets.map(grid.index)
    let column = (middle - grid.affine.origin.x) / step
    let aside = cells.reduce(0.0) { $0 + Double($1.x) } / Double(max(1, cells.count)) - column
    let hasOtherSide = abs(aside * step) >= FocusComparison.middleReach
    func mirrored(_ cell: SIMD3<Int>) -> SIMD3<Int> {
      SIMD3(Int((2 * column - Double(cell.x)).rounded()), cell.y, cell.z)
    }
    func isInside(_ cell: SIMD3<Int>) -> Bool {
      all(cell .>= .zero) && all(cell .< grid.size)
    }
    func shifted(_ steps: Int) -> [SIMD3<Int>] {
      cells.map { $0 &+ SIMD3(0, 0, steps) }.filter(isInside)
    }

    /// The highest uptake about the place that mirrors a cell.
    func highestAcross(_ cell: SIMD3<Int>) -> Float {
      let place = mirrored(cell)
      return Self.neighbours.reduce(0) { highest, arm in
        let there = place &+ arm
        return isInside(there) ? max(highest, uptake[there]) : highest
      }
    }
    let milliliters = grid.voxelVolumeMilliliters
    excess =
      hasOtherSide && !cells.isEmpty
      ? milliliters * Double(cells.count { uptake[$0] > Self.over * highestAcross($0) }) : .nan
    guard let density, !cells.isEmpty else {
      (denseExcess, thickness, overMirror, overAlong, overOrgan) = (.nan, .nan, .nan, .nan, .nan)
      return
    }

    /// The mean CT number of cells; nil where there are none.
    func mean(_ cells: [SIMD3<Int>]) -> Double? {
      let known = cells.filter(density.isKnown)
      guard !known.isEmpty else { return nil }
      return known.reduce(0) { $0 + Double(density.hounsfield[$1]) } / Double(known.count)
    }
    let own = mean(cells)
    func over(_ other: Double?) -> Double {
      guard let own, let other else { return .nan }
      return own - other
    }
    overMirror = hasOtherSide ? over(mean(cells.map(mirrored).filter(isInside))) : .nan
    let usual = Self.along.compactMap { mean(shifted(Int(($0 / step).rounded()))) }.sorted()
    overAlong = over(usual.isEmpty ? nil : usual[usual.count / 2])
    overOrgan = over(organ.flatMap { density.medians[$0] })
    let depths = cells.map { density.depth[$0] }.sorted()
    thickness = Double(depths[depths.count * 9 / 10])
    denseExcess =
      hasOtherSide
      ? milliliters
        * Double(
          cells.count { cell in
            density.depth[cell] > 0
              && Self.neighbours.count { arm in
                let there = mirrored(cell) &+ arm
                return isInside(there) && density.depth[there] > 0
              } * 2 < Self.neighbours.count
          }
        ) : .nan
  }

  /// A place and those two steps from it along each axis.
  private static let neighbours: [SIMD3<Int>] = [
    SIMD3(0, 0, 0), SIMD3(slack, 0, 0), SIMD3(-slack, 0, 0), SIMD3(0, slack, 0),
    SIMD3(0, -slack, 0), SIMD3(0, 0, slack), SIMD3(0, 0, -slack),
  ]
}

/// What the CT shows on the search lattice.
struct SearchDensity: Sendable {
  /// CT numbers, averaged over the lattice's cells.
  let hounsfield: Volume<Hounsfield>
  /// How deep each cell lies in what is neither fat nor gas, in mm; 0 in these.
  let depth: Volume<Millimeters>
  /// The median CT number of each organ.
  let medians: [Organ: Double]

  /// What cells hold that the CT doesn't.
  private static let unknown: Float = -3000
  /// From here on tissue is neither fat nor gas.
  private static let dense: Float = -25

  /// The densities of a CT on a lattice that the organs lie on.
  init(_ ct: Volume<Hounsfield>, organs: [Organ: Region], on lattice: Grid) {
    let hounsfield = ct.averaged(onto: lattice, outside: Self.unknown)
    self.hounsfield = hounsfield
    do throws(GridError) {
      depth = try hounsfield.region(atLeast: Self.dense).complement.distances()
    } catch {
      preconditionFailure("the search lattice is upright: \(error)")
    }
    medians = organs.compactMapValues { region in
      var values = hounsfield.values(in: region)
      guard values.count >= 30 else { return nil }
      values.sort()
      return Double(values[values.count / 2])
    }
  }

  /// Whether the CT holds a cell.
  func isKnown(_ cell: SIMD3<Int>) -> Bool { hounsfield[cell] > Self.unknown + 1 }
}
