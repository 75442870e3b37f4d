/// When a slice of a simulated PET series was measured.
public struct FrameTiming: Hashable, Sendable {
  /// The start of the measurement.
  public var start: Timestamp
  /// Its duration, in seconds.
  public var durationSeconds: Double

  /// A measurement from a moment on.
  ///
  /// - Parameters:
  ///   - start: the start.
  ///   - durationSeconds: the duration, in seconds.
  public init(start: Timestamp, durationSeconds: Double) {
    self.start = start
    self.durationSeconds = durationSeconds
  }

  /// One timing for each slice of a scan in bed positions one after the other.
  ///
  /// - Parameters:
  ///   - slices: the number of slices.
  ///   - beds: the number of bed positions; slice 0 is in the first.
  ///   - start: when the first position starts.
  ///   - durationSeconds: how long each is measured.
  ///   - moveSeconds: how long the table moves between two.
  /// - Returns: a timing for each slice, in slice order.
  public static func beds(
    slices: Int,
    beds: Int,
    start: Timestamp,
    durationSeconds: Double,
    moveSeconds: Double = 5
  ) -> [FrameTiming] {
    (0..<slices).map { slice in
      let bed = Double(slice * beds / max(slices, 1))
      return FrameTiming(
        start: start.advanced(bySeconds: bed * (durationSeconds + moveSeconds)),
        durationSeconds: durationSeconds
      )
    }
  }
}
