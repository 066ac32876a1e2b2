import ArgumentParser
import Vocabulary
import Wire

/// How a job or a sweep is queued.
struct QueueOptions: ParsableArguments {
    @Option(help: "A name; by default the configuration's title.")
    var name: String?

    @Option(help: "The experiment to put it in; made when there is none.")
    var experiment: String?

    @Option(help: "-100 (last) to 100 (first); one level is worth a minute of waiting.")
    var priority = 0

    @Option(help: "A label that the worker must carry; may be repeated.")
    var label: [String] = []

    @Option(help: "A tag of the run, as key=value; may be repeated.")
    var tag: [String] = []

    @Option(help: "The most memory that an attempt may take, in MiB.")
    var memoryMib: Int?

    @Option(help: "The longest that an attempt may take, in seconds.")
    var timeLimit = SubmitOptions.defaultTimeLimitSeconds

    @Option(help: "How many attempts may fail before the job does.")
    var maxFailures = SubmitOptions.defaultMaximumFailures

    @Flag(help: "Wait for a worker that has the precision, instead of being refused where there is none.")
    var waitForPrecision = false

    @Option(help: "The most that the job or the whole sweep may cost, in US dollars: opens a budget of its own.")
    var budget: String?

    @Option(help: "What that budget counts: marginal (what the work adds) or full.")
    var budgetBasis = CostBasis.marginal

    @Option(help: "A key of 1 to 200 characters: the same command with the same key submits once.")
    var repeatKey: String?

    func validate() throws {
        for text in tag where !text.contains("=") { throw ValidationError("--tag is key=value, not '\(text)'") }
        if let budget, Money(budget).map({ $0 > .zero }) != true {
            throw ValidationError("--budget is \(Money.expectation), above 0")
        }
        if let repeatKey, !(1...200).contains(repeatKey.count) {
            throw ValidationError("--repeat-key has 1 to 200 characters")
        }
    }

    /// Read strictly, as the coordinator will; out-of-range values are complaints about their fields.
    var options: SubmitOptions {
        var tags: [String: String] = [:]
        for text in tag {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            tags[String(parts[0])] = String(parts[1])
        }
        return SubmitOptions(
            name: name, experiment: experiment, priority: priority, labels: label, tags: tags, memoryMiB: memoryMib,
            timeLimitSeconds: timeLimit, maximumFailures: maxFailures, waitsForPrecision: waitForPrecision,
            budget: budget.flatMap { Money($0) }, budgetBasis: budgetBasis)
    }
}

/// A list in one argument, as `1,8,32`.
struct CommaList<Element: LosslessStringConvertible & Sendable>: ExpressibleByArgument, Sendable {
    let values: [Element]

    /// Reads `a,b,c`; `nil` when a part is none or there is nothing.
    init?(argument: String) {
        var values: [Element] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard !part.isEmpty, let value = Element(String(part)) else { return nil }
            values.append(value)
        }
        self.values = values
    }
}
