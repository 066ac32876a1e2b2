import Foundation
import ModelGraph
import Testing

/// Shapes beside those of ONNX's own inference, on files that Python's `onnx` writes. Needs `.deps/venv`, which set-up makes.
@Suite("Shapes of a foreign file's operators")
struct ONNXOperatorTests {
    private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".deps/venv/bin/python")

    /// Writes one file for each case into the folder that it is given, and prints name and last shape by `onnx.shape_inference`.
    private static let script = """
        import sys, json, numpy as np, onnx
        from onnx import helper as h, TensorProto as T, numpy_helper as n
        def i64(name, *v): return n.from_array(np.array(v, dtype=np.int64), name)
        def f32(name, *shape): return n.from_array(np.ones(shape, dtype=np.float32), name)
        node = h.make_node
        cases = {
          "conv_same": ([node("Conv", ["x", "w"], ["y"], auto_pad="SAME_UPPER", strides=[2, 2])], [f32("w", 6, 4, 3, 3)]),
          "conv_asymmetric": ([node("Conv", ["x", "w"], ["y"], pads=[0, 1, 2, 1], dilations=[2, 1], group=2)], [f32("w", 6, 2, 3, 3)]),
          "conv_transpose": ([node("ConvTranspose", ["x", "w"], ["y"], strides=[2, 2], output_padding=[1, 1], pads=[1, 1, 1, 1])], [f32("w", 4, 5, 3, 3)]),
          "max_pool_up": ([node("MaxPool", ["x"], ["y"], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)], []),
          "reduce": ([node("ReduceMean", ["x"], ["y"], axes=[2, 3], keepdims=0)], []),
          "slice": ([node("Slice", ["x", "s", "e", "a", "st"], ["y"])], [i64("s", -3, 1), i64("e", 2**62, -1), i64("a", 2, 3), i64("st", 1, 2)]),
          "slice_back": ([node("Slice", ["x", "s", "e", "a", "st"], ["y"])], [i64("s", 5), i64("e", -2**62), i64("a", 3), i64("st", -2)]),
          "gather": ([node("Gather", ["x", "i"], ["y"], axis=1)], [n.from_array(np.array([[0, 1, 2], [3, 0, 1]]), "i")]),
          "pad": ([node("Pad", ["x", "p"], ["y"])], [i64("p", 0, 1, 0, 2, 0, 0, 3, 0)]),
          "resize": ([node("Resize", ["x", "", "s"], ["y"])], [n.from_array(np.array([1, 1, 2, 1.5], dtype=np.float32), "s")]),
          "expand": ([node("Expand", ["x", "s"], ["y"])], [i64("s", 2, 1, 4, 1, 1)]),
          "squeeze": ([node("Unsqueeze", ["x", "a"], ["u"]), node("Squeeze", ["u", "b"], ["y"])], [i64("a", 0, -1), i64("b", 0)]),
          "broadcast": ([node("Mul", ["x", "w"], ["y"])], [f32("w", 3, 1, 1, 6)]),
          "split": ([node("Split", ["x", "s"], ["a", "y"], axis=1)], [i64("s", 1, 3)]),
          "matmul": ([node("MatMul", ["x", "w"], ["y"])], [f32("w", 2, 1, 6, 9)]),
          "gemm": ([node("Flatten", ["x"], ["f"]), node("Gemm", ["f", "w", "b"], ["y"], transB=1)], [f32("w", 7, 192), f32("b", 7)]),
          "torch_flatten": ([node("Shape", ["x"], ["s"]), node("Gather", ["s", "zero"], ["n"]), node("Unsqueeze", ["n", "axis"], ["u"]),
             node("Concat", ["u", "rest"], ["t"], axis=0), node("Reshape", ["x", "t"], ["y"])],
             [n.from_array(np.array(0), "zero"), i64("axis", 0), i64("rest", -1)]),
          "norm": ([node("LayerNormalization", ["x", "w"], ["y"])], [f32("w", 6)]),
          "depth": ([node("DepthToSpace", ["x"], ["y"], blocksize=2)], []),
          "qdq": ([node("QuantizeLinear", ["x", "s", "z"], ["q"]), node("DequantizeLinear", ["q", "s", "z"], ["d"]),
             node("DequantizeLinear", ["w", "s", "z8"], ["v"]), node("Conv", ["d", "v"], ["y"])],
             [n.from_array(np.float32(0.1), "s"), n.from_array(np.uint8(3), "z"), n.from_array(np.int8(0), "z8"),
              n.from_array(np.ones((5, 4, 1, 1), dtype=np.int8), "w")]),
        }
        for name, (nodes, stored) in cases.items():
            graph = h.make_graph(nodes, name, [h.make_tensor_value_info("x", T.FLOAT, [1, 4, 8, 6])],
                                 [h.make_empty_tensor_value_info("y")], stored)
            model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
            onnx.save(model, f"{sys.argv[1]}/{name}.onnx")
            print(name, json.dumps([d.dim_value for d in inferred.graph.output[0].type.tensor_type.shape.dim]).replace(" ", ""))
        """

    @Test("are those of ONNX's own inference")
    func shapes() throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.python.path),
            "set-up makes .deps/venv: scripts/setup test")
        try withTemporaryFolder { folder in
            let lines = try Self.run(folder)
            #expect(lines.count == 20)
            for line in lines {
                let words = line.split(separator: " ")
                let analysis = try ONNXAnalysis.of(folder.appendingPathComponent("\(words[0]).onnx"))
                #expect(analysis.uncounted == [], "\(words[0])")
                let shape = analysis.layers.last?.outputShape.map { "\($0)".replacing(" ", with: "") }
                // A split's first part is what a layer shows: 1 channel here, 3 in `y`.
                let expected = words[0] == "split" ? "[1,1,8,6]" : String(words[1])
                #expect(shape == expected, "\(words[0])")
            }
            let quantised = try ONNXAnalysis.of(folder.appendingPathComponent("qdq.onnx"))
            // 5·4 weights; 5·8·6 outputs of 4 multiply-accumulates.
            #expect(quantised.parameters == 20)
            #expect(quantised.macs == 960)
        }
    }

    private static func run(_ folder: URL) throws -> [String] {
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", script, folder.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
