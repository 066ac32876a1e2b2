import Testing
import Vocabulary
import Wire

@Suite("A sweep's grid")
struct SweepGridTests {
    private static func trainings(_ grid: [String: JSONValue]) throws -> [TrainConfiguration] {
        let plain: [String: JSONValue] = ["kind": "train", "model": "shoestring_cnn"]
        let body = try SubmitSweepBody(json: ["grid": .object(plain.merging(grid) { $1 })])
        return body.configurations.compactMap { if case .train(let train) = $0 { train } else { nil } }
    }

    @Test("takes a list for a field whose value is a list as one value")
    func oneList() throws {
        let trainings = try Self.trainings(["classes": [0, 1, 2], "epochs": [1, 2]])
        #expect(trainings.map(\.epochs) == [1, 2])
        #expect(trainings.map(\.images.classes) == [[0, 1, 2], [0, 1, 2]])
    }

    @Test("takes a list of lists for such a field as several values; null is the default")
    func severalLists() throws {
        let trainings = try Self.trainings(["classes": [[0, 1], [2, 3, 4], nil]])
        #expect(trainings.map(\.images.classes) == [[0, 1], [2, 3, 4], nil])
        let normalised = try Self.trainings([
            "mean": [.number(0.5)], "deviation": [[.number(0.25)], [.number(0.5)]],
        ])
        #expect(normalised.map(\.images.deviation) == [[0.25], [0.5]])
    }

    @Test("knows the kind: classes of a compression are a number, and several of them are a list")
    func byKind() throws {
        let body = try SubmitSweepBody(json: [
            "grid": [
                "kind": "compress", "model": "resnet18", "method": "int8_static", "classes": [10, 100],
                "input": [3, 64, 64],
            ]
        ])
        let options = body.configurations.compactMap { if case .compress(let it) = $0 { it.options } else { nil } }
        #expect(options.map(\.classes) == [10, 100])
        #expect(options.map(\.input) == [[3, 64, 64], [3, 64, 64]])
    }

    @Test("still refuses a mixture of lists and numbers, naming the field")
    func mixture() throws {
        let error = #expect(throws: InvalidInput.self) { try Self.trainings(["classes": [[0, 1], 2]]) }
        #expect(error?.fields.map(\.field) == ["grid.classes"])
    }
}
