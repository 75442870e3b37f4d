// swift-tools-version: 6.2
import PackageDescription

/// Herald's side of the benchmark: the stages as another package sees them.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "herald", path: "..")],
  targets: [
    .executableTarget(
      name: "herald-bench",
      dependencies: [
        .product(name: "HeraldStages", package: "herald"),
        // Not linked: named so that one build makes both programs.
        .product(name: "herald", package: "herald"),
      ],
      swiftSettings: [
        .treatAllWarnings(as: .error),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
