import ArgumentParser
import Dispatch
import Foundation
import Lesions
import Phantoms
import Synchronization
import Pipeline

/// `herald evaluate`: how well lesions are found, held against simulated participants.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Hold the search for lesions against simulated participants whose truth is known.",
    discussion: """
      Simulates PET/CT scans in memory, over all tracers and scanners, looks for lesions in them, and \
      prints how many were found, how many were false, and how well they were drawn; into --out go \
      evaluation.md, known.csv (one row a lesion that is there), false.csv (one row a false lesion), \
      organs.csv (one row an organ that is there) and references.csv (one row a reference region).

      A lesion is found where a finding shares at least a quarter of the voxels of the smaller of the \
      two with it. Its contrast is its true uptake over the median of its surroundings, 3 to 10 mm \
      about it, before blur and noise.

      --seed held-out is the first eight bytes of the SHA-256 of the method's name and "\(HeldOutSeed.suffix)": \
      participants that belong to one method and were drawn by nobody.
      """
  )

  @Option(help: "How many participants, one scan each.")
  var participants: Int = 60

  @Option(help: "A number, or held-out: the seed that belongs to the method.")
  var seed: String = "held-out"

  @Option(help: ArgumentHelp("The folder for the results.", valueName: "folder"))
  var out: String

  @Option(help: "The number of the first participant.")
  var first: Int = 1

  @Option(
    help: ArgumentHelp("Only participants of these tracers, by commas.", valueName: "ids")
  )
  var tracer: String = ""

  @Option(help: "Only participants with this cancer: breast or gastric.")
  var cancer: String?

  @Option(help: "How many participants are worked on at once: about 2 GiB each.")
  var jobs: Int = 2

  @Flag(help: "Write foci.csv too: every focus that was judged, with its evidence.")
  var foci = false

  @Flag(help: "Write each participant's cubes of 4 mm with their truth too: about 25 MB each.")
  var cubes = false

  func validate() throws {
    guard participants > 0, first > 0, jobs > 0 else {
      throw ValidationError("--participants, --first and --jobs are at least 1")
    }
    _ = try seedNumber()
    _ = try numbers()
  }

  private func seedNumber() throws -> UInt64 {
    if seed == "held-out" { return HeldOutSeed.seed(of: DetectionSettings.methodName) }
    guard let number = UInt64(seed) else {
      throw ValidationError("--seed is a whole number or held-out; it is '\(seed)'")
    }
    return number
  }

  func run() throws {
    try Outcome.of {
      let seed = try seedNumber()
      let staged = try StagedFolder(for: out, marker: Evaluation.marker)
      do {
        let started = ContinuousClock.now
        let outcomes = scans(seed, of: try numbers(), into: staged)
        Terminal.clearProgress()
        let evaluation = Evaluation(
          scans: try outcomes.map { try $0.get() },
          method: DetectionSettings.methodName,
          seed: seed,
          choice: choice
        )
        for (name, text) in evaluation.files(withFoci: foci) {
          try staged.write(Array(text.utf8), as: name)
        }
        try staged.publish()
        print(evaluation.markdown)
        let elapsed = (ContinuousClock.now - started) / .seconds(1)
        print("Written  \(staged.destination) in \(elapsed.fixed(0)) s")
      } catch {
        staged.discard()
        throw error
      }
    }
  }

  /// What the participants are, in words: the rule of the seed, and which of them.
  private var choice: String {
    let only = [tracer, cancer ?? ""].filter { !$0.isEmpty }
    return seed + (only.isEmpty ? "" : "; only " + only.joined(separator: ", "))
  }

  /// The numbers of the participants: the first ones from ``first`` on that are asked for.
  private func numbers() throws -> [Int] {
    let profiles = try TracerProfile.shipped().map(\.id)
    let tracers = try SimulateCommand.texts(tracer).map(SimulateCommand.profile)
    // Of a tracer that nobody is scanned with no participant would ever be found.
    if let tracer = tracers.first(where: { !profiles.contains($0) }) {
      throw SimulateCommand.unknown("tracer", tracer, profiles)
    }
    let cancer = try self.cancer.map(SimulateCommand.cancer)
    let matching = (first...).lazy.filter { number in
      (tracers.isEmpty || tracers.contains(profiles[(number - 1) % profiles.count]))
        && (cancer.map {
          $0 == SimulatedCase.cancer(ofParticipant: number, tracers: profiles.count)
        } ?? true)
    }
    return Array(matching.prefix(participants))
  }

  /// The scans of the participants of some numbers, in their order; some at once.
  private func scans(
    _ seed: UInt64,
    of numbers: [Int],
    into staged: StagedFolder
  ) -> [Result<EvaluatedScan, any Error>] {
    let next = Atomic<Int>(0)
    let results = Mutex<[Int: Result<EvaluatedScan, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: min(jobs, numbers.count)) { _ in
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard place < numbers.count else { return }
        let result = Result {
          let scan = try SimulatedCase(participant: numbers[place], seed: seed)
          if cubes {
            let (about, values) = try scan.cubes()
            try staged.write(about, as: "\(numbers[place]).json")
            try staged.write(values, as: "\(numbers[place]).raw")
          }
          return try EvaluatedScan(scan, keepsFoci: foci)
        }
        let done = results.withLock {
          $0[place] = result
          return $0.count
        }
        Terminal.show(progress: "evaluating: \(done) of \(numbers.count) participants")
      }
    }
    return results.withLock { results in numbers.indices.compactMap { results[$0] } }
  }
}
