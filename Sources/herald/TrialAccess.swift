import ArgumentParser
import Foundation
import Store
import Trial

/// Which trial, and as whom: the options of every command that opens a trial.
struct TrialAccess: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The trial's folder; HERALD_TRIAL where left out.",
      valueName: "folder"
    ),
    completion: .directory
  )
  var trial: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Your account; HERALD_ACCOUNT where left out. The password comes from HERALD_PASSWORD, or is "
        + "asked for.",
      valueName: "account"
    )
  )
  var account: String?

  /// The trial's folder.
  func folder() throws -> String {
    guard let folder = trial ?? Self.environment("HERALD_TRIAL") else {
      throw ValidationError("say which trial: --trial FOLDER, or HERALD_TRIAL")
    }
    return folder
  }

  /// The account's name.
  func name() throws -> String {
    guard let account = account ?? Self.environment("HERALD_ACCOUNT") else {
      throw ValidationError("say who you are: --as ACCOUNT, or HERALD_ACCOUNT")
    }
    return account
  }

  /// Opens the trial and signs in.
  func signIn() throws -> (store: TrialStore, session: Session) {
    let (folder, account) = (try folder(), try name())
    let store = try TrialStore(folder: folder)
    let session = try store.signIn(account, password: try Password.ask("Password of \(account)"))
    if session.failedAttempts > 0 {
      Terminal.say(
        "herald: \(session.failedAttempts) failed attempt\(session.failedAttempts == 1 ? "" : "s") to "
          + "sign in as \(account) since the last time; tell the administrator if it wasn't you"
      )
    }
    return (store, session)
  }

  /// A variable of the environment that isn't empty.
  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// A command that a person does in a trial, signed in.
protocol TrialStep: ParsableCommand {
  /// Which trial, and as whom.
  var access: TrialAccess { get }

  /// Does it.
  ///
  /// - Parameters:
  ///   - store: the trial.
  ///   - session: who does it.
  /// - Throws: what the step refuses, or can't do.
  func work(in store: TrialStore, as session: Session) throws
}

extension TrialStep {
  /// Signs in and does it; what is refused ends the program with its words and status.
  func run() throws {
    try Outcome.of {
      let (store, session) = try access.signIn()
      try work(in: store, as: session)
    }
  }
}

/// Passwords, as people give them.
enum Password {
  /// A password from the environment, or asked for without showing it.
  static func ask(_ prompt: String, variable: String = "HERALD_PASSWORD") throws -> String {
    if let given = TrialAccess.environment(variable) { return given }
    guard isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("there is no terminal to ask for the password; set \(variable)")
    }
    var settings = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else {
      throw ValidationError("the terminal can't be asked for a password; set \(variable)")
    }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
      Terminal.say("")
    }
    FileHandle.standardError.write(Data("\(prompt): ".utf8))
    guard let line = readLine(), !line.isEmpty else {
      throw ValidationError("no password was given")
    }
    return line
  }

  /// A new password, asked for twice.
  static func askTwice(_ prompt: String, variable: String = "HERALD_NEW_PASSWORD") throws -> String
  {
    if let given = TrialAccess.environment(variable) { return given }
    let first = try ask(prompt, variable: variable)
    guard try ask("\(prompt), again", variable: variable) == first else {
      throw ValidationError("the two passwords differ")
    }
    return first
  }
}

/// A table in plain text: columns aligned, a line under the header.
struct TextTable {
  private static let width = 100
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: [String]) { self.header = header }

  mutating func add(_ row: [String?]) { rows.append(row.map { $0 ?? "" }) }

  /// The table; of an empty one, what it says.
  func text(ifEmpty nothing: String) -> String {
    guard !rows.isEmpty else { return nothing }
    var widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    // A long last column goes on below itself, where that leaves room to read.
    let before = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let room = Self.width - before
    if let last = widths.last, last > room, room >= 32 { widths[widths.count - 1] = room }
    func folded(_ row: [String]) -> [[String]] {
      guard let last = row.last, last.count > widths[widths.count - 1] else { return [row] }
      let lines = wrapped(last, width: widths[widths.count - 1], indent: "", hanging: "")
      return lines.enumerated().map { place, text in
        (place == 0 ? row.dropLast() : row.dropLast().map { _ in "" }) + [text]
      }
    }
    func line(_ row: [String]) -> String {
      let cells = zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
      return String(cells.reversed().drop { $0 == " " }.reversed())
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([header, rule] + rows.flatMap(folded)).map(line).joined(separator: "\n")
  }
}
