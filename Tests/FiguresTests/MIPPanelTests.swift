import Foundation
import Testing

@testable import Figures

@Suite struct `A MIP panel` {
  let panel = SimulatedPanel.wholeBody

  @Test func `lays out projections at one scale, in millimetres, side by side`() {
    let layout = MIPPanelLayout(panel)
    #expect(layout.frames.count == 2)
    for (frame, projection) in zip(layout.frames, panel.projections) {
      let millimeters = SIMD2(
        Double(frame.columns.count) * projection.pixelMillimeters.x,
        Double(projection.rows) * projection.pixelMillimeters.y
      )
      #expect(abs(frame.rectangle.width / millimeters.x - layout.pointsPerMillimeter) < 1e-9)
      #expect(abs(frame.rectangle.height / millimeters.y - layout.pointsPerMillimeter) < 1e-9)
      #expect(frame.rectangle.y == layout.frames[0].rectangle.y)
    }
    #expect(
      layout.frames[0].rectangle.maxX + 2 * MIPPanelLayout.gutter <= layout.frames[1].rectangle.x
    )
    #expect(layout.frames[1].rectangle.maxX + MIPPanelLayout.gutter < layout.side.x)
    #expect(layout.side.maxX <= layout.width - MIPPanelLayout.margin + 1e-9)
    #expect(layout.footBaseline < layout.height)
  }

  @Test func `numbers each lesion in each view, beside the image, without overlap`() {
    for frame in MIPPanelLayout(panel).frames {
      #expect(Set(frame.labels.map(\.text)) == Set((1...12).map(String.init)))
      for label in frame.labels {
        let isBeside =
          label.isLeft
          ? label.start.x < frame.rectangle.x : label.start.x > frame.rectangle.maxX
        #expect(isBeside)
        #expect(label.start.y >= frame.rectangle.y && label.start.y <= frame.rectangle.maxY)
        for other in frame.labels where other != label && other.isLeft == label.isLeft {
          #expect(abs(other.start.y - label.start.y) >= MIPPanelLayout.labelGap - 1e-9)
        }
      }
    }
  }

  @Test func `says how many lesions have no number where margins are full`() {
    let values = [Float](repeating: 1, count: 100 * 20)
    let projection = MIPPanel.Projection(
      name: "Anterior",
      edgeLetters: ("R", "L"),
      columns: 100,
      values: values,
      pixelMillimeters: SIMD2(2, 2),
      outlines: (0..<60).map { .init(label: "\($0 + 1)", pixels: [$0 * 3 % 2000, $0 * 31]) }
    )
    let panel = MIPPanel(
      title: "Many",
      projections: [projection],
      window: .init(lower: 0, upper: 5, label: "SUVbw (g/mL)"),
      table: .init(heads: ["#", "SUVmax"], rows: (1...60).map { ["\($0)", "1.0"] })
    )
    let layout = MIPPanelLayout(panel)
    #expect(layout.frames[0].labels.count + layout.unlabelledCount == 60)
    #expect(layout.unlabelledCount > 0)
    // The most important come first and are the ones that are numbered.
    let numbered = layout.frames[0].labels.compactMap { Int($0.text) }.max()
    #expect(numbered == layout.frames[0].labels.count)
    #expect(layout.tableRowCount < 60)
    #expect(layout.tableRowCount > 5)
  }

  @Test func `cuts off empty air at the sides, but no lesion`() {
    var values = [Float](repeating: 0, count: 100 * 50)
    for i in values.indices where (40..<60).contains(i % 100) { values[i] = 2 }
    values[90] = 9  // a single noisy pixel
    func frame(_ outlines: [MIPPanel.Outline]) -> MIPPanelLayout.Frame {
      MIPPanelLayout(
        MIPPanel(
          title: "",
          projections: [
            .init(
              name: "",
              edgeLetters: ("R", "L"),
              columns: 100,
              values: values,
              pixelMillimeters: SIMD2(5, 5),
              outlines: outlines
            )
          ],
          window: .init(lower: 0, upper: 10, label: "")
        )
      ).frames[0]
    }
    #expect(frame([]).columns == 37..<63)
    #expect(frame([.init(label: "1", pixels: [20 + 100 * 7])]).columns == 17..<63)
  }

  @Test func `shows what it says, pixel by pixel`() throws {
    let layout = MIPPanelLayout(panel)
    let png = try PNG(panel.drawn(as: .png, widthPixels: 2000))
    #expect(png.width == 2000)
    #expect(abs(Double(png.height) - 2 * layout.height) <= 1)
    func at(_ x: Double, _ y: Double) -> [UInt8] {
      png[Int((2 * x).rounded(.down)), Int((2 * y).rounded(.down))]
    }
    func isAccent(_ rgb: [UInt8]) -> Bool { Int(rgb[0]) > Int(rgb[1]) + 90 }

    // Page and margins are white.
    #expect(at(3, 3) == [255, 255, 255])
    #expect(at(layout.width - 3, layout.height - 3) == [255, 255, 255])
    // The grey scale goes from the window's white to its black.
    let bar = layout.greyScale
    #expect(at(bar.x + 2, bar.y + 7)[0] >= 252)
    #expect(at(bar.maxX - 2, bar.y + 7)[0] <= 3)
    #expect(abs(Int(at(bar.x + bar.width / 2, bar.y + 7)[0]) - 127) <= 2)
    // Each lesion is outlined in colour, all around.
    for frame in layout.frames {
      for loops in frame.outlines {
        #expect(loops.count == 1)
        #expect(loops[0].allSatisfy { isAccent(at($0.x, $0.y)) })
      }
      for label in frame.labels { #expect(isAccent(at(label.start.x, label.start.y))) }
    }
    // The urinary bladder is above the window: black. Air: nearly white.
    let front = layout.frames[0]
    let bladder = front.place(Point(x: 110, y: 770 / 3.3))
    #expect(at(bladder.x, bladder.y) == [0, 0, 0])
    let corner = front.rectangle
    #expect(at(corner.x + 2, corner.maxY - 2)[0] > 235)
    // The length scale is 10 cm in the projections' own millimetres.
    let scale = layout.lengthScale
    #expect(scale.millimeters == 100)
    #expect(at((scale.start.x + scale.end.x) / 2, scale.start.y)[0] < 60)
    #expect(abs((scale.end.x - scale.start.x) / 100 - front.rectangle.height / (320 * 3.3)) < 1e-9)
    #expect(at(scale.end.x + 4, scale.end.y) == [255, 255, 255])
    // Title, letters and footnote are written.
    func hasInk(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> Bool {
      stride(from: x.lowerBound, through: x.upperBound, by: 0.5).contains { x in
        stride(from: y.lowerBound, through: y.upperBound, by: 0.5).contains { at(x, $0)[0] < 130 }
      }
    }
    #expect(hasInk(40...300, 40...60))
    #expect(hasInk(corner.x...corner.x + 12, corner.y - 24...corner.y - 10))
    #expect(hasInk(corner.maxX - 12...corner.maxX, corner.y - 24...corner.y - 10))
    #expect(hasInk(40...200, layout.footBaseline - 9...layout.footBaseline))
  }

  @Test func `is the same bytes each time`() throws {
    #expect(try panel.drawn(as: .png, widthPixels: 600) == panel.drawn(as: .png, widthPixels: 600))
  }

  @Test func `is drawn as SVG and PDF too`() throws {
    let svg = String(decoding: try panel.drawn(as: .svg), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml"))
    #expect(svg.contains("</svg>"))
    // One stroke in the accent colour for each outline and each line to a number, in both views.
    #expect(svg.components(separatedBy: "stroke:rgb(84%,0%,43%)").count - 1 == 2 * (12 + 12))
    let pdf = try panel.drawn(as: .pdf)
    #expect(pdf.starts(with: Array("%PDF-1".utf8)))
    #expect(String(decoding: pdf.suffix(6), as: UTF8.self) == "%%EOF\n")
  }

  @Test func `draws values that aren't numbers as nothing`() {
    let window = MIPPanel.Window(lower: 0, upper: 10, label: "")
    #expect([Float.nan, -3, 0, 5, 10, .infinity].map(window.grey) == [255, 255, 255, 128, 0, 0])
  }

  @Test func `outlines the pixels that a mask says`() {
    #expect(MIPPanel.Outline(label: "1", mask: [0, 1, 0, 0, 255, 1]).pixels == [1, 4, 5])
  }
}
