import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@testable import TorchRunner

@Suite("What the torch runner refuses, and how it says so")
struct RefusalTests {
    @Test("a CUDA device that is not there, with the reason")
    func noCUDA() throws {
        let place = try Workplace()
        let failure = try place.failure(place.request(try place.configuration(["device": "cuda:9"])))
        #expect(failure.code == .unsupported)
        #expect(failure.message.contains("there is no cuda:9: "))
        let reasons = ["is built without CUDA", "CUDA finds no device", "CUDA devices"]
        #expect(reasons.contains { failure.message.contains($0) }, "\(failure.message)")
        let nonsense = try place.failure(place.request(try place.configuration(["device": "tpu"])))
        #expect(nonsense.message.contains("'tpu' is neither cpu nor cuda:NUMBER"))
    }

    @Test(
        "any CUDA device where there is none, for trainings and benchmarks, before anything is done, and lists none",
        .enabled(if: TorchLibrary.cudaDevices().count == 0, "this machine has a CUDA device"),
        arguments: ["train", "benchmark"])
    func noCUDAAtAll(kind: String) throws {
        let place = try Workplace()
        let absence = try #require(TorchLibrary.cudaDevices().absence)
        #expect(absence == "CUDA finds no device" || absence.hasSuffix(") is built without CUDA"), "\(absence)")
        var configuration = try RunConfiguration(json: [
            "kind": "benchmark", "model": "shoestring_cnn", "engine": "torch", "device": "cuda:0",
        ])
        if kind == "train" { configuration = try place.configuration(["device": "cuda:0", "data": "nothing"]) }
        let events = try place.events(place.request(configuration))
        #expect(events == [.failure(AttemptFailure(code: .unsupported, message: "there is no cuda:0: \(absence)"))])
        #expect(try TorchRunner().describe().devices.map(\.name) == ["cpu"])
    }

    @Test("data that are not there or damaged, with the file and the place")
    func data() throws {
        let place = try Workplace()
        let missing = try place.failure(place.request(try place.configuration(["data": "nothing"])))
        #expect(missing.message.contains("there is no data set 'nothing'"))
        let file = place.url.appending(path: "data/halves/train-images-idx3-ubyte")
        let whole = try Data(contentsOf: file)
        try whole.dropLast(5).write(to: file)
        let cut = try place.failure(place.request(try place.configuration()))
        #expect(cut.code == .unsupported)
        #expect(cut.message.contains("train-images-idx3-ubyte, byte 3083: 3067 values, the header says 3072"))
    }

    @Test("a loss that is no number, with the step, and the numbers up to there are kept")
    func diverged() throws {
        let place = try Workplace()
        // Each update multiplies the kernels by 1 − 1000 · 10: after ten they leave Float.
        let failure = try place.failure(
            place.request(
                try place.configuration([
                    "learning_rate": 1000, "weight_decay": 10, "schedule": "constant", "epochs": 20,
                ])))
        #expect(failure.message.contains("the loss is "))
        #expect(failure.message.contains("the learning rate is too high"))
    }

    // The steps themselves see sound numbers for longer: normalisation by the batch takes any factor off the kernels.
    @Test("a network whose answers are no numbers, though the loss of every step was one")
    func divergedAtInference() throws {
        let place = try Workplace()
        let failure = try place.failure(
            place.request(
                try place.configuration([
                    "learning_rate": 1000, "weight_decay": 10, "schedule": "constant", "epochs": 2,
                ])))
        #expect(failure.code == .unsupported)
        #expect(failure.message.contains("over the images that it is tested with, after "))
    }

    @Test("a network that does not take such small images")
    func tooSmall() throws {
        let place = try Workplace()
        let failure = try place.failure(place.request(try place.configuration(["model": "alexnet"])))
        #expect(failure.code == .unsupported)
        #expect(failure.message.contains("needs a larger input"))
    }

    @Test("more memory than it may take, before it tries")
    func memory() throws {
        let place = try Workplace()
        let configuration = try place.configuration(["model": "resnet18_small", "batch": 4096])
        let request = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration,
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: 100,
            usableProcessors: 1)
        let failure = try place.failure(request)
        #expect(failure.code == .outOfMemory)
        #expect(failure.message.contains("may take 100 MiB"))
    }

    // 11.2 million parameters of 4 bytes, as many gradients and as much momentum: 128 MiB, beside next to nothing for two images of 8×8.
    @Test("more memory for weights, gradients and the optimizer's state than it may take")
    func memoryForWeights() throws {
        let place = try Workplace()
        let request = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1),
            configuration: try place.configuration(["model": "resnet18_small", "batch": 2]),
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: 100,
            usableProcessors: 1)
        let failure = try place.failure(request)
        #expect(failure.code == .outOfMemory)
        #expect(failure.message.contains("a batch of 2 needs at least 1"))
        #expect(failure.message.contains("may take 100 MiB"))
    }

    @Test("a compression, which is another runner's")
    func kind() throws {
        let place = try Workplace()
        let configuration = try RunConfiguration(json: [
            "kind": "compress", "model": "alexnet", "method": "int8_static",
        ])
        #expect(
            try place.failure(place.request(configuration)).message.contains("trainings and benchmarks, not compress"))
    }
}

@Suite("Transfer and distillation")
struct RecipeTests {
    /// Weights from a training from scratch, kept beside the scratch folder under some digest.
    private func trained(_ place: Workplace) throws -> (digest: String, path: String) {
        _ = try place.result(place.request(try place.configuration()))
        let kept = place.url.appending(path: "weights.safetensors").path
        try FileManager.default.moveItem(
            atPath: place.scratch.appending(path: "model.safetensors").path, toPath: kept)
        return (String(repeating: "a", count: 64), kept)
    }

    @Test("a frozen trunk keeps its weights to the bit, running figures included, and the new last layer learns")
    func frozen() throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        let before = try Data(contentsOf: URL(filePath: path))
        let result = try place.result(
            place.request(
                try place.configuration(["recipe": "transfer_frozen", "weights": .string(digest)]),
                files: [digest: path]))
        // 128 features to 2 classes.
        #expect(result.value("trainable_parameters") == 258)
        let after = try place.weights()
        #expect(after.count == before.count)
        // Sorted by name, fc.bias and fc.weight lie next to each other: no byte outside of their 258 numbers differs.
        let different = zip(before, after).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        #expect(!different.isEmpty)
        #expect((different.max() ?? 0) - (different.min() ?? 0) < 258 * 4)
    }

    @Test("gradual unfreezing lets everything learn in the end")
    func gradual() throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        let result = try place.result(
            place.request(
                try place.configuration([
                    "recipe": "transfer_gradual", "weights": .string(digest), "epochs": 9,
                ]), files: [digest: path]))
        #expect(result.value("trainable_parameters") == 97_650)
        #expect(result.value("test_accuracy") == 1)
    }

    @Test("a student learns from a teacher")
    func distillation() throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        let result = try place.result(
            place.request(
                try place.configuration([
                    "recipe": "distillation", "teacher": "shoestring_cnn", "teacher_weights": .string(digest),
                    "teacher_share": 1, "epochs": 6,
                ]), files: [digest: path]))
        #expect(result.value("test_accuracy") == 1)
    }

    @Test("weights of another network are refused by name")
    func wrongWeights() throws {
        let place = try Workplace()
        let (digest, path) = try trained(place)
        let failure = try place.failure(
            place.request(
                try place.configuration(["model": "resnet18_small", "weights": .string(digest)]),
                files: [digest: path]))
        #expect(failure.message.contains("weights do not fit the network"))
    }
}
