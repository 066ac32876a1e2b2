// swift-tools-version:6.2
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

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleUnix = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// A module is reachable only where it is named here: the coordinator cannot import Store or Postgres, so a route cannot contain SQL,
// and nothing on the worker's side can import libpq.
let package = Package(
    name: "shoestring",
    products: [
        .executable(name: "shoestringd", targets: ["shoestringd"])
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .target(name: "Vocabulary", swiftSettings: strict),
        .target(name: "Wire", dependencies: ["Vocabulary"], swiftSettings: strict),
        .target(name: "Workflow", dependencies: ["Vocabulary"], swiftSettings: strict),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Checksums", dependencies: ["CCrypto"], swiftSettings: strictMemory),

        // The coordinator's side.
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Postgres", dependencies: ["CLibpq", logging, lifecycle], swiftSettings: strictMemory),
        .systemLibrary(name: "CSpawn"),
        .target(
            name: "PrivatePostgres", dependencies: ["CSpawn", "Postgres", logging, lifecycle],
            swiftSettings: strictMemory),
        .target(
            name: "Migrations", path: "migrations", resources: [.copy("0001_foundation.sql")], swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["Vocabulary", "Workflow", "Postgres", "Checksums", logging],
            resources: [.copy("Statements")], swiftSettings: strict),
        .target(
            name: "Coordinator",
            dependencies: [
                "Vocabulary", "Workflow", "Wire", "Checksums", logging, lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationEssentialsCompat", package: "swift-nio"),
            ],
            resources: [.copy("openapi.json")], swiftSettings: strict),
        .executableTarget(
            name: "shoestringd",
            dependencies: [
                "Vocabulary", "Workflow", "Coordinator", "Store", "Migrations", "Postgres", "PrivatePostgres", logging,
                lifecycle, lifecycleUnix, argumentParser,
            ],
            swiftSettings: strict),

        // Tests.
        .target(name: "PostgresTesting", dependencies: ["Postgres", "PrivatePostgres"], swiftSettings: strictMemory),
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary"], swiftSettings: strict),
        .testTarget(name: "ChecksumsTests", dependencies: ["Checksums"], swiftSettings: strict),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "PrivatePostgres", "PostgresTesting"],
            swiftSettings: strictMemory),
        .testTarget(
            name: "PrivatePostgresTests", dependencies: ["Postgres", "PrivatePostgres", "PostgresTesting"],
            swiftSettings: strictMemory),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Migrations", "Workflow", "Vocabulary", "Postgres", "PostgresTesting", logging],
            swiftSettings: strict),
    ]
)
