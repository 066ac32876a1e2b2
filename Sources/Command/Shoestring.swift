public import ArgumentParser

/// The command of people and of spare machines.
public struct Shoestring: AsyncParsableCommand {
    /// Its name, its subcommands and an example.
    public static let configuration = CommandConfiguration(
        commandName: "shoestring",
        abstract: "Measures deep-learning models on spare machines and keeps what was measured.",
        discussion: """
            Example: shoestring up                                 starts a coordinator and a worker here
                     shoestring sweep --models resnet18,vgg16 --batch 1,8 --watch
                     shoestring runs --sort metrics.latency_median_ms

            SHOESTRING_URL names the coordinator (http://127.0.0.1:8080 without it), SHOESTRING_TOKEN holds the token where one is \
            needed. Exit codes: 0 done, 1 unexpected, 2 coordinator unreachable, 3 work failed or cancelled, 4 refused, \
            5 not found, 6 not allowed, 64 usage.
            """,
        version: Installation.version,
        subcommands: [
            UpCommand.self,
            WorkerCommand.self,
            SubmitCommand.self,
            SweepCommand.self,
            SearchCommand.self,
            WatchCommand.self,
            RunsCommand.self,
            RunCommand.self,
            JobsCommand.self,
            JobCommand.self,
            CancelCommand.self,
            PauseCommand.self,
            ResumeCommand.self,
            RetryCommand.self,
            SweepsCommand.self,
            ModelsCommand.self,
            WorkersCommand.self,
            CostCommand.self,
            PlanCommand.self,
            DeviceCommand.self,
            BudgetCommand.self,
            BillsCommand.self,
            ReconcileCommand.self,
            TokenCommand.self,
            CompressCommand.self,
            CompressionCommand.self,
            WeightsCommand.self,
            DoctorCommand.self,
            BacktestCommand.self,
            ArtifactsCommand.self,
            PricesCommand.self,
            ValidateCommand.self,
            TrainCommand.self,
            ReportCommand.self,
        ])

    /// Parsed by ArgumentParser.
    public init() {}

    /// Reads the process's arguments, does what they say and ends the process.
    public static func start() async { await main() }
}
