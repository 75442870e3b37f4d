public import Trial

/// Why a trial's store can't be used, or refuses what it was asked for.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It can't be opened, or isn't a database, or refuses what is written.
  case unusable(path: String, reason: String)
  /// The disk has no room left.
  case diskFull(path: String)
  /// Nothing can be written there.
  case readOnly(path: String)
  /// Another program has been writing for too long.
  case busy(path: String)
  /// The file's bytes have been changed or lost.
  case damaged(path: String, reason: String)
  /// The folder holds no trial.
  case notATrial(path: String)
  /// The folder holds something already.
  case exists(path: String)
  /// The clock shows a time before the last entry's.
  case clockSetBack(now: ZonedInstant, last: ZonedInstant)
  /// The account may not do this.
  case notAllowed(account: String, action: TrialAction, roles: [TrialRole])
  /// Nobody can sign in like this.
  case signInRefused(reason: String)
  /// A change of what was recorded needs a reason.
  case noReason(what: String)
  /// There is no such record.
  case notFound(kind: RecordKind, id: String)
  /// There is such a record already.
  case duplicate(kind: RecordKind, reason: String)
  /// The trial's rules don't allow this.
  case refused(String)

  /// What happened, and what a person can do.
  public var description: String {
    switch self {
    case .unusable(let path, let reason): "the database \(path) can't be used: \(reason)"
    case .diskFull(let path):
      "the disk that holds \(path) is full; nothing was stored, and nothing stored before is lost. "
        + "Make room, then do it again"
    case .readOnly(let path):
      "\(path) can't be written to; nothing was stored. Check the folder's owner and permissions, and "
        + "whether the disk is mounted read-only"
    case .busy(let path):
      "another program has been writing to \(path) for too long; nothing was stored. Do it again"
    case .damaged(let path, let reason):
      "\(path) is damaged: \(reason). Run herald check, and restore the last backup"
    case .notATrial(let path): "\(path) holds no trial; herald trial create makes one"
    case .exists(let path): "\(path) is there already and isn't empty; nothing was changed"
    case .clockSetBack(let now, let last):
      "this computer's clock shows \(now), but the last entry was made at \(last): the clock was set "
        + "back. Nothing was stored. Set the clock right, or let an administrator accept it: herald "
        + "audit --accept-clock --why ..."
    case .notAllowed(let account, let action, let roles):
      "\(account) may not \(action.rawValue): "
        + (roles.isEmpty
          ? "the account holds no role"
          : "the account is " + roles.map(\.rawValue).joined(separator: ", "))
    case .signInRefused(let reason): "sign-in refused: \(reason)"
    case .noReason(let what): "\(what) needs a reason: --why \"...\""
    case .notFound(let kind, let id): "there is no \(kind.title) '\(id)'"
    case .duplicate(let kind, let reason): "this \(kind.title) is there already: \(reason)"
    case .refused(let reason): reason
    }
  }
}

extension StoreError {
  /// Whether the trial's rules refuse it; else something can't be read or written.
  public var isRefusal: Bool {
    switch self {
    case .notAllowed, .signInRefused, .noReason, .notFound, .duplicate, .refused, .clockSetBack:
      true
    case .unusable, .diskFull, .readOnly, .busy, .damaged, .notATrial, .exists: false
    }
  }
}
