import ArgumentParser
import Response
import Pipeline

/// `herald coverage`: the intervals of heterogeneity held against simulated cohorts.
struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "How often the intervals of heterogeneity hold the truth, over simulated cohorts.",
    discussion: """
      Draws cohorts of patients with a few lesions each, whose spread, classes and volumes come from \
      known distributions, makes every endpoint as herald analyze and herald cohort do, and counts \
      how often its interval holds the truth: 95 % of the time, if it says what it means. Uptake is \
      log-normal, as the intervals take it to be, or (--distribution) not, to see what that costs.
      """
  )

  @Option(help: ArgumentHelp("The number of cohorts.", valueName: "number"))
  var cohorts: Int = 1000

  @Option(help: ArgumentHelp("The number of patients in each.", valueName: "number"))
  var patients: Int = 40

  @Option(help: ArgumentHelp("The fewest lesions of a patient.", valueName: "number"))
  var fewest: Int = 3

  @Option(help: ArgumentHelp("The most lesions of a patient.", valueName: "number"))
  var most: Int = 10

  @Option(
    help: "How uptake is spread: \(names).",
    transform: { text in
      guard let found = HeterogeneityCoverage.Distribution(rawValue: text) else {
        throw ValidationError("--distribution is one of \(names)")
      }
      return found
    }
  )
  var distribution: HeterogeneityCoverage.Distribution = .logNormal

  @Option(help: ArgumentHelp("The seed.", valueName: "number"))
  var seed: UInt64 = 1

  @Flag(help: "Hold the mixed model too, which takes much longer.")
  var model = false

  private static var names: String {
    HeterogeneityCoverage.Distribution.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
  }

  func validate() throws {
    guard cohorts > 0, patients > 2, fewest > 1, most >= fewest else {
      throw ValidationError("a cohort has 3 patients at least, each with 2 lesions or more")
    }
  }

  func run() throws {
    var plan = HeterogeneityCoverage.Plan()
    plan.cohorts = cohorts
    plan.patients = patients
    plan.lesions = fewest...most
    plan.distribution = distribution
    plan.seed = seed
    plan.makesModel = model
    let coverage = HeterogeneityCoverage(plan)
    print(
      "\(distribution.rawValue) uptake, \(cohorts) cohorts of \(patients) patients with "
        + "\(fewest) to \(most) lesions; intervals of 95 %"
    )
    print(
      "endpoint".padded(to: 54) + "intervals".padded(to: 10, onTheLeft: true)
        + "  hold the truth   truth below   truth above"
    )
    for row in coverage.rows {
      func percent(_ count: Int) -> String {
        (100 * Double(count) / Double(row.made)).fixed(1) + " %"
      }
      print(
        row.name.padded(to: 54) + "\(row.made)".padded(to: 10, onTheLeft: true)
          + percent(row.held).padded(to: 16, onTheLeft: true)
          + percent(row.below).padded(to: 14, onTheLeft: true)
          + percent(row.above).padded(to: 14, onTheLeft: true)
      )
    }
  }
}
