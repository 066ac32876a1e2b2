import Foundation
import ModelGraph
import Testing

@Suite("PyTorch's files of weights")
struct TorchFileTests {
    /// What `TorchFiles` holds: `a` is [[0, 1, 2], [3, 4, 5]], `t` its transpose and `row` its second row in the same bytes.
    static let expected: [String: [Float]] = [
        "a": [0, 1, 2, 3, 4, 5], "t": [0, 3, 1, 4, 2, 5], "row": [3, 4, 5], "h": [0.5, -2], "b": [1.5, -3],
        // The Double nearest to 0.1, rounded to Float32.
        "f": [0.1], "n": [7], "u": [255, 0], "p": [9],
    ]

    static func read(_ bytes: Data, name: String = "w.pth") throws -> Weights {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(name)
            try bytes.write(to: url)
            return try Weights.read(url)
        }
    }

    @Test(
        "are read in both formats, whatever the number format and the strides",
        arguments: [TorchFiles.zip, TorchFiles.legacy])
    func values(file: Data) throws {
        let weights = try Self.read(file)
        #expect(weights.names == Self.expected.keys.sorted())
        for (name, values) in Self.expected { #expect(weights[name]?.floats() == values, "\(name)") }
        #expect(weights["t"]?.shape == [3, 2])
        #expect(weights["n"]?.shape == [])
        #expect(weights["n"]?.elementType == .int64)
        #expect(weights["u"]?.elementType == .int64)
    }

    @Test("survive the way through safetensors")
    func saved() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("w.safetensors")
            try Self.read(TorchFiles.zip).writeSafetensors(to: url)
            let again = try Weights.read(url)
            for (name, values) in Self.expected { #expect(again[name]?.floats() == values, "\(name)") }
        }
    }

    @Test("a file that imports anything but tensors is refused, and nothing is run")
    func hostile() throws {
        let error = #expect(throws: ModelGraphError.self) { try Self.read(TorchFiles.hostile) }
        // The file calls os.system, which pickle knows as posix.system.
        #expect(error?.description.contains("posix.system") == true)
    }

    static let damaged: [(bytes: [UInt8], reason: String)] = [
        ([0x80, 0x02], "its pickle is truncated"),
        ([0x80, 0x02, 0x80, 0x09, 0x2E], "protocol 9"),
        // NONE STOP
        ([0x80, 0x02, 0x4E, 0x2E], "not begin with torch's number"),
        // STOP on an empty stack.
        ([0x80, 0x02, 0x2E], "damaged"),
        // TUPLE without MARK.
        ([0x80, 0x02, 0x74, 0x2E], "damaged"),
        // BINGET of nothing.
        ([0x80, 0x02, 0x68, 0x01, 0x2E], "damaged"),
        // INST, an instruction that calls.
        ([0x80, 0x02, 0x69, 0x2E], "0x69"),
        // BINUNICODE of 4 GiB.
        ([0x80, 0x02, 0x58, 0xFF, 0xFF, 0xFF, 0xFF], "truncated"),
        ([UInt8]("PK\u{3}\u{4}".utf8), "without its directory"),
    ]

    @Test("are refused with the reason when they are damaged", arguments: damaged)
    func refused(bytes: [UInt8], reason: String) throws {
        let error = #expect(throws: ModelGraphError.self) { try Self.read(Data(bytes)) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("a million tuples in one another exhaust no stack")
    func deep() throws {
        // EMPTY_TUPLE, then TUPLE1 a million times.
        let bytes = Data([0x80, 0x02, 0x29]) + Data(repeating: 0x85, count: 1_000_000) + Data([0x2E])
        #expect(throws: ModelGraphError.self) { try Self.read(bytes) }
    }

    @Test(
        "cut short anywhere, they are refused or read, never a crash", arguments: [TorchFiles.zip, TorchFiles.legacy])
    func truncated(file: Data) throws {
        for length in stride(from: 0, to: file.count, by: 7) {
            do {
                _ = try Self.read(file.prefix(length)).names
            } catch is ModelGraphError {}
        }
    }

    @Test(
        "with bytes changed anywhere, they are refused or read, never a crash",
        arguments: [TorchFiles.zip, TorchFiles.legacy])
    func mutated(file: Data) throws {
        var state: UInt64 = 20_261_121
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<1000 {
            var bytes = file
            for _ in 0...next(3) {
                let place = bytes.startIndex + next(bytes.count)
                bytes[place] = next(2) == 0 ? bytes[place] ^ (1 << UInt8(next(8))) : [0, 1, 0x7F, 0x80, 0xFF][next(5)]
            }
            do {
                let weights = try Self.read(bytes)
                for name in weights.names { _ = weights[name]?.bytes() }
            } catch is ModelGraphError {}
        }
    }

    private static func linear() throws -> ModelGraph {
        let net = try GraphBuilder(name: "net", input: [3])
        return try net.graph(output: try net.linear("a", net.input, 2))
    }

    @Test(
        "every difference from a network is listed; extra tensors are an error unless they are dropped by rule or leniently"
    )
    func strictness() throws {
        let graph = try Self.linear()
        let tensors = [
            "a.weight": Tensor(shape: [2, 3], floats: [0, 1, 2, 3, 4, 5]),
            "a.bias": Tensor(shape: [2], floats: [1, 2]),
            "aux.weight": Tensor(shape: [1], floats: [1]),
        ].compactMapValues(\.self)
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("w.safetensors")
            try Weights(tensors).writeSafetensors(to: url)
            #expect(throws: ModelGraphError.weightsMismatch(missing: [], unexpected: ["aux.weight"], wronglyShaped: []))
            {
                try Weights.load(from: url, for: graph)
            }
            #expect(try Weights.load(from: url, for: graph, dropping: ["aux."]).names == ["a.bias", "a.weight"])
            #expect(try Weights.load(from: url, for: graph, strict: false).names == ["a.bias", "a.weight"])
            let wrong = [
                "a.weight": Tensor(shape: [3, 2], floats: [0, 1, 2, 3, 4, 5]), "b": Tensor(shape: [1], floats: [1]),
            ].compactMapValues(\.self)
            try Weights(wrong).writeSafetensors(to: url)
            #expect(
                throws: ModelGraphError.weightsMismatch(
                    missing: ["a.bias"], unexpected: ["b"],
                    wronglyShaped: [.init(name: "a.weight", found: [3, 2], expected: [2, 3])])
            ) { try Weights.load(from: url, for: graph) }
        }
    }

    @Test("weights come back from an ONNX file with the same bits")
    func fromONNX() throws {
        let graph = try Self.linear()
        let weights = Weights.seeded(for: graph, seed: 5)
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("net.onnx")
            try ONNXExporter.write(graph, weights: weights, to: url, batch: .dynamic)
            let again = try Weights.load(from: url, for: graph)
            for name in weights.names { #expect(again[name]?.bytes() == weights[name]?.bytes(), "\(name)") }
        }
    }

    @Test("a file of another kind is refused by name of the kinds that are read")
    func unknown() throws {
        #expect(throws: ModelGraphError.self) { try Self.read(Data("hello".utf8), name: "w.bin") }
        #expect(throws: ModelGraphError.self) { try Self.read(Data(), name: "w.pth") }
    }
}
