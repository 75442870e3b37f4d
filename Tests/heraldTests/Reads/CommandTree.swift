import Foundation
import Testing

/// The program's own description of its commands and their arguments.
struct CommandTree: Decodable {
  /// A command.
  struct Command: Decodable {
    let commandName: String
    let subcommands: [Command]?
    let arguments: [Argument]?
  }

  /// An argument, an option or a flag.
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: String
    let isOptional: Bool
    let valueName: String?
    let preferredName: Name?
    let allValues: [String]?
    let allValueStrings: [String]?

    /// What it is called: the option's name, or what stands for the value.
    var name: String { preferredName?.name ?? valueName ?? "" }
    var values: [String] { allValues ?? allValueStrings ?? [] }
  }

  /// A command that does something.
  struct Leaf {
    let path: [String]
    let arguments: [Argument]

    var name: String { path.joined(separator: " ") }

    func has(_ option: String) -> Bool {
      arguments.contains { $0.kind == "option" && $0.name == option }
    }
  }

  let command: Command

  /// Every command that does something, as the program that was built here has them.
  static func leaves() throws -> [Leaf] {
    let text = try HeraldProcess.run("--experimental-dump-help").output
    let tree = try JSONDecoder().decode(CommandTree.self, from: Data(text.utf8))
    func leaves(_ command: Command, _ path: [String]) -> [Leaf] {
      let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
      guard !below.isEmpty else { return [Leaf(path: path, arguments: command.arguments ?? [])] }
      return below.flatMap { leaves($0, path + [$0.commandName]) }
    }
    let found = leaves(tree.command, [])
    try #require(found.count > 40, "the program describes its commands")
    return found
  }
}
