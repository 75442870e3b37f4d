/// A feature of the reference tables, and how it is computed from what its family works on.
struct FeatureDefinition<Subject>: Sendable {
  let ibsiID: String
  let name: String
  let tag: String
  let unit: Dimension
  let value: @Sendable (Subject) throws(Feature.NotComputed) -> Double

  init(
    _ ibsiID: String,
    _ name: String,
    _ tag: String,
    _ unit: Dimension = .none,
    value: @escaping @Sendable (Subject) throws(Feature.NotComputed) -> Double
  ) {
    self.ibsiID = ibsiID
    self.name = name
    self.tag = tag
    self.unit = unit
    self.value = value
  }

  /// What a value is measured in, the image's own unit left open.
  enum Dimension: Sendable {
    case none
    case fixed(String)
    case intensity
    case squaredIntensity
    case intensityTimesVolume

    /// The UCUM unit, where intensities have the given one.
    func ucum(intensity: String) -> String {
      switch self {
      case .none: "1"
      case .fixed(let unit): unit
      case .intensity: intensity
      case .squaredIntensity: intensity.isEmpty ? "" : "(\(intensity))2"
      case .intensityTimesVolume: intensity.isEmpty ? "" : "(\(intensity)).mm3"
      }
    }
  }
}

/// The features of a family, in the order of the reference tables.
///
/// - Parameters:
///   - family: its name in the reference tables.
///   - definitions: its features.
///   - subject: what they are computed from; nil where the region is empty.
///   - intensityUnit: the UCUM unit of the image's intensities; "" where it isn't known.
/// - Returns: one feature for each definition.
func features<Subject>(
  _ family: String,
  _ definitions: [FeatureDefinition<Subject>],
  of subject: Subject?,
  intensityUnit: String
) -> [Feature] {
  definitions.map { definition in
    let value: Result<Double, Feature.NotComputed>
    if let subject {
      do throws(Feature.NotComputed) {
        let number = try definition.value(subject)
        value = number.isFinite ? .success(number) : .failure(.undefined("no finite number"))
      } catch {
        value = .failure(error)
      }
    } else {
      value = .failure(.emptyRegion)
    }
    return Feature(
      ibsiID: definition.ibsiID,
      family: family,
      name: definition.name,
      tag: definition.tag,
      unit: definition.unit.ucum(intensity: intensityUnit),
      value: value
    )
  }
}
