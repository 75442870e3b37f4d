import ArgumentParser
import Pipeline

/// The command line: one file a command.
@main
struct Herald: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "herald",
    abstract: "From a PET/CT trial's DICOM to measured lesions.",
    discussion: """
      \(Program.researchUse)

      Exit status: 0 done; 1 failed (a file can't be read or written); 3 refused, because a number \
      would have been a guess, or the trial's rules don't allow it: the message names what was \
      found, and what can be done; 64 the command line can't be understood.
      """,
    version: Program.version,
    subcommands: [
      AnalyzeCommand.self, EditCommand.self, InspectCommand.self, SUVCommand.self,
      RadiomicsCommand.self, HeterogeneityCommand.self, CohortCommand.self, HarmonizeCommand.self,
      CoverageCommand.self, SimulateCommand.self, EvaluateCommand.self, VerifyCommand.self,
      PhantomCommand.self, RecordCommand.self, ProtocolCommand.self, TrialCommand.self,
      TrialParticipantCommand.self, TrialVisitCommand.self, TrialDoseCommand.self,
      TrialBiopsyCommand.self, TrialLabCommand.self, TrialEventCommand.self,
      TrialAccountCommand.self, TrialAuditCommand.self, ReadCommand.self, TrialCheckCommand.self,
      TrialBackupCommand.self, TrialRestoreCommand.self, ExportCommand.self, ImportCommand.self,
      MeasureCommand.self, QuarantineCommand.self, StatusCommand.self,
    ]
  )
}
