import Store
import Trial

/// The invented people of a rehearsal, each with an account.
struct RehearsalStaff {
  let administrator: Session
  let coordinator: Session
  let investigator: Session
  let physicist: Session
  let readers: [Session]
  let adjudicator: Session

  /// The password of every account; it guards nothing.
  static let password = "simulated trial 4547309"
  private static let firstPassword = "first words, to be changed"
  static let administratorName = "admin"

  static let people: [(account: String, name: String, role: TrialRole)] = [
    ("coordinator", "Simulated Coordinator", .coordinator),
    ("investigator", "Simulated Investigator", .investigator),
    ("physicist", "Simulated Physicist", .physicist),
    ("reader1", "Simulated Reader One", .reader),
    ("reader2", "Simulated Reader Two", .reader),
    ("adjudicator", "Simulated Adjudicator", .adjudicator),
    ("statistician", "Simulated Statistician", .statistician),
    ("monitor", "Simulated Monitor", .monitor),
  ]

  init(joining store: TrialStore, _ clock: RehearsalClock) throws {
    let administrator = try store.signIn(Self.administratorName, password: Self.password)
    var sessions: [String: Session] = [:]
    for person in Self.people {
      clock.advance(seconds: 60)
      try store.addAccount(
        as: administrator,
        person.account,
        fullName: person.name,
        password: Self.firstPassword,
        roles: [person.role]
      )
      try store.changePassword(of: person.account, from: Self.firstPassword, to: Self.password)
      sessions[person.account] = try store.signIn(person.account, password: Self.password)
    }
    func session(_ account: String) throws -> Session {
      guard let found = sessions[account] else {
        throw StoreError.refused("the rehearsal has no \(account)")
      }
      return found
    }
    self.administrator = administrator
    coordinator = try session("coordinator")
    investigator = try session("investigator")
    physicist = try session("physicist")
    readers = [try session("reader1"), try session("reader2")]
    adjudicator = try session("adjudicator")
  }

  /// Sets every account's password anew, as has to be done within a year.
  static func renewPasswords(in store: TrialStore) throws {
    for account in people.map(\.account) + [administratorName] {
      // A new password is never the present one.
      try store.changePassword(of: account, from: password, to: password + "!")
      try store.changePassword(of: account, from: password + "!", to: password)
    }
  }
}
