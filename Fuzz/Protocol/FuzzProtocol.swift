// libFuzzer's target: any bytes are a protocol that is read, shown, compared and analysed by, or whose
// faults are listed. Nothing may crash, hang, or take memory that the bytes don't warrant.

import Pipeline
import Trial
import Uptake

/// Reads what libFuzzer made as a protocol.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  do {
    let trial = try TrialProtocol(yaml: bytes)
    precondition(!trial.plainText().isEmpty)
    precondition(trial.text == bytes)
    let differences = try trial.differences(from: trial)
    precondition(differences.isEmpty)
    for tracer in trial.tracers where tracer.profile.value != nil {
      var request = AnalysisRequest(
        input: ".",
        suv: SUVSettings(policy: .strict, longestUptakeSeconds: nil)
      )
      request.tracer = tracer.id
      try request.follow(trial)
    }
  } catch TrialProtocolError.faults(let faults) {
    precondition(!faults.isEmpty && faults.allSatisfy { !$0.description.isEmpty })
  } catch {
    fatalError("\(error)")
  }
  return 0
}

/// libFuzzer's own beginning; the package manager names the program's after its target.
@_silgen_name("LLVMFuzzerRunDriver")
private func run(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where the program begins.
@_cdecl("fuzz_protocol_main")
public func begin(
  _ count: CInt,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, arguments) = (count, arguments)
  return unsafe run(&count, &arguments) { unsafe fuzz($0, $1) }
}
