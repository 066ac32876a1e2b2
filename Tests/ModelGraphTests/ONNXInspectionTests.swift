import Foundation
import ModelGraph
import Testing

@Suite("Files that claim to be ONNX")
struct ONNXInspectionTests {
    private static let golden: [UInt8] = {
        let digits = Array(ONNXExporterTests.golden)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }()

    private func inspect(_ bytes: [UInt8]) throws -> ONNXModel {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.onnx")
            try Data(bytes).write(to: url)
            return try ONNXModel.inspect(url)
        }
    }

    private func reason(_ bytes: [UInt8]) throws -> String? {
        let error = #expect(throws: ModelGraphError.self) { try inspect(bytes) }
        guard case .notONNX(_, let reason) = error else { return nil }
        return reason
    }

    @Test("are read when they are")
    func valid() throws {
        #expect(Self.golden.count == 230)
        #expect(try inspect(Self.golden).operators == ["Gemm": 1, "Identity": 1])
    }

    private static let notONNX: [(bytes: [UInt8], reason: String)] = [
        ([UInt8]("".utf8), "it is empty"),
        ([UInt8]("hello, world".utf8), "not protobuf: wire type 4"),
        ([0x07], "not protobuf: field number 0 or too large"),
        ([0x0F], "not protobuf: wire type 7"),
        ([0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], "not protobuf: a number longer than ten bytes"),
        ([0x08, 0x80], "truncated, or not protobuf: a field reaches past its end"),
        // Length 2⁶⁴ − 1.
        (
            [0x3A, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
            "truncated, or not protobuf: a field reaches past its end"
        ),
        ([0x08, 0x08], "it has no graph"),
        ([0x3A, 0x00], "it does not give its format's version"),
        ([0x08, 0x08, 0x3A, 0x00], "it names no operator set"),
        ([0x08, 0x08, 0x3A, 0x00, 0x42, 0x02, 0x10, 0x11], "its graph has no output"),
        // A graph that is a number.
        ([0x38, 0x01], "a message where ONNX has one is missing"),
        // A node without an operator.
        ([0x3A, 0x02, 0x0A, 0x00], "a node without an operator"),
        // A producer that is not UTF-8.
        ([0x12, 0x01, 0xFF], "a name that is not UTF-8"),
    ]

    @Test("are refused with the reason when they are not", arguments: notONNX)
    func refused(bytes: [UInt8], reason expected: String) throws {
        #expect(try reason(bytes) == expected)
    }

    @Test("are refused at every place where they can be cut off")
    func truncated() throws {
        // The last six bytes are the operator set.
        for length in 0..<Self.golden.count { #expect(try reason(Array(Self.golden.prefix(length))) != nil) }
    }

    @Test("never make the reader trap: 3,000 damaged files, seed 20261121")
    func fuzz() throws {
        var state: UInt64 = 20_261_121
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(below))
        }
        var accepted = 0
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x.onnx")
            for round in 0..<3000 {
                var bytes = round.isMultiple(of: 3) ? (0..<random(200)).map { _ in UInt8(random(256)) } : Self.golden
                if !bytes.isEmpty {
                    for _ in 0...random(6) { bytes[random(bytes.count)] = UInt8(random(256)) }
                }
                try Data(bytes).write(to: url)
                do throws(ModelGraphError) {
                    _ = try ONNXModel.inspect(url)
                    accepted += 1
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
        // Damage inside weights and names leaves a readable file; damage of lengths does not.
        #expect(accepted > 100 && accepted < 2000)
    }

    @Test("that are folders or absent are refused")
    func noFile() throws {
        try withTemporaryFolder { folder in
            #expect(throws: ModelGraphError.notONNX(path: folder.path, reason: "it is not a regular file")) {
                try ONNXModel.inspect(folder)
            }
            let absent = folder.appendingPathComponent("absent")
            #expect(
                throws: ModelGraphError.file(
                    path: absent.path, operation: "open", reason: "No such file or directory")
            ) { try ONNXModel.inspect(absent) }
        }
    }

    @Test("of more than 2 GiB are refused by their size alone")
    func tooLarge() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("sparse.onnx")
            #expect(FileManager.default.createFile(atPath: url.path, contents: nil))
            let handle = try FileHandle(forWritingTo: url)
            try handle.truncate(atOffset: 1 << 32)
            try handle.close()
            #expect(
                throws: ModelGraphError.notONNX(path: url.path, reason: "4294967296 bytes, more than 2147483647")
            ) { try ONNXModel.inspect(url) }
        }
    }
}
