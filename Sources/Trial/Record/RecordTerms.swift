/// What a record is about: its words, each with a weight by the field that it stands in.
///
/// Letters are made small, a plural loses its ending, and a radionuclide is one word however it is
/// written: "Ga-68", "68 Ga" and "[68Ga]Ga-" are `68ga`.
struct RecordTerms {
  /// The words with their weights: 3 for a title, 2 for conditions, keywords and interventions, 1 for
  /// the brief summary, added up over the fields that hold the word.
  let weights: [String: Double]

  init(of record: RegistryRecord) {
    var weights: [String: Double] = [:]
    let interventions = record.each("armsInterventionsModule.interventions") { intervention in
      [intervention["name"]?.text ?? ""]
        + (intervention["otherNames"]?.elements ?? []).compactMap(\.text)
    }
    let fields: [(weight: Double, texts: [String])] = [
      (3, [record.briefTitle, record.text("identificationModule.officialTitle") ?? ""]),
      (2, record.texts("conditionsModule.conditions") + record.texts("conditionsModule.keywords")),
      (2, interventions.flatMap { $0 }),
      (1, [record.text("descriptionModule.briefSummary") ?? ""]),
    ]
    for field in fields {
      for word in Set(field.texts.flatMap(Self.words)) { weights[word, default: 0] += field.weight }
    }
    self.weights = weights
  }

  /// The words of a text.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    for token in tokens(text) {
      let last = words.last
      if let last, let nuclide = nuclides["\(last) \(token)"] ?? nuclides["\(token) \(last)"] {
        words[words.count - 1] = nuclide
      } else if let last, nuclides["\(token) \(last.prefix { $0.isNumber })"] == last {
        // The element again, as in [68Ga]Ga-NOTA.
        continue
      } else if token == "tomography", words.suffix(2) == ["positron", "emission"] {
        words.replaceSubrange(words.count - 2..<words.count, with: ["pet"])
      } else if token.hasPrefix("immunopet") {
        words += ["immuno", "pet"]
      } else {
        words.append(singular(token))
      }
    }
    return words.filter { $0.utf8.count > 1 }
  }

  /// The runs of letters and digits of a text, made small.
  private static func tokens(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func singular(_ token: String) -> String {
    guard token.utf8.count > 3, token.hasSuffix("s"), !token.hasSuffix("ss") else { return token }
    return token.hasSuffix("ies") ? token.dropLast(3) + "y" : String(token.dropLast())
  }

  /// Radionuclides of nuclear medicine: element and mass number to one word.
  private static let nuclides: [String: String] = {
    let known = [
      "f 18", "ga 67", "ga 68", "cu 61", "cu 64", "cu 67", "zr 89", "tc 99m", "lu 177", "in 111",
      "i 123", "i 124", "i 125", "i 131", "y 90", "ac 225", "c 11", "n 13", "o 15", "rb 82",
      "ra 223",
      "tb 161", "sc 44", "at 211", "bi 213", "pb 212",
    ]
    return Dictionary(
      uniqueKeysWithValues: known.map { pair in
        let parts = pair.split(separator: " ")
        return (pair, "\(parts[1])\(parts[0])")
      }
    )
  }()
}
