import ArgumentParser
import DICOM
import Foundation
import Lesions
import Pipeline
import Trial
import Uptake
import Voxels

/// `herald analyze`: from a folder of DICOM to measured lesions.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "From a folder of DICOM to measured lesions.",
    discussion: """
      Finds the quantitative PET, makes it SUV, finds lesions, measures them, and writes into --out: \
      lesions.csv, findings.csv, patient.csv, heterogeneity.csv, analysis.json, suv.nii.gz, \
      segmentation.dcm, set-aside.dcm, report.dcm, rwvm.dcm, mip.png and lesion-NN.png. The folder \
      comes into being whole or not at all.

      Without --method, --seeds or --roi lesions are found by themselves: what organs are known to \
      take up is named and set aside, with the reason, in findings.csv. What else isn't given comes \
      from the tracer's profile. Methods: \(SegmentationMethod.grammar). A voxel whose value equals a \
      threshold is inside.
      """
  )

  @Argument(help: "A folder, a DICOMDIR, or one file.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var out: String

  @Option(
    help: "The cancer that the patient is known to have: breast or gastric. The search is told.",
    transform: choice("--cancer")
  )
  var cancer: Cancer?

  @Option(help: ArgumentHelp("How lesions are drawn.", valueName: "method"))
  var method: String?

  @Option(help: ArgumentHelp("Short for --method fixed:SUV.", valueName: "suv"))
  var threshold: Double?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Points on lesions.", valueName: Seed.grammar)
  )
  var seeds: [String] = []

  @Option(
    help: ArgumentHelp(
      "Regions of interest, each one a lesion: DICOM SEG or RTSTRUCT, or a NIfTI label map.",
      valueName: "file"
    )
  )
  var roi: String?

  @Option(
    help: ArgumentHelp(
      "Organ masks in place of the organs that are found: DICOM SEG, or a NIfTI label map in "
        + "TotalSegmentator's or MOOSE's names.",
      valueName: "file"
    )
  )
  var organs: String?

  @Option(
    help: ArgumentHelp(
      "An outside program that proposes lesions: run with a folder of NIfTI (scan_0000 the CT, "
        + "scan_0001 the SUV) and a folder for its label map scan.nii.gz.",
      valueName: "command"
    )
  )
  var detector: String?

  @Option(help: ArgumentHelp("The detector's scope card, JSON.", valueName: "file"))
  var detectorCard: String?

  @Option(help: ArgumentHelp("How long the detector may take.", valueName: "s"))
  var detectorTime: Double = 1800

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Reference regions; liver is a 3 cm sphere and blood-pool a 1 x 2 cm cylinder unless sized.",
      valueName: ReferenceRequest.grammar
    )
  )
  var reference: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Regions of --roi that are reference regions, by their label.",
      valueName: "tissue=label"
    )
  )
  var referenceRoi: [String] = []

  @Option(help: ArgumentHelp("Leave out smaller regions.", valueName: "mL"))
  var smallestVolume: Double?

  @Option(help: "Which voxels count as connected: 6, 18 or 26.")
  var connectivity: Int = 26

  @Option(help: ArgumentHelp("How far a lesion may reach from its seed.", valueName: "mm"))
  var reach: Double?

  @Option(
    help: "What fixed thresholds are meant on, and what is shown: \(Normalization.names).",
    transform: choice("--normalization")
  )
  var normalization: Normalization = .bodyWeight

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "A trial's protocol, a file or a shipped id: its tracer profiles, receptor rules, reference regions "
        + "and way to draw lesions hold in place of Herald's own.",
      valueName: "protocol"
    )
  )
  var trial: String?

  @Option(help: ArgumentHelp("Draw the hottest so many lesions.", valueName: "number"))
  var lesionPictures: Int = 10

  @OptionGroup(title: "Heterogeneity")
  var heterogeneity: HeterogeneityOptions

  @OptionGroup(title: "SUV")
  var scan: ScanOptions

  func validate() throws {
    if method != nil, threshold != nil {
      throw ValidationError("give --method or --threshold, not both")
    }
    if roi != nil, method != nil || threshold != nil || !seeds.isEmpty {
      throw ValidationError("--roi brings its own outlines: leave out --method and --seeds")
    }
    if detector != nil, roi != nil || method != nil || threshold != nil || !seeds.isEmpty {
      throw ValidationError("--detector finds lesions: leave out --roi, --method and --seeds")
    }
    if (detector == nil) != (detectorCard == nil) {
      throw ValidationError(
        "--detector and --detector-card belong together: nothing runs without a card"
      )
    }
    if !(detectorTime > 0 && detectorTime.isFinite) {
      throw ValidationError("--detector-time is above 0 s")
    }
    if Connectivity(rawValue: connectivity) == nil {
      throw ValidationError("--connectivity is 6, 18 or 26")
    }
    if lesionPictures < 0 { throw ValidationError("--lesion-pictures is 0 or more") }
    if let smallestVolume, !(smallestVolume >= 0) {
      throw ValidationError("--smallest-volume is 0 mL or more")
    }
    _ = try request()
  }

  func run() throws {
    try Outcome.of {
      let started = ContinuousClock.now
      let staged = try StagedFolder(for: out)
      do {
        var request = try request()
        if let detector, let detectorCard {
          request.detector = OutsideDetector(
            command: detector,
            card: try ScopeCard(path: detectorCard),
            timeLimitSeconds: detectorTime
          )
        }
        if let trial { try request.follow(.named(trial)) }
        let analysis = try Analysis(request) { stage in
          Terminal.show(progress: stage.words)
        }
        Terminal.show(progress: AnalysisStage.writing.words)
        let unequal = try analysis.heterogeneity()
        try analysis.write(
          to: staged,
          at: Moment.now,
          heterogeneity: unequal,
          pictures: analysis.pictures(unequal, hottest: lesionPictures)
        )
        try staged.publish()
        Terminal.clearProgress()
        print(analysis.summary(normalization, written: staged.destination, since: started))
      } catch {
        Terminal.clearProgress()
        staged.discard()
        throw error
      }
    }
  }

  /// The request that the options mean.
  private func request() throws -> AnalysisRequest {
    var request = AnalysisRequest(input: folder, suv: try scan.settings())
    request.series = scan.series
    request.tracer = scan.tracer
    request.detection.cancer = cancer
    do {
      request.method = try method.map { try SegmentationMethod(parsing: $0) }
      if let threshold {
        request.method = try SegmentationMethod(parsing: "fixed:\(threshold)")
      }
      request.seeds = try seeds.enumerated().map {
        try Seed(parsing: $1, label: "\($0 + 1)")
      }
      request.references = try reference.map { try ReferenceRequest(parsing: $0) }
    } catch {
      throw ValidationError("\(error)")
    }
    request.referenceLabels = try referenceLabels()
    request.smallestVolumeMilliliters = smallestVolume
    request.connectivity = Connectivity(rawValue: connectivity) ?? .corners
    request.reachMillimeters = reach
    request.regions = roi
    request.organs = organs
    request.normalization = normalization
    request.heterogeneity = try heterogeneity.request()
    return request
  }

  private func referenceLabels() throws -> [ReferenceTissue: String] {
    guard referenceRoi.isEmpty || roi != nil else {
      throw ValidationError("--reference-roi names regions of --roi, which is not given")
    }
    var labels: [ReferenceTissue: String] = [:]
    for text in referenceRoi {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let tissue = ReferenceTissue(rawValue: sides[0]) else {
        let known = ReferenceTissue.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
          "--reference-roi '\(text)': write TISSUE=LABEL, where TISSUE is one of \(known)"
        )
      }
      labels[tissue] = sides[1]
    }
    return labels
  }
}

extension AnalysisStage {
  /// The stage in words.
  fileprivate var words: String {
    switch self {
    case .scanning(let done, let found): "reading headers: \(done) of \(found) files"
    case .loading(let frames): "reading \(frames) frames"
    case .searching: "looking for organs and lesions"
    case .segmenting: "drawing lesions"
    case .measuring(let lesions): "measuring \(lesions) lesions"
    case .writing: "writing results"
    }
  }
}

extension Moment {
  /// Now, or the moment that SOURCE_DATE_EPOCH names, for results that are the same byte for byte.
  static var now: Moment {
    let named = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int($0) }
    return Moment(secondsSince1970: named ?? Int(Date().timeIntervalSince1970))
  }
}
