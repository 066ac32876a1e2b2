import ArgumentParser
import Client
import Vocabulary
import Wire

/// `budget`.
struct BudgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget", abstract: "Opens, lists, changes and closes budgets, which the queue keeps.",
        discussion: "Example: shoestring budget open --month --limit 5",
        subcommands: [
            BudgetListCommand.self, BudgetOpenCommand.self, BudgetLimitCommand.self, BudgetCloseCommand.self,
        ], defaultSubcommand: BudgetListCommand.self)
}

/// `budget list`.
struct BudgetListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the open budgets with what is spent, reserved and left.",
        discussion: "Example: shoestring budget list --format csv")

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let rows = try await server.client().budgets().items
            Terminal.write(try Listings.budgets(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `budget open`.
struct BudgetOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens a budget: claims never promise more than its limit.",
        discussion: """
            Exactly one of --job, --sweep, --experiment and --month says what it is for. Jobs that a budget cannot pay wait; a running one \
            that outruns it is stopped with its checkpoint and waits.

            Example: shoestring budget open --sweep 3 --limit 2.50 --basis full
            """)

    @Option(help: "For this job.")
    var job: Int64?

    @Option(help: "For this sweep.")
    var sweep: Int64?

    @Option(help: "For this experiment, by number.")
    var experiment: Int64?

    @Flag(help: "For everything that ends in a calendar month (UTC), every month anew.")
    var month = false

    @Option(help: "The most that may be spent, in US dollars.")
    var limit: String

    @Option(help: "What counts: marginal (what the work adds) or full.")
    var basis = CostBasis.marginal

    @Option(help: "A name for people.")
    var name: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        let scopes = [job != nil, sweep != nil, experiment != nil, month].filter { $0 }.count
        guard scopes == 1 else { throw ValidationError("give exactly one of --job, --sweep, --experiment and --month") }
        _ = try Self.money(limit)
    }

    func run() async throws {
        try await reporting {
            let scope: BudgetScope =
                if let job { .job(JobID(job)) } else if let sweep { .sweep(SweepID(sweep)) } else if let experiment {
                    .experiment(ExperimentID(experiment))
                } else { .month }
            let wanted = NewBudget(
                name: name ?? (month ? "every month" : "\(scope.word) \(scope.subject)"), scope: scope, basis: basis,
                limit: try Self.money(limit))
            let budget = try await server.client().open(wanted)
            Terminal.write(try Listings.budgets([budget]).text(output.format, width: Terminal.width))
        }
    }

    static func money(_ text: String) throws -> Money {
        guard let money = Money(text), money > .zero else {
            throw ValidationError("--limit is \(Money.expectation), above 0")
        }
        return money
    }
}

/// `budget limit ID USD`.
struct BudgetLimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Changes a budget's limit; jobs that it can pay again go on.",
        discussion: "Example: shoestring budget limit 2 7.50")

    @Argument(help: "The budget's number; shoestring budget list shows it.")
    var id: Int64

    @Argument(help: "The new limit, in US dollars.")
    var limit: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws { _ = try BudgetOpenCommand.money(limit) }

    func run() async throws {
        try await reporting {
            let budget = try await server.client().setLimit(try BudgetOpenCommand.money(limit), of: BudgetID(id))
            Terminal.write(try Listings.budgets([budget]).text(output.format, width: Terminal.width))
        }
    }
}

/// `budget close ID`.
struct BudgetCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes a budget: nothing counts against it any more.",
        discussion: "Example: shoestring budget close 2")

    @Argument(help: "The budget's number; shoestring budget list shows it.")
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reporting {
            try await server.client().close(BudgetID(id))
            Terminal.note("budget \(id) is closed")
        }
    }
}

/// `bills [RUN]`.
struct BillsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bills", abstract: "Lists what attempts cost, newest first.",
        discussion: """
            An attempt on a machine whose price is not known has no bill.

            Example: shoestring bills --limit 20
            """)

    @Argument(help: "The run, 32 hexadecimal digits; without it all.")
    var id: String?

    @Option(help: "How many at most, 1 to 1000.")
    var limit = 100

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a whole number from 1 to 1000") }
        if let id, RunID(id) == nil { throw ValidationError("a run is 32 hexadecimal digits, not '\(id)'") }
    }

    func run() async throws {
        try await reporting {
            let rows = try await server.client().bills(run: id.flatMap { RunID($0) }, limit: limit).items
            Terminal.write(try Listings.bills(rows).text(output.format, width: Terminal.width))
        }
    }
}
