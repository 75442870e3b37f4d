import Foundation
import Lesions
import NIfTI
import Testing
import Voxels

@testable import Pipeline

@Suite struct OutsideDetectorTests {
  private let folder: String
  private let suv: Volume<SUVbw>

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appending(path: "herald-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let grid = try Self.grid(12)
    // The hottest voxel lies in the box that label 4 marks.
    let hottest = grid.offset(of: SIMD3(4, 4, 4))
    suv = Volume(
      grid: grid,
      values: (0..<grid.voxelCount).map { Float($0 % 7) + ($0 == hottest ? 20 : 0) }
    )
  }

  private static func grid(_ count: Int) throws -> Grid {
    try Grid(
      size: SIMD3(count, count, count),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 3),
        origin: .zero
      )
    )
  }

  private func box(_ grid: Grid, _ lower: Int, _ upper: Int) -> Region {
    Region(
      grid: grid,
      box: VoxelBox(lower: SIMD3(repeating: lower), upper: SIMD3(repeating: upper))
    )
  }

  /// A detector that is a shell script; `$1` and `$2` are its folders.
  private func detector(_ script: String, seconds: Double = 20) throws -> OutsideDetector {
    let path = "\(folder)/detector.sh"
    try Data(script.utf8).write(to: URL(filePath: path))
    let card = """
      {"name": "toy", "version": "2", "reference": "this test", "tracers": ["18F-FDG"],
       "scanners": ["Discovery ST"], "centres": [], "modalities": ["PT", "CT"]}
      """
    try Data(card.utf8).write(to: URL(filePath: "\(folder)/card.json"))
    return OutsideDetector(
      command: "sh '\(path)'",
      card: try ScopeCard(path: "\(folder)/card.json"),
      timeLimitSeconds: seconds
    )
  }

  private func refusal(of script: String, seconds: Double = 20) throws -> String {
    let detector = try detector(script, seconds: seconds)
    do {
      _ = try detector.findings(on: suv, ct: nil)
    } catch let error as AnalysisError {
      return error.description
    }
    return "no refusal"
  }

  @Test
  func `A detector's label map becomes findings, one a connected part, the hottest first`()
    throws
  {
    let labels = "\(folder)/labels.nii.gz"
    try NIfTIFile.write(
      labels: [
        (label: 1, region: box(suv.grid, 1, 3).union(box(suv.grid, 8, 11))),
        (label: 4, region: box(suv.grid, 4, 6)),
      ],
      on: suv.grid,
      to: labels,
      description: ""
    )
    let ct = Volume<Hounsfield>(
      grid: try Self.grid(20),
      values: [Float](repeating: 40, count: 8000)
    )
    let script = """
      test -s "$1/scan_0000.nii.gz" && test -s "$1/scan_0001.nii.gz" && cp '\(labels)' "$2/scan.nii.gz"
      """
    let found = try detector(script).findings(on: suv, ct: ct)
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.verdict == .lesion && $0.method == "toy 2" })
    #expect(found[0].region == box(suv.grid, 4, 6))
    #expect(found[0].reasons == ["toy 2 proposes it under label 4"])
  }

  @Test
  func `A detector that fails, is killed or takes too long is refused with its last words`()
    throws
  {
    #expect(try refusal(of: "echo no weights >&2; exit 3").contains("status 3"))
    #expect(try refusal(of: "echo no weights >&2; exit 3").contains("no weights"))
    #expect(try refusal(of: "kill -9 $$").contains("signal 9"))
    #expect(try refusal(of: "sleep 30", seconds: 0.3).contains("--detector-time"))
  }

  @Test func `A detector that leaves nothing, or what can't be used, is refused`() throws {
    #expect(try refusal(of: "true").contains("no scan.nii.gz"))
    #expect(try refusal(of: "echo x > \"$2/scan.nii.gz\"").contains("can't be read"))
    let other = try Grid(
      size: SIMD3(9, 9, 9),
      affine: Affine(
        columnStep: SIMD3(2.7, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 3),
        origin: .zero
      )
    )
    try NIfTIFile.write(
      labels: [(label: 1, region: box(other, 1, 3))],
      on: other,
      to: "\(folder)/other.nii.gz",
      description: ""
    )
    #expect(
      try refusal(of: "cp '\(folder)/other.nii.gz' \"$2/scan.nii.gz\"").contains("another grid")
    )
  }

  @Test func `A scope card says what of a scan lies outside it`() throws {
    let card = try detector("true").card
    #expect(
      card.gaps(tracer: "18F-FDG", scanner: "Discovery ST", centre: "any", hasCT: true).isEmpty
    )
    let gaps = card.gaps(
      tracer: "68Ga-HER2-affibody",
      scanner: nil,
      centre: nil,
      hasCT: false
    )
    #expect(gaps.count == 3)
    #expect(gaps[0].contains("68Ga-HER2-affibody"))
    #expect(gaps[1].contains("not stated"))
    #expect(gaps[2].contains("CT"))
  }

  @Test(
    arguments: [
      ("{}", "'name' is missing"), ("nothing", "not JSON"),
      (
        #"{"name": "", "version": "1", "reference": "r", "tracers": ["x"], "scanners": [], "centres": [], "modalities": ["PT"]}"#,
        "'name' is empty"
      ),
    ]
  )
  func `A card that leaves something open is refused`(text: String, words: String) throws {
    let path = "\(folder)/bad.json"
    try Data(text.utf8).write(to: URL(filePath: path))
    do {
      _ = try ScopeCard(path: path)
      Issue.record("the card was taken")
    } catch let error as AnalysisError {
      #expect(error.description.contains(words))
    }
  }
}
