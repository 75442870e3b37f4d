import Glibc

/// A program run as a child with a time limit, with its own process group, so that nothing of it stays.
struct ChildProcess {
  /// How a child ended.
  enum Ending: Equatable {
    /// It ended by itself, with this status.
    case status(Int32)
    /// A signal ended it, or the command that the shell ran last.
    case signal(Int32)
    /// It was ended when its time was up.
    case timedOut
  }

  /// Runs a shell command and waits for it.
  ///
  /// - Parameters:
  ///   - command: what the shell reads; `"$1"` and so on are the arguments.
  ///   - arguments: the arguments.
  ///   - output: the file that takes what it prints, errors included.
  ///   - seconds: how long it may take.
  /// - Returns: how it ended.
  /// - Throws: ``AnalysisError/unusableDetector(_:)`` when it can't be started.
  static func run(
    _ command: String,
    _ arguments: [String],
    output: String,
    seconds: Double
  ) throws -> Ending {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions,
      1,
      output,
      O_WRONLY | O_CREAT | O_TRUNC,
      0o600
    )
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)

    let words = ["/bin/sh", "-c", command, "detector"] + arguments
    var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let failure = unsafe posix_spawn(&child, "/bin/sh", &actions, &attributes, &pointers, environ)
    guard failure == 0 else {
      throw AnalysisError.unusableDetector(
        unsafe "the shell can't be started: \(String(cString: strerror(failure)))"
      )
    }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(child, &status, WNOHANG)
      if ended == child { break }
      if ended < 0, errno != EINTR { return .status(-1) }
      guard ContinuousClock.now < deadline else {
        // Its own group: what it started goes with it.
        kill(-child, SIGKILL)
        _ = unsafe waitpid(child, &status, 0)
        return .timedOut
      }
      usleep(20_000)
    }
    // What it left running goes too.
    kill(-child, SIGKILL)
    let signal = status & 0x7F
    if signal != 0 { return .signal(signal) }
    // A shell says by a status above 128 that a signal ended its command (POSIX.1-2017 XCU 2.8.2).
    let code = (status >> 8) & 0xFF
    return code > 128 ? .signal(code - 128) : .status(code)
  }
}
