import Figures

/// Projections of a simulated body: soft ellipses, and lesions that are outlined where they are
/// above half of their height.
enum SimulatedPanel {
  struct Blob {
    var x: Double
    var y: Double
    var radiusX: Double
    var radiusY: Double
    var value: Double
  }

  static let pixelMillimeters = SIMD2(3.2, 3.3)

  /// Millimetres from the middle of the body (x) and from the top (y).
  static let frontBody = [
    Blob(x: 0, y: 90, radiusX: 75, radiusY: 90, value: 1.1),
    Blob(x: 0, y: 200, radiusX: 60, radiusY: 60, value: 1),
    Blob(x: 0, y: 470, radiusX: 185, radiusY: 280, value: 1.1),
    Blob(x: -80, y: 880, radiusX: 75, radiusY: 300, value: 0.9),
    Blob(x: 80, y: 880, radiusX: 75, radiusY: 300, value: 0.9),
    Blob(x: 0, y: 75, radiusX: 62, radiusY: 60, value: 8.5),
    Blob(x: 20, y: 350, radiusX: 45, radiusY: 50, value: 3),
    Blob(x: -70, y: 470, radiusX: 95, radiusY: 65, value: 2.4),
    Blob(x: 95, y: 470, radiusX: 38, radiusY: 50, value: 2),
    Blob(x: -70, y: 570, radiusX: 28, radiusY: 52, value: 4.5),
    Blob(x: 75, y: 565, radiusX: 28, radiusY: 52, value: 4.5),
    Blob(x: 0, y: 770, radiusX: 42, radiusY: 35, value: 18),
  ]
  static let sideBody = [
    Blob(x: -10, y: 90, radiusX: 95, radiusY: 90, value: 1.1),
    Blob(x: 10, y: 200, radiusX: 55, radiusY: 60, value: 1),
    Blob(x: 0, y: 470, radiusX: 115, radiusY: 280, value: 1.1),
    Blob(x: 0, y: 880, radiusX: 85, radiusY: 300, value: 0.9),
    Blob(x: -5, y: 75, radiusX: 80, radiusY: 60, value: 8.5),
    Blob(x: -35, y: 350, radiusX: 45, radiusY: 50, value: 3),
    Blob(x: -20, y: 470, radiusX: 80, radiusY: 65, value: 2.4),
    Blob(x: 45, y: 568, radiusX: 28, radiusY: 52, value: 4.5),
    Blob(x: -30, y: 770, radiusX: 38, radiusY: 35, value: 18),
  ]

  /// Number, place in both views, radius and height.
  static let lesions: [(front: SIMD2<Double>, side: SIMD2<Double>, radius: Double, value: Double)] =
    [
      ([-40, 480], [-40, 480], 24, 16.2), ([110, 300], [-60, 300], 18, 12.4),
      ([100, 275], [-45, 275], 9, 9.8), ([10, 440], [60, 440], 14, 9.1),
      ([5, 640], [65, 640], 16, 8.7), ([-100, 510], [10, 510], 12, 7.9),
      ([95, 770], [40, 770], 13, 7.2), ([-30, 330], [10, 330], 8, 6.1),
      ([120, 320], [-50, 320], 7, 5.6), ([-90, 760], [30, 760], 10, 5.2),
      ([0, 250], [50, 250], 8, 4.9), ([-60, 445], [-70, 445], 7, 4.8),
    ]

  static func projection(
    _ name: String,
    _ letters: (String, String),
    _ body: [Blob],
    _ places: [SIMD2<Double>],
    columns: Int = 220,
    rows: Int = 320
  ) -> MIPPanel.Projection {
    var values = [Float](repeating: 0, count: columns * rows)
    var outlines = [[Int]](repeating: [], count: lesions.count)
    var state: UInt32 = 7
    for row in 0..<rows {
      for column in 0..<columns {
        let x = (Double(column) + 0.5 - Double(columns) / 2) * pixelMillimeters.x
        let y = (Double(row) + 0.5) * pixelMillimeters.y
        var value = 0.0
        for blob in body {
          let u = (x - blob.x) / blob.radiusX
          let v = (y - blob.y) / blob.radiusY
          let r = u * u + v * v
          let soft = blob.value / (1 + r * r * r * r)
          if r < 2.5 { value = max(value, soft) }
        }
        for (i, lesion) in lesions.enumerated() {
          let (u, v) = (x - places[i].x, y - places[i].y)
          let r = (u * u + v * v) / (lesion.radius * lesion.radius)
          if r < 4 { value = max(value, lesion.value / (1 + r * r)) }
          if r <= 1 { outlines[i].append(column + columns * row) }
        }
        state = state &* 1_664_525 &+ 1_013_904_223
        let noise = 1 + 0.24 * (Double(state >> 8) / 16_777_216 - 0.5)
        values[column + columns * row] = Float(value * noise + 0.02)
      }
    }
    return .init(
      name: name,
      edgeLetters: letters,
      columns: columns,
      values: values,
      pixelMillimeters: pixelMillimeters,
      outlines: outlines.enumerated().map { .init(label: "\($0 + 1)", pixels: $1) }
    )
  }

  static func table(sites: [String] = ["Liver", "Axilla left", "Thoracic vertebra", "Pelvis"])
    -> MIPPanel.Table
  {
    .init(
      heads: ["#", "Site", "Volume (mL)", "SUVmax"],
      rows: lesions.enumerated().map { i, lesion in
        let tenths = Int(lesion.radius * lesion.radius * lesion.radius * 0.0418879)
        let peak = Int((lesion.value * 10).rounded())
        return [
          "\(i + 1)", sites[i % sites.count], "\(tenths / 10).\(tenths % 10)",
          "\(peak / 10).\(peak % 10)",
        ]
      }
    )
  }

  static let wholeBody = MIPPanel(
    title: "PET WB 3D MAC — simulated participant 001, visit 1",
    subtitles: [
      "[68Ga]Ga-ABY-025  ·  189 MBq  ·  uptake 120 min  ·  SUVbw, decay corrected to start of scan",
      "Lesions: fixed threshold SUV ≥ 4, at least 0.5 mL  ·  12 lesions, 98.4 mL in all",
    ],
    projections: [
      projection("Anterior", ("R", "L"), frontBody, lesions.map(\.front)),
      projection("Left lateral", ("A", "P"), sideBody, lesions.map(\.side)),
    ],
    window: .init(lower: 0, upper: 10, label: "SUVbw (g/mL)"),
    table: table(),
    provenance: "Herald 0.1.0  ·  input sha256 3f2a9c…"
  )
}
