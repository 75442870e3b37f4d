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
    } catch let error as CocoaError {
      Terminal.say("herald: \(words(of: error))")
      throw failed
    } catch {
      Terminal.say("herald: \(error)")
      throw failed
    }
  }

  /// What the system says of a file, in a line: `/nowhere/a.csv: No such file or directory`.
  private static func words(of error: CocoaError) -> String {
    let cause = (error.underlying as? POSIXError).map {
      unsafe String(cString: strerror($0.code.rawValue))
    }
    let path = (error.filePath ?? error.url?.path).map { "\($0): " } ?? ""
    return path + (cause ?? error.localizedDescription)
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
