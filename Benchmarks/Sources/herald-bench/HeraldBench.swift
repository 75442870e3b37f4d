/// Herald's side of the benchmark: one piece of work a call, on the same input as the peers'.
///
/// Usage: `herald-bench WORK STUDY [ROUNDS]`. Prints one JSON object: the seconds of each round inside
/// the process, and what was computed, so that the two sides can be seen to have done the same.
@main
struct HeraldBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let work = Work(rawValue: arguments[1]) else {
      let known = Work.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("usage: herald-bench WORK STUDY [ROUNDS]; WORK is one of \(known)")
    }
    guard let rounds = arguments.count > 3 ? Int(arguments[3]) : 5, rounds > 0 else {
      throw UsageError("ROUNDS is a number of 1 or more, not '\(arguments[3])'")
    }
    let input = Input(study: arguments[2])
    let round = try work.prepared(from: input)
    var seconds: [Double] = []
    var answer = 0.0
    for _ in 0..<rounds {
      let time = try ContinuousClock().measure { answer = try round() }
      seconds.append(time / .seconds(1))
    }
    print("{\"seconds\": \(seconds), \"answer\": \(answer)}")
  }
}

/// The command line can't be understood.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
