import DICOM
public import Uptake
import Voxels

extension ReferenceObject {
  /// What a program made of an object.
  public enum Outcome: Sendable, Equatable, CustomStringConvertible {
    /// SUVbw inside the mask.
    case suvbw(minimum: Double, median: Double, maximum: Double)
    /// No number, and why.
    case refusal(UptakeError)

    /// The three numbers with four decimals, or the refusal.
    public var description: String {
      switch self {
      case .suvbw(let minimum, let median, let maximum):
        [minimum, median, maximum].map { number in
          let rounded = Int((number * 10000).rounded())
          return "\(rounded / 10000).\(padded(rounded % 10000, 4))"
        }.joined(separator: " / ")
      case .refusal(let error): "refused: \(error.code.rawValue)"
      }
    }
  }

  /// What Herald's own SUV makes of the object.
  ///
  /// The object's headers go through `SUVCertificate`; its lines from stored number to SUVbw
  /// are applied to the stored numbers inside the mask.
  ///
  /// - Parameters:
  ///   - settings: the rules; by default the lenient policy, as the list's objects need it, with an
  ///     uptake of up to 8 days.
  ///   - size: how large the object is made.
  /// - Returns: minimum, median (the lower of two) and maximum, or the refusal.
  /// - Throws: ``PhantomError/grid(_:)``, which no size here brings about.
  public func outcome(
    settings: SUVSettings = SUVSettings(policy: .lenient, longestUptakeSeconds: 8 * 86400),
    size: Size = .standard
  ) throws(PhantomError) -> Outcome {
    let dataSets = try dataSets(size: size)
    let certificate: SUVCertificate
    do {
      certificate = try SUVCertificate(of: dataSets, settings: settings)
    } catch {
      return .refusal(error)
    }
    let mask = try mask(size: size)
    let stored = dataSets.flatMap(\.storedNumbers)
    let perSlice = mask.grid.size.x * mask.grid.size.y
    var values: [Double] = []
    values.reserveCapacity(mask.voxelCount)
    for run in mask.runs {
      for offset in run.offsets {
        values.append(certificate.scaling[offset / perSlice].value(ofStored: stored[offset]))
      }
    }
    values.sort()
    guard let minimum = values.first, let maximum = values.last else {
      preconditionFailure("an object has voxels inside its mask")
    }
    return .suvbw(minimum: minimum, median: values[(values.count - 1) / 2], maximum: maximum)
  }

  /// Whether an outcome is what is expected: each number within half of the second decimal, or a
  /// refusal.
  public func isMet(by outcome: Outcome) -> Bool {
    switch (expected, outcome) {
    case (.refusal, .refusal): true
    case (.suvbw(let minimum, let median, let maximum), .suvbw(let a, let b, let c)):
      abs(a - minimum) < 0.005 && abs(b - median) < 0.005 && abs(c - maximum) < 0.005
    default: false
    }
  }
}

extension DataSet {
  /// The stored numbers of 16-bit pixels that are never negative, as this target writes them.
  fileprivate var storedNumbers: [Double] {
    guard case .bytes(let bytes)? = self[.pixelData]?.value else { return [] }
    return stride(from: 0, to: bytes.count - 1, by: 2).map { i in
      Double(Int(bytes[i]) | Int(bytes[i + 1]) << 8)
    }
  }
}
