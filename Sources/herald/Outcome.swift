import ArgumentParser
import DICOM
import Foundation
import Lesions
import Radiomics
import Pipeline
import Response
import Store
import Trial
import Uptake

/// The exit statuses beside 0 and the argument parser's own.
enum Outcome {
  /// Something can't be read or written.
  static let failed = ExitCode(1)
  /// A number would have been a guess.
  static let refused = ExitCode(3)

  /// Does a command's work; what it throws becomes a message and an exit status.
  static func of(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch let code as ExitCode {
      throw code
    } catch let error as ValidationError {
      throw error
    } catch  where isRefusal(error) {
      Terminal.say("herald: refused: \(error)")
      throw refused
    } catch {
      Terminal.say("herald: \(words(error))")
      throw failed
    }
  }

  /// An error in words: of the file system and of JSON without Foundation's own.
  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as CocoaError:
      let cause = (error.underlying as? POSIXError).map {
        unsafe String(cString: strerror($0.code.rawValue))
      }
      let reason = cause ?? error.localizedDescription
      guard let path = error.filePath ?? error.url?.path else { return reason }
      return "\(path): \(reason)"
    case DecodingError.keyNotFound(let key, _):
      return "the JSON isn't of the form that is expected: it has no '\(key.stringValue)'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      return "the JSON isn't of the form that is expected"
        + (place.isEmpty ? "" : ", at \(place)") + ": \(context.debugDescription)"
    default: return "\(error)"
    }
  }

  /// Whether an error says that a number would have been a guess.
  private static func isRefusal(_ error: any Error) -> Bool {
    error is UptakeError || error is LesionsError || error is AnalysisError
      || error is GeometryError || error is SeriesError || error is RadiomicsError
      || error is HarmonizationError || error is EditError || error is EntryRefusal
      || error is Ineligible || error is CSVError
      || (error as? StoreError)?.isRefusal == true || error is ExposureError
      || (error as? TrialProtocolError)?.isRefusal == true
  }
}
