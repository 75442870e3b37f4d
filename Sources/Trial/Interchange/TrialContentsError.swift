/// Why a trial's records can't be told in another form.
public enum TrialContentsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The registry record that the trial holds can't be read.
  case unreadableRecord(RegistryRecordError)

  /// What was found, and what a person can do.
  public var description: String {
    switch self {
    case .unreadableRecord(let reason):
      "the registry record that the trial holds can't be read (\(reason)): herald check tells whether "
        + "it was changed past the program, herald restore brings back a backup"
    }
  }
}
