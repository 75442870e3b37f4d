import Foundation
import TestSupport
import Testing

@testable import Trial

@Suite struct TabulationTests {
  private let datasets: [String: SDTMDataset]

  init() throws {
    let all = try ExportFixture.contents().tabulations()
    datasets = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }

  private func values(_ domain: String, _ variable: String) throws -> [String?] {
    try #require(datasets[domain]).rows.map { $0[variable]?.text }
  }

  @Test func `Participants are told once, entries in error not at all`() throws {
    #expect(
      try values("DM", "USUBJID")
        == ["NCT04547309-S-001", "NCT04547309-S-002", "NCT04547309-S-003"]
    )
    #expect(try values("DM", "SUBJID") == ["HER2-S-001", "S-002", "HER2-S-003"])
    #expect(try values("DM", "ARMNRS") == [nil, "SCREEN FAILURE", "ASSIGNED, NOT TREATED"])
    #expect(try values("DM", "ARMCD") == ["ARM1", nil, "ARM1"])
    #expect(try values("DM", "ACTARMCD") == ["ARM1", nil, nil])
    #expect(try values("AE", "AETERM") == [ExportFixture.hostile, "sepsis"])
  }

  @Test
  func `A registry record that can't be read is refused, and no other words stand for its arm`()
    throws
  {
    var contents = try ExportFixture.contents()
    contents.trial.registryRecord = "{"
    #expect(throws: TrialContentsError.self) { try contents.tabulations() }
    #expect(throws: TrialContentsError.self) { try contents.datasetFiles() }
    #expect(throws: TrialContentsError.self) { try contents.fhirBundle() }
    // A trial without a record has no such words, and its title stands for its arm.
    contents.trial.registryRecord = nil
    let people = try #require(try contents.tabulations().first { $0.name == "DM" })
    #expect(people.rows.first?["ARM"]?.text == contents.trial.title)
  }

  @Test func `Ages are those at consent, and unknown where the birth date leaves two`() throws {
    // Born on a leap day 1960, consent on 28 February 2026: the birthday is to come. 1970: 55 or 56.
    #expect(try values("DM", "AGE") == ["65", nil, "45"])
    #expect(try values("DM", "AGEU") == ["YEARS", nil, "YEARS"])
    #expect(try values("DM", "BRTHDTC") == ["1960-02-29", "1970", "1980-07"])
    #expect(try values("DM", "DTHDTC") == ["2026-04-30", nil, nil])
    #expect(try values("DM", "DTHFL") == ["Y", nil, nil])
  }

  @Test func `Study days count from the first injection, without a day 0`() throws {
    // The first injection is on 2026-03-04.
    #expect(try values("SV", "SVSTDY") == ["1", "7"])
    #expect(try values("SV", "VISITNUM") == ["2", "2.01"])
    #expect(try values("SV", "VISIT") == ["BASELINE HER2 PET/CT", "EXTRA"])
    #expect(try values("SV", "SVUPDES") == [nil, "wound looked at"])
    #expect(try values("MI", "MIDY") == ["-12", "-12", "-12"])
    #expect(try values("AE", "AESTDTC") == ["2026-03", "2026-03-03"])
    // A month alone has no study day.
    #expect(try values("AE", "AESTDY") == [nil, "-1"])
    #expect(try values("AE", "AEENDY") == [nil, "58"])
  }

  @Test func `The dose is the net activity at the injection`() throws {
    #expect(try values("EC", "ECTRT") == ["68GA-HER2 AFFIBODY"])
    let dose = try #require(try values("EC", "ECDOSE").first ?? nil)
    // 200 MBq 4,062.6 s before: 200 * 2^(-4062.6 / (67.71 * 60)) MBq, whichever half-life the table has
    // within 0.1 %.
    #expect(abs((Double(dose) ?? 0) - 100) < 0.1)
    // No residual was measured: no net activity.
    #expect(try values("AG", "AGDOSE") == [nil])
    #expect(try values("AG", "AGTRT").first??.contains("FDG") == true)
    #expect(try values("EC", "ECSTDTC") == ["2026-03-04T10:00:00+08:00"])
  }

  @Test func `Criteria in the way are told with their words and the answer that excludes`() throws {
    #expect(try values("IE", "IETESTCD") == ["I3", "E2"])
    #expect(try values("IE", "IECAT") == ["INCLUSION", "EXCLUSION"])
    #expect(try values("IE", "IEORRES") == ["N", "Y"])
    #expect(try values("IE", "IETEST").first??.contains("measurable") == true)
    #expect(
      try values("DS", "DSDECOD") == [
        "INFORMED CONSENT OBTAINED", "ENROLLED", "COMPLETED", "INFORMED CONSENT OBTAINED",
        "SCREEN FAILURE", "INFORMED CONSENT OBTAINED", "ENROLLED", "OTHER",
      ]
    )
    #expect(try values("DS", "EPOCH").prefix(2) == ["SCREENING", nil])
  }

  @Test func `Lesions, scans and biopsies are linked`() throws {
    #expect(try values("TU", "TULNKID") == ["L1", "S1/1"])
    #expect(
      try values("TR", "TRLNKID")
        == ["L1", "L1", "S1/1", "S1/1", "S1/1", "S1/1", "S1/1", "S1/1", "S1/2"]
    )
    #expect(
      try values("TR", "TRTESTCD") == [
        "LDIAM", "SAXIS", "VOLUME", "SUVMAX", "RECCLASS", "TUMSTATE", "VISGRADE", "RECCLASS",
        "TUMSTATE",
      ]
    )
    #expect(try values("TR", "TRSTRESN").prefix(4) == ["24.5", "16", "3.25", "12.5"])
    #expect(try values("TR", "TRSTRESU").prefix(4) == ["mm", "mm", "mL", "g/mL"])
    #expect(try values("TR", "TREVALID").suffix(4) == ["rita", "rita", "rita", "rita"])
    #expect(try values("PR", "PRTRT") == ["PET/CT SCAN", "BIOPSY"])
    #expect(try values("PR", "PRLNKID") == ["baseline/68Ga-HER2-affibody", "L1"])
    #expect(try values("EC", "ECLNKID") == ["baseline/68Ga-HER2-affibody"])
    #expect(try values("MI", "MIORRES") == ["2+", "2.4", "6.1"])
  }

  @Test func `A limit is a text without a number, and flags stand beside their range`() throws {
    #expect(try values("LB", "LBORRES") == ["<5", "61"])
    #expect(try values("LB", "LBSTRESN") == [nil, "61"])
    #expect(try values("LB", "LBNRIND") == [nil, "HIGH"])
    #expect(try values("LB", "LBLOBXFL") == ["Y", "Y"])
    // The weight of the baseline is the last before exposure, the later one isn't.
    #expect(try values("VS", "VSTESTCD") == ["HEIGHT", "WEIGHT", "WEIGHT"])
    #expect(try values("VS", "VSLOBXFL") == ["Y", "Y", nil])
    // A read that isn't locked is none of the results.
    #expect(try values("RS", "RSTESTCD") == ["ECOG101", "RECCLASS", "VISGRADE"])
    #expect(try values("RS", "RSORRES") == ["1", "POSITIVE", "2"])
    #expect(try values("RS", "RSEVAL").last == "INDEPENDENT ASSESSOR")
  }

  @Test func `Every row holds only its dataset's variables, and those that it must`() throws {
    for dataset in datasets.values {
      let names = Set(dataset.variables.map(\.name))
      #expect(names.count == dataset.variables.count)
      let required = dataset.variables.filter(\.isRequired).map(\.name)
      for row in dataset.rows {
        #expect(Set(row.keys).isSubset(of: names))
        #expect(required.allSatisfy { row[$0] != nil }, "\(dataset.name)")
      }
      for variable in dataset.variables {
        #expect(variable.name.utf8.count <= 8 && variable.label.count <= 40, "\(variable.label)")
      }
    }
  }
}
