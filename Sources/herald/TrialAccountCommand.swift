import ArgumentParser
import Foundation
import Store
import Trial

/// `herald account`.
struct TrialAccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Add accounts, give and take roles, set passwords.",
    discussion: TrialRole.allCases.map { role in
      "\(role.rawValue): may "
        + TrialAction.allCases.filter(role.actions.contains).map(\.rawValue).joined(separator: ", ")
        + "."
    }.joined(separator: "\n\n"),
    subcommands: [
      AddAccount.self, GrantRole.self, RevokeRole.self, CloseAccount.self, OpenAccount.self,
      ResetPassword.self, SetPassword.self, ListAccounts.self,
    ]
  )
}

extension TrialRole {
  /// How a role is given on the command line.
  static let help = ArgumentHelp(
    "A role: " + allCases.map(\.rawValue).joined(separator: ", ") + ".",
    valueName: "role"
  )
}

/// `herald account add`.
struct AddAccount: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Make an account; its person sets a password of their own first.",
    discussion: "The first password is asked for, or comes from HERALD_NEW_PASSWORD."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The new account's name.", valueName: "account"))
  var account: String

  @Option(help: ArgumentHelp("The person's name, as signatures print it.", valueName: "name"))
  var name: String

  @Option(help: TrialRole.help, transform: choice("--role"))
  var role: [TrialRole] = []

  func work(in store: TrialStore, as session: Session) throws {
    try store.addAccount(
      as: session,
      account,
      fullName: name,
      password: try Password.askTwice("First password of \(account)"),
      roles: role
    )
    print("added \(account): \(role.map(\.rawValue).joined(separator: ", "))")
    Terminal.say(
      "next: \(account) sets a password of their own: herald account password --as \(account)"
    )
  }
}

/// `herald account grant`.
struct GrantRole: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "grant",
    abstract: "Give an account a role."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The account.", valueName: "account"))
  var account: String

  @Argument(help: TrialRole.help, transform: choice("role"))
  var role: TrialRole

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String?

  func work(in store: TrialStore, as session: Session) throws {
    try store.grant(as: session, role, to: account, why: why)
    print("\(account) is \(role.rawValue) now")
  }
}

/// `herald account revoke`.
struct RevokeRole: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Take a role from an account."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The account.", valueName: "account"))
  var account: String

  @Argument(help: TrialRole.help, transform: choice("role"))
  var role: TrialRole

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.revoke(as: session, role, from: account, why: why)
    print("\(account) is no longer \(role.rawValue)")
  }
}

/// `herald account close`.
struct CloseAccount: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Close an account; what it did stays."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The account.", valueName: "account"))
  var account: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.setAccount(as: session, account, isActive: false, why: why)
    print("closed \(account)")
  }
}

/// `herald account open`.
struct OpenAccount: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open an account that was closed."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The account.", valueName: "account"))
  var account: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.setAccount(as: session, account, isActive: true, why: why)
    print("opened \(account)")
  }
}

/// `herald account reset`.
struct ResetPassword: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract:
      "Give a person who lost theirs a first password again; it opens a locked account too.",
    discussion: "The password is asked for, or comes from HERALD_NEW_PASSWORD."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The account.", valueName: "account"))
  var account: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.resetPassword(
      as: session,
      of: account,
      to: try Password.askTwice("First password of \(account)"),
      why: why
    )
    print("\(account) has a first password again, and has to set one of their own")
  }
}

/// `herald account password`.
struct SetPassword: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password",
    abstract: "Set your own password.",
    discussion: """
      At least \(PasswordPolicy.minimumLength) characters, without your name; it holds for \
      \(PasswordPolicy.maximumAgeDays) days. The new one is asked for, or comes from HERALD_NEW_PASSWORD.
      """
  )

  @OptionGroup
  var access: TrialAccess

  func run() throws {
    try Outcome.of {
      let account = try access.name()
      let store = try TrialStore(folder: try access.folder())
      try store.changePassword(
        of: account,
        from: try Password.ask("Present password of \(account)"),
        to: try Password.askTwice("New password of \(account)")
      )
      print("the password of \(account) is set")
    }
  }
}

/// `herald account list`.
struct ListAccounts: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The accounts with their roles."
  )

  @OptionGroup
  var access: TrialAccess

  func work(in store: TrialStore, as session: Session) throws {
    var table = TextTable(["account", "name", "roles", "password set", "state"])
    for (account, roles) in try store.accounts(as: session) {
      table.add([
        account.id, account.fullName, roles.map(\.rawValue).joined(separator: ", "),
        account.passwordSetAt.date.description,
        account.isActive ? (account.mustChangePassword ? "first password" : "open") : "closed",
      ])
    }
    print(table.text(ifEmpty: "no accounts"))
  }
}
