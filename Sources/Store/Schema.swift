import GRDB

/// The schema, as the migrations that lead to it; a released migration is never edited.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 scans, lesions, features, heterogeneity") { database in
      // A result of `herald analyze`: one PET series of one visit.
      try database.create(table: "scan") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("patient", .text).notNull()
        table.column("visit", .text).notNull()
        table.column("tracer", .text)
        table.column("studyInstanceUID", .text).notNull()
        table.column("seriesInstanceUID", .text).notNull()
        table.column("inputSHA256", .text).notNull().unique(onConflict: .abort)
        table.column("heraldVersion", .text).notNull()
      }
      try database.create(table: "lesion") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("scanID", .integer).notNull().indexed()
          .references("scan", onDelete: .cascade)
        table.column("number", .integer).notNull()
        table.column("label", .text).notNull()
        table.column("site", .text)
        table.column("category", .text).notNull()
        table.column("method", .text).notNull()
        table.column("volumeMilliliters", .double).notNull()
        table.column("suvMax", .double)
        table.column("suvMean", .double)
        table.column("suvPeak", .double)
        table.column("isPrimary", .boolean).notNull()
        // The metric that classes and heterogeneity go by, in SUVbw.
        table.column("uptake", .double)
        table.column("receptorClass", .text).notNull()
        table.column("receptorReason", .text)
        table.uniqueKey(["scanID", "number"])
      }
      // Which image processing the features of a run had, once and not in every row.
      try database.create(table: "featureSettings") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("name", .text).notNull()
        table.column("json", .text).notNull().unique()
      }
      try database.create(table: "feature", options: .withoutRowID) { table in
        table.column("lesionID", .integer).notNull().references("lesion", onDelete: .cascade)
        table.column("settingsID", .integer).notNull()
          .references("featureSettings", onDelete: .restrict)
        table.column("tag", .text).notNull()
        table.column("ibsiID", .text).notNull()
        table.column("value", .double)
        table.column("reason", .text)
        table.primaryKey(["lesionID", "settingsID", "tag"])
        table.check(sql: "(value IS NULL) <> (reason IS NULL)")
      }
      // Rows of heterogeneity.csv; a row of the cohort as a whole has no scan.
      try database.create(table: "heterogeneity") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("scanID", .integer).indexed().references("scan", onDelete: .cascade)
        table.column("scope", .text).notNull()
        table.column("subject", .text).notNull()
        table.column("name", .text).notNull()
        table.column("value", .double)
        table.column("unit", .text).notNull()
        table.column("lower", .double)
        table.column("upper", .double)
        table.column("level", .double)
        table.column("method", .text).notNull()
        table.column("n", .integer).notNull()
        table.column("smallestN", .integer).notNull()
        table.column("reason", .text)
        table.check(sql: "value IS NOT NULL OR reason IS NOT NULL")
      }
      // What a person asks for first, without joins.
      try database.execute(
        sql: """
          CREATE VIEW lesionFeature AS
          SELECT scan.patient, scan.visit, scan.tracer, lesion.number AS lesion, lesion.label,
            lesion.site, lesion.volumeMilliliters, featureSettings.name AS settings,
            feature.tag, feature.ibsiID, feature.value, feature.reason
          FROM feature
          JOIN lesion ON lesion.id = feature.lesionID
          JOIN scan ON scan.id = lesion.scanID
          JOIN featureSettings ON featureSettings.id = feature.settingsID
          """
      )
    }
    registerConduct(in: &migrator)
    registerReads(in: &migrator)
    registerImport(in: &migrator)
    return migrator
  }
}
