/// A column of a table: its name, its unit, and what it holds.
struct Column<Row>: Sendable {
  /// The name in the header.
  let name: String
  /// The UCUM unit, or "" for text and counts.
  let unit: String
  /// What it holds, in words, for the data dictionary.
  let meaning: String
  /// The field of a row.
  let field: @Sendable (Row) -> String

  init(
    _ name: String,
    unit: String = "",
    _ meaning: String,
    field: @escaping @Sendable (Row) -> String
  ) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.field = field
  }
}

/// A number with nine significant digits at most, as shortly as it can be written.
///
/// Voxels are in single precision (seven digits and a bit); more digits would be noise.
func text(_ number: Double?) -> String {
  guard let number, number.isFinite else { return "" }
  guard number != 0 else { return "0" }
  var magnitude = 0
  var scaled = abs(number)
  while scaled >= 10 {
    scaled /= 10
    magnitude += 1
  }
  while scaled < 1 {
    scaled *= 10
    magnitude -= 1
  }
  let places = 8 - magnitude
  guard places > 0, places <= 22 else { return short(number.rounded()) }
  var factor = 1.0
  for _ in 0..<places { factor *= 10 }
  return short((number * factor).rounded() / factor)
}

private func short(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
}
