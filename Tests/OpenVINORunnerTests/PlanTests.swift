import COpenVINO
import RunnerKit
import Testing
import Vocabulary

@testable import OpenVINORunner

@Suite("Sizes of a model's inputs")
struct InputPlanTests {
    static func port(_ shape: [Int?]?, _ type: ov_element_type_e = F32) -> OpenVINOModel.Port {
        .init(name: "x", type: type, shape: shape)
    }

    @Test("an open first size becomes the batch")
    func open() throws {
        let plan = try InputPlan([Self.port([nil, 3, 224, 224])], batch: 8)
        #expect(plan.inputs.map(\.shape) == [[8, 3, 224, 224]])
        #expect(plan.needsReshape)
        // Eight inputs in rotation.
        #expect(plan.heldByteCount == 8 * 8 * 3 * 224 * 224 * 4)
    }

    @Test("a fixed first size becomes the batch, and nothing changes when it is it already")
    func fixed() throws {
        #expect(try InputPlan([Self.port([1, 10])], batch: 4).inputs[0].shape == [4, 10])
        #expect(try InputPlan([Self.port([4, 10])], batch: 4).needsReshape == false)
    }

    @Test("of several inputs those with the common first size get the batch; different ones stay")
    func several() throws {
        #expect(
            try InputPlan([Self.port([1, 5]), Self.port([1, 7])], batch: 2).inputs.map(\.shape) == [[2, 5], [2, 7]])
        #expect(
            try InputPlan([Self.port([nil, 5]), Self.port([12, 7]), Self.port([3])], batch: 2).inputs.map(\.shape)
                == [[2, 5], [12, 7], [3]])
    }

    @Test("an open size that is not the first is refused, as is a type that cannot be filled")
    func refused() throws {
        for port in [Self.port([nil, nil]), Self.port(nil), Self.port([1, 2], STRING)] {
            do throws(AttemptFailure) {
                _ = try InputPlan([port], batch: 1)
                Issue.record("accepted \(port)")
            } catch {
                #expect(error.code == .unsupported)
            }
        }
    }
}

@Suite("What a processor executes natively")
struct ProcessorDeviceTests {
    @Test(
        "needs both the library's capability and the processor's instructions",
        arguments: [
            (["FP32", "BF16", "INT8"], ["avx512f", "avx512_bf16"], [Precision.fp32, .bf16]),
            (["FP32", "BF16"], ["avx512f"], [.fp32]),
            (["FP32", "INT8"], ["amx_bf16"], [.fp32]),
            (["FP32", "INT8"], ["avx2", "avx512_vnni"], [.fp32, .int8]),
            (["FP32"], ["avx512_vnni"], [.fp32]),
            (["FP32", "FP16", "BF16"], ["amx_fp16", "amx_bf16"], [.fp32, .fp16, .bf16]),
            (["FP32", "FP16"], ["neon", "asimdhp"], [.fp32, .fp16]),
        ])
    func precisions(capabilities: [String], flags: [String], expected: [Precision]) {
        let device = ProcessorDevice(title: "a processor", capabilities: capabilities, flags: flags)
        #expect(device.precisions == expected)
    }

    @Test("a refusal names what is missing")
    func reason() {
        let device = ProcessorDevice(title: "Xeon E5", capabilities: ["FP32"], flags: ["avx2"])
        #expect(device.absence(of: .bf16)?.contains("Xeon E5 has no instructions for bf16") == true)
        #expect(device.absence(of: .fp32) == nil)
    }
}

@Suite("The precision that ran")
struct LayerProfileTests {
    @Test(
        "is the end of a kernel's name",
        arguments: [
            ("brgconv_avx512_bf16", "bf16"), ("jit_avx512_FP32", "fp32"), ("gemm_mlas_f32", "fp32"),
            ("brgemm_avx512_amx_I8", "int8"), ("ref_i64", "i64"),
        ])
    func kernel(name: String, precision: String) { #expect(LayerProfile.precision(of: name) == precision) }

    @Test("is the one that was set when any layer has it, otherwise the one that took the most time")
    func executed() {
        let profile = LayerProfile([
            .init(name: "a", kernel: "brgconv_avx512_bf16", kind: "Convolution", microseconds: 5),
            .init(name: "b", kernel: "jit_uni_f32", kind: "Reorder", microseconds: 50),
        ])
        #expect(profile.executed(set: .bf16) == "bf16")
        #expect(profile.executed(set: .fp16) == "fp32")
        #expect(profile.kernels == ["Convolution brgconv_avx512_bf16": 1, "Reorder jit_uni_f32": 1])
    }
}

@Suite("Times of layers")
struct LayerTimesTests {
    private static func inference(_ times: [(String, Int)]) -> [OpenVINORequest.Layer] {
        times.map { .init(name: $0.0, kernel: "jit_f32", kind: "Convolution", microseconds: $0.1) }
    }

    @Test("are medians without the first inference and without one whose layers were others")
    func medians() {
        let times = LayerTimes([
            Self.inference([("a", 1000), ("b", 1000)]), Self.inference([("a", 5), ("b", 30)]),
            Self.inference([("a", 3)]), Self.inference([("a", 4), ("b", 10)]), Self.inference([("a", 9), ("b", 20)]),
        ])
        #expect(times.passes == 3)
        #expect(times.rows.map(\.median) == [5, 20])
        #expect(times.rows.map(\.least) == [4, 10])
    }

    @Test("of one inference are its own, and of none there are none")
    func few() {
        #expect(LayerTimes([Self.inference([("a", 7)])]).rows.map(\.median) == [7])
        #expect(LayerTimes([]).csv == "name,kind,kernel,median_us,least_us,passes\n")
    }

    @Test("are a table whose names may have commas and quotes")
    func table() {
        let times = LayerTimes([Self.inference([("a, \"b\"", 7)])])
        #expect(
            times.csv == """
                name,kind,kernel,median_us,least_us,passes
                "a, ""b""\",Convolution,jit_f32,7,7,1

                """)
    }
}

@Suite("Outputs beside fp32's")
struct OutputComparisonTests {
    @Test("greatest difference, relative to fp32's spread, and agreement of the highest class")
    func compare() throws {
        let reference = [Output(shape: [2, 3], values: [0, 1, 4, 2, 1, 0])]
        let variant = [Output(shape: [2, 3], values: [0, 1, 3.5, 1, 1.5, 0])]
        let comparison = try #require(OutputComparison(variant: variant, reference: reference))
        #expect(comparison.greatestDifference == 1)
        #expect(comparison.relativeDifference == 0.25)
        #expect(comparison.top1Agreement == 0.5)
    }

    @Test("has no classes for outputs that are not rows, and nothing for none")
    func other() throws {
        let map = [Output(shape: [1, 2, 2], values: [1, 2, 3, 4])]
        #expect(try #require(OutputComparison(variant: map, reference: map)).top1Agreement == nil)
        #expect(OutputComparison(variant: [], reference: []) == nil)
        #expect(OutputComparison(variant: map, reference: []) == nil)
    }

    @Test("NaN is an infinite difference, not none")
    func nan() throws {
        let one = [Output(shape: [1, 2], values: [.nan, 0])]
        let other = [Output(shape: [1, 2], values: [1, 0])]
        #expect(try #require(OutputComparison(variant: one, reference: other)).greatestDifference == .infinity)
    }
}
