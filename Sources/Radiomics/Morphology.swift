import Glibc
import Voxels

/// The shape of a region, and how its intensities lie in it.
///
/// The family's last two features are ``SpatialAutocorrelation``'s.
///
/// - Source: IBSI 3.1 (HCUG).
struct Morphology: Sendable {
  let voxelVolume: Double
  let meshVolume: Double
  let meshArea: Double
  let diameter: Double
  /// The variances along the principal axes, largest first, in mm².
  let variances: SIMD3<Double>
  let voxelCount: Int
  let alignedBox: SIMD3<Double>
  let orientedBox: (volume: Double, area: Double)
  let hull: (volume: Double, area: Double)
  /// The semi-axes of the smallest enclosing ellipsoid.
  let enclosingEllipsoid: SIMD3<Double>?
  let center: SIMD3<Double>
  /// The centre of the intensities; nil where there is none.
  let intensityCenter: SIMD3<Double>?
  let meanIntensity: Double?

  static let family = "Morphology"

  /// The shape of a region; nil where its morphological mask is empty.
  init?(_ region: PreparedRegion) {
    let spacing = region.grid.spacingMillimeters
    var (count, sum, products) = (
      0, SIMD3<Double>.zero, [SIMD3<Double>](repeating: .zero, count: 3)
    )
    region.forEachVoxel(of: region.morphologicalMask) { index, _ in
      let place = scaled(index, spacing)
      count += 1
      sum += place
      for row in 0..<3 { products[row] += place[row] * place }
    }
    guard count > 0 else { return nil }
    let mesh = SurfaceMesh(region.morphologicalMask, region.grid)
    guard let hull = ConvexHull(mesh.outermost) else { return nil }
    voxelCount = count
    center = sum / Double(count)
    let mean = center
    // N - 1, as the reference values have it.
    let freedom = Double(max(1, count - 1))
    let scatter = (0..<3).map { (products[$0] - Double(count) * mean[$0] * mean) / freedom }
    variances = eigenvalues(scatter)
    voxelVolume = Double(count) * spacing.x * spacing.y * spacing.z
    meshVolume = mesh.volume
    meshArea = mesh.area

    // Vertices are counted in half voxels.
    let corners = hull.corners(spacing / 2)
    var longest = 0.0
    for (index, a) in corners.enumerated() {
      for b in corners[..<index] {
        let step = a - b
        longest = max(longest, dot(step, step))
      }
    }
    diameter = longest.squareRoot()
    let low = corners.reduce(corners[0], pointwiseMin)
    let high = corners.reduce(corners[0], pointwiseMax)
    alignedBox = high - low
    let box = OrientedBox(hull, spacing / 2)
    orientedBox = (box.volume, box.area)
    self.hull = hull.size(spacing / 2)
    enclosingEllipsoid = minimumVolumeEnclosingEllipsoid(corners)

    var (total, weighted, inside) = (0.0, SIMD3<Double>.zero, 0)
    region.forEachVoxel(of: region.intensityMask) { index, offset in
      let value = Double(region.intensities[offset])
      total += value
      weighted += value * scaled(index, spacing)
      inside += 1
    }
    intensityCenter = total != 0 ? weighted / total : nil
    meanIntensity = inside > 0 ? total / Double(inside) : nil
  }

  var sphereArea: Double { cbrt(36 * .pi * meshVolume * meshVolume) }

  /// The length of a principal axis: four standard deviations.
  func axis(_ index: Int) throws(Feature.NotComputed) -> Double {
    guard variances[index] > 1e-12 else {
      throw .undefined("the region's voxels lie in a \(["point", "line", "plane"][index])")
    }
    return 4 * variances[index].squareRoot()
  }

  /// The semi-axes of the ellipsoid with the region's principal axes.
  func semiAxes() throws(Feature.NotComputed) -> SIMD3<Double> {
    SIMD3(try axis(0) / 2, try axis(1) / 2, try axis(2) / 2)
  }

  func smallestEllipsoid() throws(Feature.NotComputed) -> SIMD3<Double> {
    guard let enclosingEllipsoid else { throw .undefined("no ellipsoid was found") }
    return enclosingEllipsoid
  }

  func centerShift() throws(Feature.NotComputed) -> Double {
    guard let intensityCenter else { throw .undefined("the intensities add up to 0") }
    return length(intensityCenter - center)
  }

  func integratedIntensity() throws(Feature.NotComputed) -> Double {
    guard let meanIntensity else { throw .emptyRegion }
    return meanIntensity * meshVolume
  }
}

extension Morphology {
  static let definitions: [FeatureDefinition<Morphology>] = [
    .init("RNU0", "Volume (mesh)", "morph_volume", .fixed("mm3")) { $0.meshVolume },
    .init("YEKZ", "Volume (voxel counting)", "morph_vol_approx", .fixed("mm3")) {
      $0.voxelVolume
    },
    .init("C0JK", "Surface area (mesh)", "morph_area_mesh", .fixed("mm2")) { $0.meshArea },
    .init("2PR5", "Surface to volume ratio", "morph_av", .fixed("/mm")) {
      $0.meshArea / $0.meshVolume
    },
    .init("SKGS", "Compactness 1", "morph_comp_1") {
      $0.meshVolume / (Double.pi * $0.meshArea * $0.meshArea * $0.meshArea).squareRoot()
    },
    .init("BQWJ", "Compactness 2", "morph_comp_2") { pow($0.sphereArea / $0.meshArea, 3) },
    .init("KRCK", "Spherical disproportion", "morph_sph_dispr") { $0.meshArea / $0.sphereArea },
    .init("QCFX", "Sphericity", "morph_sphericity") { $0.sphereArea / $0.meshArea },
    .init("25C7", "Asphericity", "morph_asphericity") { $0.meshArea / $0.sphereArea - 1 },
    .init("KLMA", "Centre of mass shift", "morph_com", .fixed("mm")) {
      (m) throws(Feature.NotComputed) in try m.centerShift()
    },
    .init("L0JK", "Maximum 3D diameter", "morph_diam", .fixed("mm")) { $0.diameter },
    .init("TDIC", "Major axis length", "morph_pca_maj_axis", .fixed("mm")) {
      (m) throws(Feature.NotComputed) in try m.axis(0)
    },
    .init("P9VJ", "Minor axis length", "morph_pca_min_axis", .fixed("mm")) {
      (m) throws(Feature.NotComputed) in try m.axis(1)
    },
    .init("7J51", "Least axis length", "morph_pca_least_axis", .fixed("mm")) {
      (m) throws(Feature.NotComputed) in try m.axis(2)
    },
    .init("Q3CK", "Elongation", "morph_pca_elongation") { (m) throws(Feature.NotComputed) in
      try m.axis(1) / m.axis(0)
    },
    .init("N17B", "Flatness", "morph_pca_flatness") { (m) throws(Feature.NotComputed) in
      try m.axis(2) / m.axis(0)
    },
    .init("PBX1", "Volume density (AABB)", "morph_vol_dens_aabb") {
      $0.meshVolume / ($0.alignedBox.x * $0.alignedBox.y * $0.alignedBox.z)
    },
    .init("R59B", "Area density (AABB)", "morph_area_dens_aabb") {
      let box = $0.alignedBox
      return $0.meshArea / (2 * (box.x * box.y + box.y * box.z + box.z * box.x))
    },
    .init("ZH1A", "Volume density (OMBB)", "morph_vol_dens_ombb") {
      $0.meshVolume / $0.orientedBox.volume
    },
    .init("IQYR", "Area density (OMBB)", "morph_area_dens_ombb") {
      $0.meshArea / $0.orientedBox.area
    },
    .init("6BDE", "Volume density (AEE)", "morph_vol_dens_aee") {
      (m) throws(Feature.NotComputed) in
      let axes = try m.semiAxes()
      return 3 * m.meshVolume / (4 * .pi * axes.x * axes.y * axes.z)
    },
    .init("RDD2", "Area density (AEE)", "morph_area_dens_aee") {
      (m) throws(Feature.NotComputed) in m.meshArea / ellipsoidArea(try m.semiAxes())
    },
    .init("SWZ1", "Volume density (MVEE)", "morph_vol_dens_mvee") {
      (m) throws(Feature.NotComputed) in
      let axes = try m.smallestEllipsoid()
      return 3 * m.meshVolume / (4 * .pi * axes.x * axes.y * axes.z)
    },
    .init("BRI8", "Area density (MVEE)", "morph_area_dens_mvee") {
      (m) throws(Feature.NotComputed) in m.meshArea / ellipsoidArea(try m.smallestEllipsoid())
    },
    .init("R3ER", "Volume density (convex hull)", "morph_vol_dens_conv_hull") {
      $0.meshVolume / $0.hull.volume
    },
    .init("7T7F", "Area density (convex hull)", "morph_area_dens_conv_hull") {
      $0.meshArea / $0.hull.area
    },
    .init("99N0", "Integrated intensity", "morph_integ_int", .intensityTimesVolume) {
      (m) throws(Feature.NotComputed) in try m.integratedIntensity()
    },
  ]
}
