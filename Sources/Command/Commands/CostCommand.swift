import ArgumentParser
import Client
import Vocabulary
import Wire

/// `cost`.
struct CostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost", abstract: "Compares what some work costs on own devices and rented machines.",
        discussion: """
            Every amount is an interval: one in ten outcomes is below the first, one in ten above the last figure. The level is the weakest \
            evidence: measured, calibrated, transferred, datasheet or assumed.

            Example: shoestring cost --models resnet18 --batch 1,8 --images 1000000 --purchases spot
            """)

    @OptionGroup var question: CostQuestionOptions

    @Option(help: "The order: cost, cost_p90, time or latency.")
    var order = "cost"

    @Option(help: "How many rows at most, 1 to 1000.")
    var limit = 20

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a whole number from 1 to 1000") }
        guard ["cost", "cost_p90", "time", "latency"].contains(order) else {
            throw ValidationError("--order is cost, cost_p90, time or latency")
        }
    }

    func run() async throws {
        try await reporting {
            var members = question.members
            members["order"] = .string(order)
            members["limit"] = .integer(Int64(limit))
            let answer = try await server.client().compareCosts(.object(members))
            if output.format == .json {
                Terminal.write(try JSONText.of(answer))
                return
            }
            Terminal.write(try Listings.costs(answer.items, question.basis).text(output.format, width: Terminal.width))
            Terminal.note("\(answer.items.count) of \(answer.total) ways; \(answer.formulaVersion)")
            for refused in answer.refused.prefix(5) {
                Terminal.note("no estimate for \(refused.configuration) on \(refused.host): \(refused.reason)")
            }
            if answer.refusedTotal > 5 {
                Terminal.note("…and for \(answer.refusedTotal - 5) more: --format json has them")
            }
        }
    }
}

/// `plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Finds the cheapest ways to do some work within limits.",
        discussion: """
            With a deadline each way has its probability to be on time, and spot machines are tried with on-demand ones as a safety net. When \
            nothing fits, it says which limit is in the way and by how much; the exit code is then 3.

            Example: shoestring plan --models resnet18,mobilenet_v2 --images 10000000 --deadline-hours 12 --budget 2
            """)

    @OptionGroup var question: CostQuestionOptions

    @Option(help: "Done within so many hours.")
    var deadlineHours: Double?

    @Option(help: "How probable that must be, 0.5 to 1.")
    var onTime: Double?

    @Option(help: "One request takes at most so many ms, at 90 %.")
    var latencyMs: Double?

    @Option(help: "The network takes at most so many MiB.")
    var memoryMib: Double?

    @Option(help: "Published top-1 accuracy of at least so many percent.")
    var top1: Double?

    @Option(help: "At most so many US dollars, at 90 %.")
    var budget: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            var limits: [String: JSONValue] = ["basis": .string(question.basis.rawValue)]
            limits["deadline_hours"] = deadlineHours.map { .number($0) }
            limits["on_time_probability"] = onTime.map { .number($0) }
            limits["latency_ms"] = latencyMs.map { .number($0) }
            limits["memory_mib"] = memoryMib.map { .number($0) }
            limits["top1_percent"] = top1.map { .number($0) }
            limits["budget_usd"] = budget.map { .string($0) }
            var members = question.members
            members["limits"] = .object(limits)
            members["simulate"] = 0
            let answer = try await server.client().plan(.object(members))
            if output.format == .json {
                Terminal.write(try JSONText.of(answer))
            } else {
                let rows = answer.ways.isEmpty ? answer.bindings.map(\.way) : Array(answer.ways.prefix(20))
                Terminal.write(try Listings.costs(rows, question.basis).text(output.format, width: Terminal.width))
                explain(answer)
            }
            if answer.ways.isEmpty { throw CommandFailure.nothingFits }
        }
    }

    private func explain(_ answer: PlanAnswer) {
        guard answer.ways.isEmpty else {
            Terminal.note(
                "\(answer.ways.count) ways fit; \(answer.front.count) of them are on the front of cost and time")
            return
        }
        for binding in answer.bindings {
            Terminal.note("\(binding.limit) is in the way: \(binding.needed) would do, on \(binding.way.host)")
        }
        if let nearest = answer.nearest {
            Terminal.note("no single limit would do; \(nearest.model) on \(nearest.host) misses least")
        }
    }
}
