/// This program, as results name it.
public enum Program {
  /// The version; results of one version and one input are the same, bit for bit.
  public static let version = "0.1.0"
  /// What a reader of a result has to know.
  public static let researchUse = "Research use: Herald measures and reports; it does not diagnose."
}
