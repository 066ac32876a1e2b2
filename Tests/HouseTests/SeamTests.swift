import Testing

/// The seams of the design, as far as imports show them.
@Suite struct SeamTests {
    private static let database: Set = ["Store", "Postgres", "CLibpq"]
    private static let engines: Set = ["COpenVINO", "OpenVINORunner", "CTorchShim", "TorchRunner"]

    /// A module and what it must not reach, through however many others.
    struct Seam: CustomTestStringConvertible, Sendable {
        var module: String
        var forbidden: Set<String>
        var testDescription: String { "\(module) reaches none of \(forbidden.sorted().joined(separator: ", "))" }
    }

    static let seams: [Seam] =
        [
            Seam(module: "Coordinator", forbidden: database.union(engines)),
            Seam(
                module: "Workflow",
                forbidden: database.union(["Wire", "Coordinator", "Hummingbird", "PriceFeeds", "ModelZoo"])),
            Seam(module: "Wire", forbidden: database.union(["Workflow", "Coordinator", "Hummingbird"])),
            Seam(module: "Store", forbidden: ["Wire", "Coordinator", "Hummingbird"]),
            Seam(module: "Postgres", forbidden: ["Store", "Workflow", "Vocabulary"]),
            Seam(module: "RunnerKit", forbidden: database.union(["HTTPClient", "CCurl"])),
        ]
        + ["Client", "Command", "WorkerRuntime", "shoestring"].map {
            Seam(module: $0, forbidden: database.union(engines))
        }

    @Test("what must not be reached is not reached", arguments: seams)
    func seam(_ seam: Seam) throws {
        let graph = try ImportGraph.ofCheckout()
        try #require(graph.imports[seam.module] != nil, "there is no module \(seam.module): has it been renamed?")
        #expect(graph.path(from: seam.module, toAnyOf: seam.forbidden) == nil)
    }

    @Test("the vocabulary imports nothing of ours")
    func vocabulary() throws {
        let graph = try ImportGraph.ofCheckout()
        let imports = try #require(graph.imports["Vocabulary"])
        #expect(imports.intersection(graph.imports.keys) == [])
    }

    @Test(
        "a C library is imported by the one module that gives it a Swift face",
        arguments: [
            ("CLibpq", "Postgres"), ("CCurl", "HTTPClient"), ("COpenVINO", "OpenVINORunner"),
            ("CLibcrypto", "Checksum"), ("CTorchShim", "TorchRunner"), ("CImageCodecs", "TrainingData"),
        ])
    func oneFace(library: String, face: String) throws {
        let graph = try ImportGraph.ofCheckout()
        let importers = graph.imports.filter { $0.value.contains(library) }.keys.sorted()
        #expect(importers == [face])
    }

    @Test("pricing, once it is there, neither reads a clock nor does I/O")
    func pricing() throws {
        let graph = try ImportGraph.ofCheckout()
        let pure: Set = ["Vocabulary", "ModelGraph", "Foundation", "FoundationEssentials"]
        #expect(graph.imports["Pricing", default: []].subtracting(pure) == [])
        for path in Repository.swiftFiles(in: "Sources/Pricing") {
            let code = SourceText(try Repository.text(path)).code
            let impure =
                #/\b(FileManager|FileHandle|URLSession|Process|ProcessInfo|ContinuousClock|SystemRandomNumberGenerator)\b|Date\(\)|\.now\b/#
            #expect(code.firstMatch(of: impure) == nil, "\(path)")
        }
    }

    @Test("imports are recognised in every form")
    func forms() {
        let text = """
            import A
            public import B
            @testable import C
            @_spi(Testing) package import D
            import struct E.Thing
                internal import F
            // import G
            let text = "import H"
            importance()
            """
        #expect(ImportGraph.modules(importedIn: text) == ["A", "B", "C", "D", "E", "F"])
    }

    @Test("a forbidden module is found behind another one")
    func transitive() {
        var graph = ImportGraph()
        graph.add(["Harmless"], to: "Coordinator")
        graph.add(["Store"], to: "Harmless")
        #expect(graph.path(from: "Coordinator", toAnyOf: ["Store"]) == ["Coordinator", "Harmless", "Store"])
        #expect(graph.path(from: "Harmless", toAnyOf: ["Coordinator"]) == nil)
    }
}
