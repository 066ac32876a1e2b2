import Foundation
import ModelGraph
import Testing

@Suite("ONNX files")
struct ONNXExporterTests {
    private func tiny() throws -> (ModelGraph, Weights) {
        let net = try GraphBuilder(name: "tiny", input: [2])
        let graph = try net.graph(output: try net.linear("fc", net.input, 1))
        let weight = try #require(Tensor(shape: [1, 2], floats: [0.5, -1]))
        let bias = try #require(Tensor(shape: [1], floats: [0.25]))
        return (graph, Weights(["fc.weight": weight, "fc.bias": bias]))
    }

    private func export(_ graph: ModelGraph, _ weights: Weights, _ batch: ONNXExporter.Batch) throws -> (
        Data, ONNXModel
    ) {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("net.onnx")
            try ONNXExporter.write(graph, weights: weights, to: url, batch: batch)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["net.onnx"])
            return (try Data(contentsOf: url), try ONNXModel.inspect(url))
        }
    }

    /// What Python's `onnx` 1.23.2 (protobuf 7.36.2, deterministic) serializes for the same model, after `onnx.checker`.
    static let golden = """
        0808120a73686f65737472696e673acf010a380a05696e7075740a0966632e7765696768740a0766632e626961731202\
        66631a026663220447656d6d2a0d0a067472616e73421801a001020a1e0a02666312066c6f676974731a066c6f676974\
        7322084964656e74697479120474696e792a1b080108021001420966632e7765696768744a080000003f000080bf2a13\
        08011001420766632e626961734a040000803e5a1c0a05696e70757412130a110801120d0a07120562617463680a0208\
        02621d0a066c6f6769747312130a110801120d0a07120562617463680a02080142040a001011
        """

    @Test("have the very bytes that the reference implementation writes")
    func goldenBytes() throws {
        let (graph, weights) = try tiny()
        let (bytes, _) = try export(graph, weights, .dynamic)
        #expect(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == Self.golden)
    }

    @Test("say what they are")
    func inspection() throws {
        let (graph, weights) = try tiny()
        let (_, model) = try export(graph, weights, .dynamic)
        #expect(model.opset == 17)
        #expect(model.irVersion == 8)
        #expect(model.producer == "shoestring")
        #expect(model.operators == ["Gemm": 1, "Identity": 1])
        #expect(model.initializerCount == 2)
        #expect(!model.hasExternalData)
        #expect(model.inputs.map(\.name) == ["input"])
        #expect(model.inputs[0].elementType == "float32")
        #expect(model.inputs[0].dimensions == [.dynamic("batch"), .fixed(2)])
        #expect(model.outputs[0].dimensions == [.dynamic("batch"), .fixed(1)])
    }

    @Test("can have a fixed batch")
    func fixedBatch() throws {
        let (graph, weights) = try tiny()
        let (_, model) = try export(graph, weights, .fixed(8))
        #expect(model.inputs[0].dimensions == [.fixed(8), .fixed(2)])
        #expect(model.outputs[0].dimensions == [.fixed(8), .fixed(1)])
    }

    @Test("have an operator for each layer that computes")
    func lowering() throws {
        let net = try GraphBuilder(name: "all", input: [4, 9, 9])
        var x = try net.convolution("conv", net.input, 4, kernel: 3, padding: 1, groups: 2)
        x = try net.batchNormalization("bn", x)
        x = try net.activation("relu6", .relu6, x)
        let (left, right) = try net.halves("chunk", x)
        x = try net.concatenate("cat", left, try net.relu("relu", right))
        x = try net.channelShuffle("shuffle", x, groups: 2)
        x = try net.maxPool("max", try net.add("add", x, net.input), kernel: 2, stride: 2, roundsUp: true)
        x = try net.averagePool("mean", x, kernel: 3, stride: 1, padding: 1)
        x = try net.adaptiveAveragePool("uneven", x, to: 3)
        x = try net.adaptiveAveragePool("same", x, to: 3)
        x = try net.adaptiveAveragePool("global", x, to: 1)
        x = try net.dropout("drop", try net.flatten("flatten", x), probability: 0.5)
        x = try net.add("softmax", .softmax(Softmax()), [try net.linear("logits", x, 3, bias: false)])[0]
        let graph = try net.graph(output: x)
        let (_, model) = try export(graph, Weights.seeded(for: graph, seed: 0), .dynamic)
        #expect(
            model.operators == [
                "Conv": 1, "BatchNormalization": 1, "Clip": 1, "Split": 1, "Relu": 1, "Concat": 1, "Reshape": 2,
                "Transpose": 1, "Add": 1, "MaxPool": 1, "AveragePool": 1, "MatMul": 2, "GlobalAveragePool": 1,
                "Flatten": 1, "Gemm": 1, "Softmax": 1, "Identity": 1,
            ])
    }

    @Test("are not written with weights of another network or a batch below 1")
    func refused() throws {
        let (graph, weights) = try tiny()
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("net.onnx")
            #expect(throws: ModelGraphError.self) {
                try ONNXExporter.write(graph, weights: Weights([:]), to: url, batch: .dynamic)
            }
            #expect(throws: ModelGraphError.self) {
                try ONNXExporter.write(graph, weights: weights, to: url, batch: .fixed(0))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }

    @Test("above 2 GiB are refused before a byte is written")
    func tooLarge() throws {
        // 2¹⁵ · 2¹⁵ Float32 = 4 GiB; seeded weights are rules, so nothing of it exists.
        let net = try GraphBuilder(name: "large", input: [1 << 15])
        let graph = try net.graph(output: try net.linear("fc", net.input, 1 << 15))
        try withTemporaryFolder { folder in
            #expect(throws: ModelGraphError.self) {
                try ONNXExporter.write(
                    graph, weights: .seeded(for: graph, seed: 0), to: folder.appendingPathComponent("x.onnx"),
                    batch: .dynamic)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }

    @Test("leave nothing behind when they cannot get their name, and say why")
    func unwritable() throws {
        let (graph, weights) = try tiny()
        try withTemporaryFolder { folder in
            // A folder that is not empty cannot be replaced by a file.
            let taken = folder.appendingPathComponent("taken")
            try FileManager.default.createDirectory(
                at: taken.appendingPathComponent("inner"), withIntermediateDirectories: true)
            let error = #expect(throws: ModelGraphError.self) {
                try ONNXExporter.write(graph, weights: weights, to: taken, batch: .dynamic)
            }
            #expect(error?.canRetryHelp == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
            #expect(throws: ModelGraphError.self) {
                try ONNXExporter.write(
                    graph, weights: weights, to: folder.appendingPathComponent("absent/x.onnx"), batch: .dynamic)
            }
        }
    }
}
