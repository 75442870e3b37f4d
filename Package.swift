// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target: warnings are errors, unsafe code is marked, imports are
/// internal unless they say otherwise.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// For targets that go over every voxel of a body: unoptimised, their tests take minutes.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// What a stage's tests stand on.
func tests(
  _ name: String,
  of dependencies: [Target.Dependency],
  beside files: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    exclude: files,
    swiftSettings: strict
  )
}

let package = Package(
  name: "herald",
  products: [
    .executable(name: "herald", targets: ["herald"]),
    .library(
      name: "HeraldStages",
      targets: ["Voxels", "NIfTI", "DICOM", "Uptake", "Lesions", "Radiomics"]
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Data flows down this list; nothing imports upward (ARCHITECTURE.md).

    // Grid and affine, volumes with a unit, regions, and every voxel kernel.
    .target(name: "Voxels", swiftSettings: strict + optimized),

    // Distributions of Boost.Math behind a plain C header.
    .target(name: "CBoostMath", cxxSettings: [.unsafeFlags(["-Wall", "-Werror"])]),

    // Intervals, tests and models, and repeatable random numbers: numbers in, numbers out.
    .target(name: "Statistics", dependencies: ["CBoostMath"], swiftSettings: strict),

    // NIfTI-1 files in and out.
    .systemLibrary(
      name: "CDeflate",
      pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"])]
    ),
    .systemLibrary(name: "CLinux"),
    .target(
      name: "NIfTI",
      dependencies: ["Voxels", "CDeflate", "CLinux"],
      swiftSettings: strict
    ),

    // The only C++: DCMTK and OpenJPEG behind a plain C header.
    .target(
      name: "CDCMTK",
      cxxSettings: [.unsafeFlags(["-Wall", "-Werror"])],
      linkerSettings: [
        .linkedLibrary("dcmjpeg"), .linkedLibrary("ijg8"), .linkedLibrary("ijg12"),
        .linkedLibrary("ijg16"), .linkedLibrary("dcmjpls"), .linkedLibrary("dcmimage"),
        .linkedLibrary("dcmimgle"), .linkedLibrary("dcmdata"), .linkedLibrary("oflog"),
        .linkedLibrary("ofstd"), .linkedLibrary("openjp2"), .linkedLibrary("z"),
      ]
    ),

    // Files -> Series -> Study; SEG, SR, RTSTRUCT, RWVM in and out.
    .target(
      name: "DICOM",
      dependencies: ["CDCMTK", "Voxels", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict
    ),

    // PET series + radiopharmaceutical + patient -> SUV volume with its certificate.
    .target(
      name: "Uptake",
      dependencies: ["DICOM", "Voxels"],
      resources: [.embedInCode("Resources/nuclides.json")],
      swiftSettings: strict
    ),

    // SUV volume -> reference regions, segmentation, lesion metrics.
    .target(
      name: "Lesions",
      dependencies: ["Voxels"],
      resources: [.embedInCode("Resources/foci.txt"), .embedInCode("Resources/disease.bin")],
      swiftSettings: strict + optimized
    ),

    // (volume, mask) -> IBSI features, one file per family.
    .target(name: "Radiomics", dependencies: ["Voxels"], swiftSettings: strict),

    // Lesions and their features -> receptor classes, heterogeneity.
    .target(
      name: "Response",
      dependencies: ["Voxels", "Statistics", "Lesions", "Radiomics"],
      resources: [.embedInCode("Resources/receptor-rules.json")],
      swiftSettings: strict
    ),

    // Charts and MIP panels.
    // CCairo names its include folders itself, because SwiftPM warns of the -pthread that
    // pkg-config gives for Pango.
    .target(
      name: "CCairo",
      cSettings: [
        .unsafeFlags(
          [
            "cairo", "pango-1.0", "harfbuzz", "glib-2.0",
            "../lib/x86_64-linux-gnu/glib-2.0/include",
            "../lib/aarch64-linux-gnu/glib-2.0/include",
          ].map { "-I/usr/include/\($0)" } + ["-Wall", "-Werror"]
        )
      ],
      linkerSettings: [
        .linkedLibrary("cairo"), .linkedLibrary("pangocairo-1.0"), .linkedLibrary("pango-1.0"),
        .linkedLibrary("gobject-2.0"),
      ]
    ),
    .target(name: "Figures", dependencies: ["CCairo"], swiftSettings: strict),

    // Simulated PET/CT with known truth, written as ordinary DICOM.
    .target(
      name: "Phantoms",
      dependencies: ["Voxels", "Statistics", "NIfTI", "DICOM", "Uptake"],
      resources: [
        .embedInCode("Resources/biodistribution.json"), .embedInCode("Resources/lesions.json"),
      ],
      swiftSettings: strict + optimized
    ),

    // The pipeline verb: a folder of DICOM -> measured lesions, and the files that hold them.
    .target(
      name: "Pipeline",
      dependencies: [
        "Voxels", "NIfTI", "DICOM", "Uptake", "Lesions", "Radiomics", "Response", "Statistics",
        "CLinux",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [
        .embedInCode("Resources/tracers.json"), .embedInCode("Resources/organ-labels.json"),
      ],
      swiftSettings: strict
    ),

    // The trial: its registry record, its protocol, its participants, visits and reads.
    .target(
      name: "Trial",
      dependencies: [
        "DICOM", "Statistics", "Uptake", "Lesions", "Radiomics", "Response", "Pipeline",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
      ],
      resources: [
        .embedInCode("Resources/nct04547309.json"), .embedInCode("Resources/nct04547309.yaml"),
        .embedInCode("Resources/nct04596670.yaml"), .embedInCode("Resources/nct06851663.yaml"),
      ],
      swiftSettings: strict
    ),

    // Password hashing of libsodium.
    .systemLibrary(
      name: "CSodium",
      pkgConfig: "libsodium",
      providers: [.apt(["libsodium-dev"])]
    ),

    // The trial on disk: its SQLite file, its scans, its accounts and its audit trail.
    .target(
      name: "Store",
      dependencies: [
        "DICOM", "Uptake", "Lesions", "Statistics", "Radiomics", "Response", "Pipeline", "Trial",
        "CLinux", "CSodium",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),

    // A whole trial gone through on simulated participants.
    .target(
      name: "Rehearsal",
      dependencies: ["DICOM", "Statistics", "Phantoms", "Trial", "Store"],
      resources: [.embedInCode("Resources/nct04547309-rehearsal.yaml")],
      swiftSettings: strict
    ),

    // The command line.
    .executableTarget(
      name: "herald",
      dependencies: [
        "Voxels", "NIfTI", "DICOM", "Uptake", "Lesions", "Radiomics", "Figures", "Phantoms",
        "Statistics", "Response", "Pipeline", "Trial", "Store", "Rehearsal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // Tests: one per stage, and what they share.
    .target(
      name: "TestSupport",
      dependencies: ["Voxels"],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    // A trial with readers, for the tests of the store and of the commands.
    .target(
      name: "TrialSupport",
      dependencies: ["Voxels", "Lesions", "Response", "Trial", "Store"],
      path: "Tests/TrialSupport",
      swiftSettings: strict
    ),
    tests("Voxels", of: []),
    tests("Statistics", of: []),
    tests("NIfTI", of: ["Voxels"]),
    tests("DICOM", of: ["Voxels"]),
    tests("Uptake", of: ["DICOM", "Voxels"]),
    tests(
      "Lesions",
      of: ["Voxels"],
      beside: ["Detection/foci-model.csv", "Detection/disease.csv"]
    ),
    tests("Radiomics", of: ["Voxels", "NIfTI"]),
    tests("Response", of: ["Voxels", "Statistics", "Lesions", "Radiomics"]),
    tests("Figures", of: ["CDeflate"]),
    tests("Phantoms", of: ["Voxels", "Statistics", "NIfTI", "DICOM", "Uptake"]),
    tests("Pipeline", of: ["Voxels", "NIfTI", "DICOM", "Uptake", "Lesions", "Phantoms"]),
    tests(
      "Trial",
      of: ["Voxels", "Statistics", "Uptake", "Radiomics", "Response", "Pipeline"],
      beside: ["Reference"]
    ),
    tests(
      "Store",
      of: [
        .product(name: "GRDB", package: "GRDB.swift"), "Voxels", "Lesions", "Statistics",
        "Radiomics", "Response", "Pipeline", "Trial", "TrialSupport",
      ],
      beside: ["Resources"]
    ),
    tests(
      "Rehearsal",
      of: ["Lesions", "Pipeline", "Store", "Trial", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    tests(
      "herald",
      of: [
        "Voxels", "NIfTI", "DICOM", "Phantoms", "Trial", "Store", "TrialSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      beside: ["Golden"]
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// Fuzz/run.sh protocol builds it, under libFuzzer, which brings the program's beginning.
if Context.environment["HERALD_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz-protocol",
      dependencies: ["Uptake", "Pipeline", "Trial"],
      path: "Fuzz/Protocol",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]
    )
  )
}
