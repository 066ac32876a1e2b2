import Foundation
import ModelGraph
import ModelZoo
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner
@testable import TorchRunner

@Suite("What a network sees in place of images")
struct FeatureTests {
    private func trained(_ place: Workplace) throws -> (digest: String, path: String) {
        _ = try place.result(place.request(try place.configuration()))
        let kept = place.url.appending(path: "weights.safetensors").path
        try FileManager.default.moveItem(
            atPath: place.scratch.appending(path: "model.safetensors").path, toPath: kept)
        return (String(repeating: "a", count: 64), kept)
    }

    @Test(
        "cached features of a frozen trunk give the same weights as running it in every epoch",
        arguments: [[:], ["resize": 12, "crop": 8]] as [[String: JSONValue]])
    func cached(cut: [String: JSONValue]) throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        var plain = cut
        plain.merge([
            "recipe": "transfer_frozen", "weights": .string(digest), "pad": 0, "flip": false, "epochs": 5,
        ]) { $1 }
        let slow = try place.result(place.request(try place.configuration(plain), files: [digest: path]))
        let weights = try place.weights()
        let quick = try place.result(
            place.request(
                try place.configuration(plain.merging(["cache_features": true]) { $1 }), files: [digest: path]))
        #expect(try place.weights() == weights)
        #expect(quick.value("test_loss") == slow.value("test_loss"))
        #expect(quick.value("trainable_parameters") == slow.value("trainable_parameters"))
        #expect(quick.value("parameters") == slow.value("parameters"))
        #expect(quick.value("feature_seconds") ?? 0 > 0)
        #expect(slow.value("feature_seconds") == nil)
    }

    @Test(
        "killed and continued, it ends with the same bits: with cached features, with principal components",
        arguments: [
            ["recipe": "transfer_frozen", "cache_features": true],
            ["model": "mlp", "preprocessing": ["pca": ["components": 4]]],
        ] as [[String: JSONValue]])
    func continued(kind: [String: JSONValue]) throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        var plain: [String: JSONValue] = [
            "pad": 0, "flip": false, "epochs": 6, "validation_share": .number(0.25), "patience": 3,
            "checkpoint_steps": 1, "average_decay": .number(0.5), "optimizer": "adam",
        ]
        plain.merge(kind) { $1 }
        if kind["recipe"] != nil { plain["weights"] = .string(digest) }
        let request = place.request(try place.configuration(plain), files: [digest: path])
        let result = try place.result(request)
        let undisturbed = try place.weights()
        try FileManager.default.removeItem(at: place.scratch.appending(path: "model.safetensors"))
        let checkpoint = try place.killed(request, from: 4)
        let again = try place.result(
            place.request(request.configuration, checkpoint: checkpoint, files: [digest: path]))
        #expect(again.value("updates") == result.value("updates"))
        #expect(again.value("best_epoch") == result.value("best_epoch"))
        #expect(try place.weights() == undisturbed)
    }

    @Test("the share done goes on from what the features were taken for, and leaves room for writing the model")
    func share() {
        let shares = [0, 5, 10, 11].map { TrainingProgress.share(of: $0, total: 10, beginning: FeatureCache.share) }
        #expect(shares.first == FeatureCache.share)
        #expect(shares == shares.sorted())
        #expect(shares.allSatisfy { $0 < TrainingProgress.end + 1e-12 })
    }

    @Test("features are refused beside augmentation")
    func augmented() throws {
        let place = try Workplace()
        let error = #expect(throws: InvalidInput.self) {
            try place.configuration([
                "recipe": "transfer_frozen", "weights": .string(String(repeating: "a", count: 64)),
                "cache_features": true,
            ])
        }
        #expect(error?.fields.map(\.field) == ["cache_features"])
    }

    @Test("the trunk ends before the first random numbers; where no single value is there, the network is refused")
    func border() throws {
        func cache(_ name: String) throws -> (FeatureCache, ModelGraph) {
            let graph = try #require(ModelZoo.architecture(named: name)).graph()
            let head = try #require(graph.nodes.last { !$0.parameters.isEmpty })
            return (try FeatureCache(graph, learning: [head.index]), graph)
        }
        // AlexNet draws for the 9,216 numbers before its first linear layer, MobileNetV2 for the 1,280 before its only one.
        let (alexnet, graph) = try cache("alexnet")
        #expect(graph[alexnet.trunk.output].shape.dimensions == [9216])
        #expect(alexnet.rest.parameters.count == 6)
        let (mobilenet, other) = try cache("mobilenet_v2")
        #expect(other[mobilenet.trunk.output].shape.dimensions == [1280])
        #expect(mobilenet.rest.parameters.map(\.name) == ["classifier.1.weight", "classifier.1.bias"])
        // Stochastic depth: a branch that is dropped and its shortcut both go on.
        #expect(throws: AttemptFailure.self) { try cache("efficientnet_b0") }
    }

    @Test("principal components of four points on two axes are the axes, with variances 8/3 and 2/3")
    func moments() throws {
        let moments = try TorchMoments.make(columns: 2)
        try moments.add([3, 5, -1, 5])
        try moments.add([1, 6, 1, 4])
        let found = try moments.components(1)
        #expect(found.mean == [1, 5])
        #expect(zip(found.directions[0], [1, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(zip(found.variances, [8.0 / 3, 2.0 / 3]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs((found.explained ?? 0) - 0.8) < 1e-12)
    }

    @Test("a small network learns from components; the file computes them itself, from the image")
    func components() throws {
        let place = try Workplace()
        let configuration = try place.configuration([
            "model": "mlp", "preprocessing": ["pca": ["components": 4]], "epochs": 8, "pad": 0, "flip": false,
        ])
        let result = try place.result(place.request(configuration))
        #expect(result.value("test_accuracy") == 1)
        #expect(result.value("pca_components") == 4)
        let explained = try #require(result.value("pca_explained_variance"))
        #expect(explained > 0.5 && explained < 1)
        // 64·4 + 4 of the components, which do not learn, and 4·256 + 256, 256·128 + 128, 128·2 + 2.
        #expect(result.value("parameters") == 34_694)
        #expect(result.value("trainable_parameters") == 34_434)
        let url = place.scratch.appending(path: "model.onnx")
        let (graph, weights) = try ONNXImporter.graph(ofModelAt: url.path)
        #expect(graph.inputShape.dimensions == [1, 8, 8])
        // Directions have the length 1 still.
        let directions = try #require(weights["pca.weight"]).floats()
        for row in 0..<4 {
            let length = directions[(row * 64)..<(row * 64 + 64)].reduce(0) { $0 + $1 * $1 }
            #expect(abs(length - 1) < 1e-5)
        }
        let batch = QuantizationTests.noise(4, shape: [1, 8, 8], seed: 9, classes: 2)
        let network = try TorchNetwork.build(graph, channelsLast: false)
        try network.load(weights)
        let executed = try QuantizationTests.logits(url, batch)
        let eager = try network.predict(batch)
        #expect(zip(eager, executed).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    // 6,548 rows of 128 numbers of 4 bytes are 3.2 MiB, more than half of 4; a step of the network takes 2.
    @Test("features that do not fit into memory are refused before they are computed")
    func manyFeatures() throws {
        let place = try Workplace(testImages: 6500)
        let (digest, path) = try trained(place)
        let configuration = try place.configuration([
            "recipe": "transfer_frozen", "weights": .string(digest), "pad": 0, "flip": false, "cache_features": true,
        ])
        let request = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration,
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: 4,
            usableProcessors: 1, filePaths: [digest: path])
        let failure = try place.failure(request)
        #expect(failure.code == .outOfMemory)
        #expect(failure.message.contains("the features of 6548 images take 3 MiB, more than half of 4 MiB"))
    }

    @Test("a covariance that does not fit into memory is refused before it is made")
    func largeCovariance() throws {
        let place = try Workplace()
        // 48 · 2025² bytes are 187.7 MiB.
        let configuration = try place.configuration([
            "model": "mlp", "preprocessing": ["pca": ["components": 4]], "resize": 46, "crop": 45, "pad": 0,
        ])
        let request = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration,
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: 180,
            usableProcessors: 1)
        let failure = try place.failure(request)
        #expect(failure.code == .outOfMemory)
        #expect(failure.message.contains("the covariance of 2025 values takes 187 MiB and may take 180 MiB"))
    }

    @Test("components are refused where pixels have neighbours, where there are too few, and beside given weights")
    func refusals() throws {
        let place = try Workplace()
        let spatial = try place.failure(
            place.request(try place.configuration(["preprocessing": ["pca": ["components": 4]]])))
        #expect(spatial.code == .unsupported)
        #expect(spatial.message.contains("looks at neighbouring pixels (features.0)"))
        let many = try place.failure(
            place.request(
                try place.configuration(["model": "mlp", "preprocessing": ["pca": ["components": 65]]])))
        #expect(many.message.contains("65 components of images with 64 values"))
        let few = try place.failure(
            place.request(
                try place.configuration(["model": "mlp", "preprocessing": ["pca": ["components": 48]]])))
        #expect(few.message.contains("48 components of 48 training images; at most one fewer than images"))
        let weights = #expect(throws: InvalidInput.self) {
            try place.configuration([
                "model": "mlp", "preprocessing": ["pca": ["components": 4]],
                "weights": .string(String(repeating: "a", count: 64)),
            ])
        }
        #expect(weights?.fields.map(\.field) == ["preprocessing"])
        let none = #expect(throws: InvalidInput.self) {
            try place.configuration(["model": "mlp", "preprocessing": ["pca": ["components": 0]]])
        }
        #expect(none?.fields.map(\.field) == ["preprocessing.pca.components"])
    }
}
