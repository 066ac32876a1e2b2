import Testing
import Vocabulary

@Suite("Configurations of a compression")
struct CompressConfigurationTests {
    static func configuration(_ json: JSONValue) throws -> CompressConfiguration {
        guard case .compress(let compress) = try RunConfiguration(json: json) else {
            throw InvalidInput(field: "kind", expected: "compress")
        }
        return compress
    }

    @Test("model and method are enough; the rest has defaults")
    func defaults() throws {
        let compress = try Self.configuration(["kind": "compress", "model": "resnet18", "method": "int8_static"])
        #expect(compress.method == .int8Static && compress.engine == "openvino" && compress.seed == 1)
        #expect(compress.options == CompressOptions())
    }

    @Test("what is read can be written and read again", arguments: CompressConfiguration.Method.allCases)
    func again(method: CompressConfiguration.Method) throws {
        let compress = try Self.configuration([
            "kind": "compress", "model": "resnet18", "method": .string(method.rawValue), "input": [1, 28, 28],
            "classes": 10, "data": "fashion-mnist", "batch": 4, "threads": 2,
        ])
        let written = RunConfiguration.compress(compress).json
        #expect(try Self.configuration(written) == compress)
    }

    @Test("numbers out of range are refused by name, all at once")
    func ranges() {
        let error = #expect(throws: InvalidInput.self) {
            try Self.configuration([
                "kind": "compress", "model": "resnet18", "method": "int8_static", "calibration_images": 0,
                "percentile": 20, "calibrator": "guess", "keep_fp32": [1], "input": [3, 224],
            ])
        }
        #expect(
            Set(error?.fields.map(\.field) ?? []) == [
                "calibration_images", "percentile", "calibrator", "keep_fp32", "input",
            ])
    }

    @Test(
        "a field of another method is refused",
        arguments: [("int8_static", "ratio"), ("prune_channels", "sparsity"), ("fp16_weights", "calibrator")])
    func foreign(method: String, field: String) {
        let error = #expect(throws: InvalidInput.self) {
            try Self.configuration([
                "kind": "compress", "model": "resnet18", "method": .string(method), field: 0.5,
            ])
        }
        #expect(error?.fields.map(\.field) == [field])
    }

    @Test("an ONNX file says its own input and classes")
    func onnx() {
        let error = #expect(throws: InvalidInput.self) {
            try Self.configuration([
                "kind": "compress", "model": .string("onnx:" + String(repeating: "0", count: 64)),
                "method": "fp16_weights", "classes": 10,
            ])
        }
        #expect(error?.fields.map(\.field) == ["classes"])
    }
}
