import Foundation
import Testing
import Vocabulary

@Suite("A run configuration")
struct RunConfigurationTests {
    @Test("has defaults for everything but the model")
    func defaults() throws {
        let configuration = try RunConfiguration(json: ["model": "resnet18"])
        #expect(configuration.title == "resnet18 b1 fp32")
        #expect(configuration.kind == .benchmark)
    }

    @Test(
        "names the field and what was expected",
        arguments: [
            (["model": "resnet18", "batch": 0], "batch", "a whole number from 1 to 4096"),
            (["model": "resnet18", "batch": 1_000_000_000], "batch", "a whole number from 1 to 4096"),
            (["model": "resnet18", "batch": "eight"], "batch", "a whole number from 1 to 4096"),
            (["model": "resnet18", "precision": "fp7"], "precision", "one of fp32, fp16, bf16, int8"),
            (["model": "../../etc/passwd"], "model", ModelReference.expectation),
            ([:], "model", ModelReference.expectation),
            (["model": "resnet18", "engine": "a b; rm"], "engine", "a word of letters, digits, _ . - or :"),
            (["model": "resnet18", "input_size": 0], "input_size", "a whole number from 1 to 4096"),
            (["model": "resnet18", "input_size": [224, 224]], "input_size", "a whole number from 1 to 4096"),
            (["model": "resnet18", "classes": 1], "classes", "a whole number from 2 to 1048576"),
            (
                ["model": "run:00000000000000000000000000000001", "classes": 10], "classes",
                "absent: a stored file has its own"
            ),
            ([1, 2], "", "a JSON object"),
        ] as [(JSONValue, String, String)])
    func complaint(json: JSONValue, field: String, expected: String) throws {
        let error = #expect(throws: InvalidInput.self) { try RunConfiguration(json: json) }
        #expect(error?.fields.first?.field == field)
        #expect(error?.fields.first?.expected == expected)
    }

    @Test("shows size and classes in its title only where they are given, and other sizes are other networks")
    func network() throws {
        let own = try RunConfiguration(json: ["model": "mobilenet_v2_x0_5"])
        let other = try RunConfiguration(json: ["model": "mobilenet_v2_x0_5", "input_size": 160, "classes": 10])
        #expect(own.title == "mobilenet_v2_x0_5 b1 fp32")
        #expect(other.title == "mobilenet_v2_x0_5 160px c10 b1 fp32")
        let networks = [own, other].map { if case .benchmark(let benchmark) = $0 { benchmark.network } else { "" } }
        #expect(networks == ["mobilenet_v2_x0_5", "mobilenet_v2_x0_5, input 160, 10 classes"])
    }

    @Test("gathers every complaint at once, unknown fields too")
    func everyComplaint() {
        let json: JSONValue = ["model": "resnet18", "batch": -1, "threads": 0, "colour": "red"]
        let error = #expect(throws: InvalidInput.self) { try RunConfiguration(json: json) }
        #expect(error?.fields.map(\.field) == ["batch", "threads", "colour"])
    }

    @Test(
        "survives JSON and back",
        arguments: [
            #"{"model":"vgg16","batch":8,"precision":"bf16","threads":2,"mode":"throughput","seed":7}"#,
            #"{"model":"mobilenet_v2_x0_5","input_size":160,"classes":10}"#,
            #"{"kind":"selftest","outcome":"crash","seconds":0.5}"#,
        ])
    func roundTrip(text: String) throws {
        let configuration = try RunConfiguration(json: JSONValue(parsing: Data(text.utf8)))
        let data = try JSONEncoder().encode(configuration)
        #expect(try JSONDecoder().decode(RunConfiguration.self, from: data) == configuration)
    }
}

@Suite("Requirements")
struct RequirementsTests {
    let runner = RunnerDescription(
        engine: "openvino", engineVersion: "1", kinds: [.benchmark],
        devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32])])

    @Test("name each thing that a worker lacks")
    func unmet() throws {
        let capability = WorkerCapability(runners: [runner], labels: ["attic"], memoryMiB: 4096)
        let bf16 = try RunConfiguration(json: ["model": "resnet18", "precision": "bf16"])
        #expect(Requirements(of: bf16).unmet(by: capability) == [.precision(.bf16)])
        let far = Requirements(of: bf16, labels: ["cellar", "attic"], memoryMiB: 8192)
        #expect(
            far.unmet(by: capability) == [.precision(.bf16), .label("cellar"), .memory(needed: 8192, offered: 4096)])
        let selftest = try RunConfiguration(json: ["kind": "selftest"])
        #expect(Requirements(of: selftest).unmet(by: capability) == [.kind(.selftest)])
    }

    @Test(
        "an estimated memory is lacked like a stated one, gives way to it, and is absent in classes of earlier versions"
    )
    func estimated() throws {
        let capability = WorkerCapability(runners: [runner], memoryMiB: 512)
        let plain = try RunConfiguration(json: ["model": "vgg16"])
        let estimated = Requirements(of: plain, estimatedMemoryMiB: 1280)
        #expect(estimated.unmet(by: capability) == [.estimatedMemory(needed: 1280, offered: 512)])
        #expect(
            estimated.unmet(by: capability).map(\.description)
                == ["512 MiB of memory for an attempt, about 1280 MiB are needed by estimate"])
        #expect(Requirements(of: plain, memoryMiB: 256, estimatedMemoryMiB: 1280).unmet(by: capability).isEmpty)
        let copy = try JSONDecoder().decode(Requirements.self, from: try JSONEncoder().encode(estimated))
        #expect(copy == estimated)
        let earlier =
            #"{"kind":"benchmark","engine":"openvino","device":"cpu","labels":[],"waits_for_precision":false}"#
        let decoded = try JSONDecoder().decode(Requirements.self, from: Data(earlier.utf8))
        #expect(decoded == Requirements(kind: .benchmark, engine: "openvino", device: "cpu"))
    }

    @Test("are met by the best of several runners with the same engine")
    func bestRunner() throws {
        let newer = RunnerDescription(
            engine: "openvino", engineVersion: "2", kinds: [.benchmark],
            devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32, .bf16])])
        let capability = WorkerCapability(runners: [runner, newer], memoryMiB: 4096)
        let bf16 = try RunConfiguration(json: ["model": "resnet18", "precision": "bf16"])
        #expect(Requirements(of: bf16).unmet(by: capability).isEmpty)
    }
}
