import Testing
import Vocabulary

@Suite("A search's plan")
struct SearchPlanTests {
    private static let space: JSONValue = [
        "learning_rate": ["log_uniform": [.number(0.001), .number(0.3)]],
        "momentum": ["uniform": [.number(0.5), .number(0.99)]], "batch": ["choice": [32, 64, 128]],
        "warmup_epochs": ["int": [0, 10]],
    ]

    private static func plan(_ more: [String: JSONValue] = [:]) throws -> SearchPlan {
        let plain: [String: JSONValue] = ["space": space, "samples": 9]
        return try SearchPlan(json: .object(plain.merging(more) { $1 }), epochs: 27, validationShare: 0.1)
    }

    // Drawn by the same formula in another language (SplitMix64's finaliser, FNV-1a, six significant digits).
    @Test("draws the same samples for the same seed, whatever else is drawn")
    func reproducible() throws {
        let plan = try Self.plan()
        let drawn = (0..<4).map { plan.values(of: $0) }
        let rates = [0.00413511, 0.0227455, 0.00825919, 0.046842]
        #expect(drawn.map { $0["learning_rate"] } == rates.map { .number($0) })
        let momenta = [0.503637, 0.927453, 0.708749, 0.580653]
        #expect(drawn.map { $0["momentum"] } == momenta.map { .number($0) })
        #expect(drawn.map { $0["batch"] } == [64, 128, 32, 64])
        #expect(drawn.map { $0["warmup_epochs"] } == [1, 1, 1, 6])
        let alone = try Self.plan(["space": ["momentum": ["uniform": [.number(0.5), .number(0.99)]]], "samples": 100])
        #expect(alone.values(of: 3) == ["momentum": .number(0.580653)])
        #expect(try Self.plan(["seed": 2]).values(of: 0) != plan.values(of: 0))
    }

    @Test("stays within its ranges and reaches both ends", arguments: [1, 2, 3])
    func ranges(seed: UInt64) {
        let plan = SearchPlan(
            space: [
                "a": .uniform(-2, 3), "b": .logUniform(1e-6, 1e3), "c": .integer(-1, 1), "d": .choice(["x", "y"]),
            ], samples: 1000, seed: seed)
        var seen: [String: Set<JSONValue>] = [:]
        var (logs, count) = (0, 0)
        for sample in 0..<1000 {
            for (name, value) in plan.values(of: sample) {
                seen[name, default: []].insert(value)
                guard case .number(let number) = value else { continue }
                #expect(name == "a" ? (-2...3).contains(number) : (1e-6...1e3).contains(number))
                if name == "b" { (logs, count) = (logs + (number < 0.0316228 ? 1 : 0), count + 1) }
            }
        }
        #expect(seen["c"] == [-1, 0, 1])
        #expect(seen["d"] == ["x", "y"])
        // Half of the logarithms lie below the middle: 500 of 1000, standard deviation 15.8.
        #expect(count == 1000)
        #expect((430...570).contains(logs))
    }

    @Test("judges at r, rη, rη² below the last epoch")
    func rungs() throws {
        #expect(try Self.plan().halving?.rungs == [1, 3, 9])
        #expect(try Self.plan(["min_epochs": 2, "reduction_factor": 4]).halving?.rungs == [2, 8])
        #expect(try Self.plan(["method": "random"]).halving == nil)
        let written = try Self.plan(["max_hours": 2, "metric": "train_accuracy"])
        #expect(try SearchPlan(stored: written.stored) == written)
        #expect(written.maximumSeconds == 7200)
    }

    private static let wrong: [(more: [String: JSONValue], field: String)] = [
        (["space": [:]], "space"), (["space": ["depth": ["int": [1, 2]]]], "space.depth"),
        (["space": ["epochs": ["int": [1, 2]]]], "space.epochs"),
        (["space": ["momentum": ["uniform": [1, 0]]]], "space.momentum.uniform"),
        (["space": ["momentum": ["uniform": [1]]]], "space.momentum.uniform"),
        (["space": ["momentum": ["log_uniform": [0, 1]]]], "space.momentum.log_uniform"),
        (["space": ["batch": ["int": [1, .number(2.5)]]]], "space.batch.int"),
        (["space": ["batch": ["choice": []]]], "space.batch.choice"),
        (["space": ["batch": ["choice": [8, 8]]]], "space.batch.choice"),
        (["space": ["batch": ["gauss": [0, 1]]]], "space.batch"), (["space": ["batch": 8]], "space.batch"),
        (["samples": 0], "samples"), (["samples": 1001], "samples"), (["seed": -1], "seed"),
        (["metric": "test_accuracy"], "metric"), (["method": "grid"], "method"), (["min_epochs": 27], "min_epochs"),
        (["reduction_factor": 1], "reduction_factor"), (["max_hours": 0], "max_hours"),
        (["method": "random", "min_epochs": 1], "min_epochs"), (["depth": 1], "depth"),
    ]

    @Test("is refused with the field that is wrong", arguments: wrong)
    func refused(more: [String: JSONValue], field: String) throws {
        let error = try #require(throws: InvalidInput.self) { try Self.plan(more) }
        #expect(error.fields.map(\.field) == [field])
    }

    @Test("compares by validation images only where there are some")
    func validation() throws {
        let json: JSONValue = ["space": Self.space, "samples": 2]
        let error = try #require(throws: InvalidInput.self) {
            try SearchPlan(json: json, epochs: 3, validationShare: 0)
        }
        #expect(error.fields.map(\.field) == ["metric"])
    }

    @Test("says why a run stopped, with its place and what was needed")
    func reason() {
        let decision = SearchDecision(
            job: JobID(1), epoch: 3, step: 90, value: 0.79, position: 9, rank: 7, cut: 0.83124, continues: false)
        #expect(decision.reason == "stopped early by search: rank 7 of 9 at epoch 3, cut 0.8312, reached 0.7900")
        let negative = SearchDecision(
            job: JobID(1), epoch: 1, step: 1, value: .nan, position: 3, rank: 3, cut: -0.00004, continues: false)
        #expect(negative.reason == "stopped early by search: rank 3 of 3 at epoch 1, cut 0.0000, reached nan")
    }
}
