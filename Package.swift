// swift-tools-version:6.2
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch C: every unsafe expression is marked.
let strictMemory: [SwiftSetting] = strict + [.strictMemorySafety()]

/// What set-up installs for this checkout: `make setup`.
let deps = Context.packageDirectory + "/.deps"
let openVINOHeaders: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I\(deps)/openvino/include"])]

/// libtorch comes with a large wheel, which a machine may do without: then the targets that need it are left out.
let hasTorch = FileManager.default.fileExists(atPath: deps + "/torch/include/torch/csrc/api/include/torch/optim.h")
let torchHeaders = ["-isystem", "\(deps)/torch/include", "-isystem", "\(deps)/torch/include/torch/csrc/api/include"]
let torchProducts: [Product] = !hasTorch ? [] : [.executable(name: "runner-torch", targets: ["runner-torch"])]
let torchTargets: [Target] =
    !hasTorch
    ? []
    : [
        .target(
            name: "CTorchShim",
            cxxSettings: [.unsafeFlags(torchHeaders + ["-D_GLIBCXX_USE_CXX11_ABI=1"])],
            linkerSettings: [
                .unsafeFlags([
                    "-L\(deps)/torch/lib", "-ltorch_cpu", "-lc10", "-Xlinker", "-rpath", "-Xlinker",
                    "\(deps)/torch/lib",
                ])
            ]),
        .target(
            name: "TorchRunner",
            dependencies: [
                "CTorchShim", "Checksum", "Compression", "ModelGraph", "ModelZoo", "RunnerKit", "Training",
                "TrainingData", "Vocabulary",
            ],
            swiftSettings: strictMemory),
        .executableTarget(
            name: "runner-torch", dependencies: ["TorchRunner", "RunnerKit"], path: "workers/runner-torch",
            swiftSettings: strict),
        .executableTarget(
            name: "torch-probe", dependencies: ["TorchRunner", "Vocabulary"], path: "benchmarks/torch-probe",
            swiftSettings: strict),
        .testTarget(
            name: "TorchRunnerTests",
            dependencies: [
                "TorchRunner", "ModelGraph", "ModelZoo", "OpenVINORunner", "RunnerKit", "RunnerUnderTest", "Training",
                "TrainingData", "Vocabulary", "runner-torch",
            ],
            swiftSettings: strict + openVINOHeaders),
    ]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleUnix = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// A module is reachable only where it is named here: the coordinator cannot import Store or Postgres, so a route cannot contain SQL,
// and nothing on the worker's side can import libpq.
let package = Package(
    name: "shoestring",
    products: [
        .executable(name: "shoestring", targets: ["shoestring"]),
        .executable(name: "shoestringd", targets: ["shoestringd"]),
        .executable(name: "runner-openvino", targets: ["runner-openvino"]),
        .executable(name: "runner-selftest", targets: ["runner-selftest"]),
    ] + torchProducts,
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
    ],
    targets: [
        .target(name: "Vocabulary", swiftSettings: strict),
        .target(name: "Wire", dependencies: ["Vocabulary"], swiftSettings: strict),
        .target(name: "Workflow", dependencies: ["Vocabulary", "Pricing"], swiftSettings: strict),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Checksum", dependencies: ["CLibcrypto"], swiftSettings: strictMemory),
        .target(name: "ModelGraph", swiftSettings: strict),
        .target(name: "ModelZoo", dependencies: ["ModelGraph", "Vocabulary"], swiftSettings: strict),
        .target(name: "Pricing", dependencies: ["ModelGraph", "Vocabulary"], swiftSettings: strict),
        .target(name: "Compression", dependencies: ["ModelGraph"], swiftSettings: strict),

        // The coordinator's side.
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Postgres", dependencies: ["CLibpq", logging, lifecycle], swiftSettings: strictMemory),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: strictMemory),
        .systemLibrary(name: "CPosixSpawn"),
        .target(
            name: "PrivatePostgres", dependencies: ["CPosixSpawn", "Postgres", logging, lifecycle],
            swiftSettings: strictMemory),
        .target(
            name: "Migrations", path: "migrations",
            resources: [
                .copy("0001_foundation.sql"), .copy("0002_artifacts.sql"), .copy("0003_prices.sql"),
                .copy("0004_budgets.sql"), .copy("0005_devices.sql"), .copy("0006_estimates.sql"),
                .copy("0007_metric_stretches.sql"),
                .copy("0008_searches.sql"),
                .copy("0009_own_budgets.sql"),
            ], swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["Vocabulary", "Pricing", "Workflow", "Postgres", "Checksum", logging],
            resources: [.copy("Statements")], swiftSettings: strict),
        .target(
            name: "Coordinator",
            dependencies: [
                "Vocabulary", "Pricing", "Workflow", "Wire", "Checksum", "Gzip", logging, lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationEssentialsCompat", package: "swift-nio"),
            ],
            resources: [.copy("openapi.json")], swiftSettings: strict),
        .executableTarget(
            name: "shoestringd",
            dependencies: [
                "Vocabulary", "Pricing", "Workflow", "Coordinator", "PriceFeeds", "HTTPClient", "Store", "Migrations",
                "Postgres", "PrivatePostgres", "ModelZoo", "ModelGraph", logging, lifecycle, lifecycleUnix,
                argumentParser,
            ],
            swiftSettings: strict),

        // The worker's side.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "HTTPClient", dependencies: ["CCurl"], swiftSettings: strictMemory),
        .target(
            name: "PriceFeeds", dependencies: ["HTTPClient", "Pricing", "Vocabulary"],
            resources: [.copy("Resources/prices.csv")], swiftSettings: strict),
        .target(name: "Client", dependencies: ["HTTPClient", "Wire", "Vocabulary", "Checksum"], swiftSettings: strict),
        .target(name: "CChild"),
        .target(
            name: "WorkerRuntime",
            dependencies: ["CChild", "Client", "HTTPClient", "Wire", "Vocabulary", logging],
            swiftSettings: strictMemory),
        .target(
            name: "Command",
            dependencies: [
                "Client", "HTTPClient", "WorkerRuntime", "RunnerKit", "ModelGraph", "ModelZoo", "Pricing", "Wire",
                "Vocabulary", "Checksum", logging,
                argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(name: "shoestring", dependencies: ["Command"], swiftSettings: strict),

        // Runners: one executable an engine.
        .target(name: "RunnerKit", dependencies: ["Vocabulary"], swiftSettings: strictMemory),
        .executableTarget(
            name: "runner-selftest", dependencies: ["RunnerKit", "Vocabulary"], path: "workers/runner-selftest",
            swiftSettings: strictMemory),
        .target(
            name: "COpenVINO", cSettings: [.unsafeFlags(["-I\(deps)/openvino/include"])],
            linkerSettings: [
                .unsafeFlags(["-L\(deps)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(deps)/openvino/libs"])
            ]),
        .target(
            name: "OpenVINORunner",
            dependencies: ["COpenVINO", "Compression", "ModelGraph", "ModelZoo", "RunnerKit", "Vocabulary"],
            swiftSettings: strictMemory + openVINOHeaders),
        .executableTarget(
            name: "runner-openvino", dependencies: ["OpenVINORunner", "RunnerKit"], path: "workers/runner-openvino",
            swiftSettings: strict + openVINOHeaders),

        // Training: what of it needs no engine.
        .target(name: "Training", dependencies: ["Checksum", "Vocabulary"], swiftSettings: strict),
        .target(
            name: "CImageCodecs",
            linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("z")]),
        .target(
            name: "TrainingData", dependencies: ["CImageCodecs", "Checksum", "Training", "Vocabulary"],
            swiftSettings: strictMemory),

        // Tests.
        .testTarget(name: "TrainingTests", dependencies: ["Training", "Vocabulary"], swiftSettings: strict),
        .testTarget(
            name: "TrainingDataTests", dependencies: ["TrainingData", "Training", "Vocabulary"],
            swiftSettings: strict),
        .target(name: "HTTPTesting", path: "Tests/HTTPTesting", swiftSettings: strictMemory),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Command", "Client", "HTTPTesting", "WorkerRuntime", "Wire", "Vocabulary", argumentParser, "shoestring",
                "Checksum", "HTTPClient", "ModelGraph", "ModelZoo", "runner-selftest",
            ],
            swiftSettings: strict),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: strict),
        .testTarget(name: "ModelGraphTests", dependencies: ["ModelGraph"], swiftSettings: strict),
        .testTarget(
            name: "PricingTests", dependencies: ["Pricing", "ModelGraph", "ModelZoo", "Vocabulary"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "CompressionTests", dependencies: ["Compression", "ModelGraph", "ModelZoo"], swiftSettings: strict),
        .testTarget(name: "ModelZooTests", dependencies: ["ModelGraph", "ModelZoo"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Client", "HTTPClient", "Vocabulary", "Wire", "PostgresTesting", "shoestring", "shoestringd",
                "runner-selftest",
                "runner-openvino",
            ],
            swiftSettings: strict),
        .testTarget(name: "HouseTests", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: strict),
        .testTarget(
            name: "HTTPClientTests", dependencies: ["HTTPClient", "HTTPTesting", "Checksum"], swiftSettings: strict),
        .testTarget(
            name: "ClientTests",
            dependencies: ["Client", "HTTPTesting", "Wire", "Vocabulary", "HTTPClient", "Checksum"],
            swiftSettings: strict),
        .testTarget(
            name: "CoordinatorTests",
            dependencies: [
                "Coordinator", "Store", "Migrations", "Workflow", "Vocabulary", "Postgres", "PostgresTesting",
                "ModelZoo",
                "HTTPClient", "Checksum", logging, lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: strict),
        .target(
            name: "RunnerUnderTest", dependencies: ["Vocabulary"], path: "Tests/RunnerUnderTest",
            swiftSettings: strict),
        .testTarget(
            name: "RunnerKitTests", dependencies: ["RunnerKit", "RunnerUnderTest", "Vocabulary", "runner-selftest"],
            swiftSettings: strict),
        .testTarget(
            name: "OpenVINORunnerTests",
            dependencies: [
                "OpenVINORunner", "ModelGraph", "ModelZoo", "RunnerKit", "RunnerUnderTest", "Vocabulary",
                "runner-openvino",
            ],
            swiftSettings: strict + openVINOHeaders),
        .testTarget(
            name: "ONNXRuntimeRunnerTests", dependencies: ["RunnerUnderTest", "ModelGraph", "ModelZoo", "Vocabulary"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkerRuntimeTests",
            dependencies: [
                "WorkerRuntime", "Client", "HTTPClient", "HTTPTesting", "Wire", "Vocabulary", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PageTests",
            dependencies: [
                "Client", "HTTPClient", "Postgres", "PostgresTesting", "Vocabulary", "Wire", "runner-openvino",
                "runner-selftest", "shoestring", "shoestringd",
            ], exclude: ["Fixtures"], swiftSettings: strict),
        .target(name: "WorkflowTesting", dependencies: ["Pricing", "Vocabulary", "Workflow"], swiftSettings: strict),
        .testTarget(
            name: "WorkflowTests",
            dependencies: [
                "HTTPTesting", "ModelGraph", "ModelZoo", "Pricing", "Vocabulary", "Workflow", "WorkflowTesting",
            ],
            swiftSettings: strict),
        .target(name: "PostgresTesting", dependencies: ["Postgres", "PrivatePostgres"], swiftSettings: strictMemory),
        .testTarget(
            name: "PriceFeedsTests",
            dependencies: ["PriceFeeds", "Pricing", "HTTPClient", "HTTPTesting", "Checksum", "Vocabulary"],
            swiftSettings: strict),
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary"], swiftSettings: strict),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", "PrivatePostgres", "PostgresTesting", lifecycle, logging],
            swiftSettings: strictMemory),
        .executableTarget(
            name: "queue-benchmark",
            dependencies: ["Client", "HTTPClient", "Postgres", "PostgresTesting", "Vocabulary", "Wire"],
            path: "benchmarks/queue", exclude: ["run"], swiftSettings: strict),
        .executableTarget(
            name: "costs-benchmark",
            dependencies: ["Client", "HTTPClient", "Postgres", "PostgresTesting", "Vocabulary", "Wire"],
            path: "benchmarks/costs", exclude: ["run"], swiftSettings: strict),
        .executableTarget(
            name: "postgres-client-benchmark", dependencies: ["Postgres", "PostgresTesting"],
            path: "benchmarks/postgres-client", exclude: ["run"], swiftSettings: strict),
        .testTarget(
            name: "PrivatePostgresTests", dependencies: ["Postgres", "PrivatePostgres", "PostgresTesting"],
            swiftSettings: strictMemory),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Migrations", "Pricing", "Workflow", "WorkflowTesting", "Vocabulary", "Postgres",
                "PostgresTesting", logging,
            ],
            swiftSettings: strict),
    ] + torchTargets,
    cxxLanguageStandard: .cxx20
)
