import Foundation
import ModelGraph
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
    /// `fc.weight` `[1, 2]` and `fc.bias` `[1]`.
    private func graph() throws -> ModelGraph {
        let net = try GraphBuilder(name: "tiny", input: [2])
        return try net.graph(output: try net.linear("fc", net.input, 1))
    }

    private func load(_ header: String, data: [UInt8], length: UInt64? = nil, strict: Bool = true) throws -> Weights {
        var file = Data()
        withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { file.append(contentsOf: $0) }
        file.append(Data(header.utf8))
        file.append(Data(data))
        return try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("w.safetensors")
            try file.write(to: url)
            return try Weights.safetensors(at: url, for: graph(), strict: strict)
        }
    }

    /// 0.5, −1 and 0.25 as Float32.
    private static let values: [UInt8] = [0, 0, 0, 0x3F, 0, 0, 0x80, 0xBF, 0, 0, 0x80, 0x3E]
    private static let bias = #""fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}"#
    private static let weight = #""fc.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}"#

    @Test("give their tensors by name, metadata and padding aside")
    func plain() throws {
        let weights = try load(#"{"__metadata__":{"format":"pt"},\#(Self.weight),\#(Self.bias)}   "#, data: Self.values)
        #expect(weights.names == ["fc.bias", "fc.weight"])
        #expect(weights["fc.weight"]?.floats() == [0.5, -1])
        #expect(weights["fc.bias"]?.floats() == [0.25])
    }

    @Test("of half precision are widened without rounding")
    func half() throws {
        // binary16: 0.5 = 0x3800, −1 = 0xBC00; bfloat16: 0.25 = 0x3E80.
        let header = """
            {"fc.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},\
            "fc.bias":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}
            """
        let weights = try load(header, data: [0, 0x38, 0, 0xBC, 0x80, 0x3E])
        #expect(weights["fc.weight"]?.floats() == [0.5, -1])
        #expect(weights["fc.bias"]?.floats() == [0.25])
        #expect(weights["fc.bias"]?.byteCount == 4)
    }

    @Test("that do not fit are refused with every difference")
    func mismatch() throws {
        let header = """
            {"fc.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
            "extra":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}
            """
        #expect(
            throws: ModelGraphError.weightsMismatch(
                missing: ["fc.bias"], unexpected: ["extra"],
                wronglyShaped: [.init(name: "fc.weight", found: [2, 1], expected: [1, 2])])
        ) { try load(header, data: Self.values) }
    }

    @Test("with more tensors than the network are taken when not strict")
    func notStrict() throws {
        let header =
            "{\(Self.weight),\(Self.bias),\"extra\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[12,12]}}"
        #expect(throws: ModelGraphError.self) { try load(header, data: Self.values) }
        #expect(try load(header, data: Self.values, strict: false).names == ["fc.bias", "fc.weight"])
    }

    @Test(
        "with a header that lies are refused",
        arguments: [
            ("offsets past the end", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#),
            ("negative offsets", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[-12,0]}}"#),
            ("offsets in the wrong order", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}"#),
            ("one offset", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0]}}"#),
            ("bytes that are not the shape's", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#),
            (
                "overlap",
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
            ),
            (
                "a hole",
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
            ),
            ("bytes of nobody", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
            ("a negative extent", #"{"a":{"dtype":"F32","shape":[-1,-3],"data_offsets":[0,12]}}"#),
            (
                "a shape beyond 64 bits",
                #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,12]}}"#
            ),
            (
                "an extent beyond 64 bits",
                #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,12]}}"#
            ),
            ("an unknown type", #"{"a":{"dtype":"F8_E4M3","shape":[12],"data_offsets":[0,12]}}"#),
            ("a missing type", #"{"a":{"shape":[3],"data_offsets":[0,12]}}"#),
            ("an array", "[]"),
            ("no JSON", "hello"),
            ("nothing", ""),
            ("half of it", #"{"a":{"dtype""#),
        ])
    func malicious(what: String, header: String) throws {
        let error = #expect(throws: ModelGraphError.self, "\(what)") { try load(header, data: Self.values) }
        guard case .notSafetensors = error else {
            Issue.record("\(what): \(String(describing: error))")
            return
        }
    }

    @Test("with a header longer than the file or than sense are refused", arguments: [1 << 20, 1 << 62, UInt64.max])
    func length(length: UInt64) throws {
        #expect(throws: ModelGraphError.self) { try load("{}", data: [], length: length) }
    }

    @Test("shorter than eight bytes, absent, or a folder are refused")
    func noFile() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("short")
            try Data([1, 2, 3]).write(to: url)
            for candidate in [url, folder, folder.appendingPathComponent("absent")] {
                #expect(throws: ModelGraphError.self) { try Weights.safetensors(at: candidate, for: graph()) }
            }
        }
    }

    @Test("of random bytes are refused and never trap")
    func fuzz() throws {
        var state: UInt64 = 2_026_11_21
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(below))
        }
        let whole = Array("{\(Self.weight),\(Self.bias)}".utf8)
        for _ in 0..<500 {
            var header = whole
            for _ in 0...random(3) { header[random(header.count)] = UInt8(random(256)) }
            do {
                _ = try load(String(decoding: header, as: UTF8.self), data: Self.values)
            } catch is ModelGraphError {
                continue
            }
        }
    }

    @Test("written by us are read back equal, batch counts as 64-bit integers")
    func roundTrip() throws {
        let net = try GraphBuilder(name: "bn", input: [3, 4, 4])
        let x = try net.convolution("conv", net.input, 5, kernel: 3)
        let graph = try net.graph(output: try net.batchNormalization("bn", x))
        let weights = Weights.seeded(for: graph, seed: 3)
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("w.safetensors")
            try weights.writeSafetensors(to: url)
            let read = try Weights.safetensors(at: url, for: graph)
            #expect(read.names == weights.names)
            for name in weights.names { #expect(read[name]?.bytes() == weights[name]?.bytes()) }
            #expect(read["bn.num_batches_tracked"]?.elementType == .int64)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["w.safetensors"])
        }
    }

    @Test("without batch counts, as torch wrote them before 0.4.1, get zeros")
    func oldFiles() throws {
        let net = try GraphBuilder(name: "bn", input: [1, 1, 1])
        let graph = try net.graph(output: try net.batchNormalization("bn", net.input))
        let one = try #require(Tensor(shape: [1], floats: [1]))
        let names = ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"]
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("w.safetensors")
            try Weights(Dictionary(uniqueKeysWithValues: names.map { ($0, one) })).writeSafetensors(to: url)
            let read = try Weights.safetensors(at: url, for: graph)
            #expect(read["bn.num_batches_tracked"]?.floats() == [0])
        }
    }
}
