/// The trunk's outlines: the cavity, the wall of muscle and bone around it, and the fat outside.
struct Trunk: Sendable {
  let cavity: Column
  let wall: Column

  /// The cavity of the standard man: height, half width, front, back.
  private static let cavitySections: [Column.Section] = [
    .init(28, 40, 40, 40), .init(60, 56, 55, 58), .init(90, 60, 62, 70), .init(130, 72, 74, 78),
    .init(170, 98, 82, 76), .init(210, 117, 88, 70), .init(240, 122, 92, 64),
    .init(280, 123, 95, 60),
    .init(320, 125, 96, 62), .init(360, 128, 97, 67), .init(400, 132, 97, 73),
    .init(440, 134, 96, 77),
    .init(480, 132, 93, 79), .init(520, 128, 87, 79), .init(560, 119, 78, 77),
    .init(600, 103, 66, 71),
    .init(640, 80, 50, 62), .init(668, 58, 34, 52), .init(690, 34, 20, 42),
  ]

  /// The muscular wall of the standard man.
  private static let wallSections: [Column.Section] = [
    .init(14, 150, 62, 78), .init(40, 168, 80, 97), .init(90, 172, 92, 106),
    .init(130, 167, 97, 104),
    .init(170, 157, 99, 99), .init(210, 147, 102, 94), .init(240, 141, 105, 90),
    .init(280, 138, 108, 88),
    .init(320, 140, 109, 89), .init(360, 146, 109, 93), .init(400, 151, 109, 98),
    .init(440, 154, 108, 102),
    .init(480, 156, 106, 105), .init(520, 158, 102, 107), .init(560, 158, 94, 107),
    .init(600, 154, 82, 104),
    .init(640, 136, 66, 97), .init(668, 96, 50, 86), .init(690, 58, 42, 72),
  ]

  init(_ frame: Frame) {
    // Fat inside the belly pushes its wall forward, and a little aside.
    let excess = max(frame.bodyMassIndex - 21, -3) * (frame.isFemale ? 0.8 : 1.15)
    let belly = SmoothCurve([60, 150, 240, 340, 440, 520], [0, 0.25, 0.9, 1, 0.45, 0])
    func sections(_ standard: [Column.Section], thickness: Float) -> [Column.Section] {
      standard.map { section in
        let push = belly.value(at: section.z) * excess
        let width = frame.width(section.z)
        let depth = frame.depth(section.z)
        return Column.Section(
          frame.z(section.z),
          section.width * width + push * 1.6,
          section.front * depth + push * 2.9,
          section.back * depth + push * 0.15
        )
      }
    }
    let inner = sections(Self.cavitySections, thickness: 0)
    let outer = sections(Self.wallSections, thickness: 0)
    cavity = Column(inner)
    // The wall thins with its muscle.
    let thin = 0.45 + 0.55 * frame.muscle
    let space = Column(inner)
    wall = Column(
      outer.map { section in
        let hole = space.axes(at: section.z)
        return Column.Section(
          section.z,
          hole.x + (section.width - hole.x) * thin,
          hole.y + (section.front - hole.y) * max(thin, 0.85),
          hole.z + (section.back - hole.z) * thin
        )
      }
    )
  }

  /// The trunk's skin over fat of a thickness, in mm.
  func skin(_ frame: Frame, fat: Float, bodyMassIndex: Float) -> Column {
    // How the fat lies: hips and belly more than the chest; women's hips most.
    let hip: Float = frame.isFemale ? 1.35 : 0.95
    let side = SmoothCurve(
      [14, 90, 150, 240, 330, 430, 540, 620, 690],
      [hip, hip, hip, 1.25, 1.1, 0.8, 0.7, 0.6, 0.4]
    )
    let front = SmoothCurve(
      [14, 90, 150, 240, 330, 430, 540, 620, 690],
      [0.8, 0.9, 1.3, 1.35, 1.15, 0.8, 0.6, 0.5, 0.4]
    )
    let back = SmoothCurve(
      [14, 90, 150, 240, 330, 430, 540, 620, 690],
      [1.5, 1.4, 1.0, 0.8, 0.7, 0.7, 0.75, 0.8, 0.5]
    )
    let heights = stride(from: wall.bottom, through: wall.top, by: 12)
    return Column(
      heights.map { z in
        let axes = wall.axes(at: z)
        let standard = frame.standardHeight(z)
        return Column.Section(
          z,
          axes.x + fat * side.value(at: standard),
          axes.y + fat * front.value(at: standard),
          axes.z + fat * back.value(at: standard)
        )
      }
    )
  }
}
