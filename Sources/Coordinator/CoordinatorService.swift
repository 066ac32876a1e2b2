import Foundation
public import Hummingbird
public import Logging
public import Pricing
import Vocabulary
import Wire
public import Workflow

/// Where the coordinator listens and what it serves.
public struct CoordinatorConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// Who may do what.
    public var access: AccessPolicy
    /// The folder of the page's files.
    public var pageFolder: String?
    /// The folder of third-party scripts, served under `/vendor/`.
    public var vendorFolder: String?
    /// How long an attempt may be silent.
    public var lease: LeasePolicy
    /// When failed attempts are repeated.
    public var retry: RetryPolicy

    /// A coordinator on loopback with the usual policies.
    public init(host: String = "127.0.0.1", port: Int = 8080, access: AccessPolicy = .loopback) {
        self.host = host
        self.port = port
        self.access = access
        lease = .standard
        retry = RetryPolicy()
    }
}

/// The coordinator: routes that decode, call one verb and encode.
public struct CoordinatorService: Sendable {
    private let configuration: CoordinatorConfiguration
    private let ledger: any Ledger
    private let catalogue: ModelCatalogue
    private let feeds: [any PriceFeed]
    private let wakeups: Wakeups
    private let logger: Logger

    /// Composes the verbs over a ledger; `feeds` are the sources that prices can be refreshed from.
    public init(
        configuration: CoordinatorConfiguration, ledger: any Ledger, catalogue: ModelCatalogue,
        feeds: [any PriceFeed] = [], wakeups: Wakeups, logger: Logger
    ) {
        self.configuration = configuration
        self.ledger = ledger
        self.catalogue = catalogue
        self.feeds = feeds
        self.wakeups = wakeups
        self.logger = logger
    }

    /// The HTTP server; `onRunning` is told the port that it really listens on.
    ///
    /// - Throws: when the API's description cannot be read from the installation.
    public func application(
        onRunning: @escaping @Sendable (Int) async -> Void
    ) throws -> some ApplicationProtocol {
        Application(
            router: try router(),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: "shoestringd",
                backlog: 1024),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// The loop that takes back what lost workers held.
    public func upkeep() -> Upkeep {
        Upkeep(
            reap: Reap(ledger: ledger, wakeups: wakeups, lease: configuration.lease),
            budgets: KeepBudgets(ledger: ledger, wakeups: wakeups), searches: JudgeSearches(ledger: ledger),
            devices: KeepDevices(
                ledger: ledger, snapshots: CostSnapshots(ledger: ledger, catalogue: catalogue)), logger: logger)
    }

    /// What ends long polls at shutdown; it must be told to shut down before the HTTP server.
    public func longPolls() -> LongPolls { LongPolls(wakeups: wakeups) }

    func router() throws -> Router<CoordinatorContext> {
        let router = Router(context: CoordinatorContext.self)
        let known = KnownTokens(ledger: ledger)
        router.add(middleware: CompressedAnswers())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorBodies())
        router.add(middleware: Guard(policy: configuration.access, tokens: known))
        addPage(to: router)
        try addRoutes(to: router, known: known)
        return router
    }

    private func addPage(to router: Router<CoordinatorContext>) {
        router.add(middleware: WholeFiles())
        let revalidate = CacheControl([(MediaType(type: .any), [.noCache])])
        if let folder = configuration.pageFolder {
            router.add(
                middleware: FileMiddleware(folder, cacheControl: revalidate, searchForIndexHtml: true, logger: logger))
        }
        if let folder = configuration.vendorFolder {
            router.add(
                middleware: FileMiddleware(
                    folder, urlBasePath: "/vendor", cacheControl: revalidate, logger: logger))
        }
    }

    private func addRoutes(to router: Router<CoordinatorContext>, known: KnownTokens) throws {
        let base = RouterPath(Route.base)
        let open = router.group(base)
        let reading = router.group(base).add(middleware: Require(roles: [.read]))
        let fetching = router.group(base).add(middleware: Require(roles: [.read, .worker]))
        let submitting = router.group(base).add(middleware: Require(roles: [.submit]))
        let storing = router.group(base).add(middleware: Require(roles: [.submit, .worker]))
        let working = router.group(base).add(middleware: Require(roles: [.worker]))
        let administering = router.group(base).add(middleware: Require(roles: [.admin]))
        let submit = Submit(
            ledger: ledger, catalogue: catalogue, forecasts: AttemptForecasts(ledger: ledger), wakeups: wakeups)
        let forewarn = Forewarn(ledger: ledger, catalogue: catalogue)
        let cancel = Cancel(ledger: ledger)
        let about = AboutRoutes(ledger: ledger, catalogue: catalogue, openAPI: try OpenAPI.document())

        router.get(RouterPath(Route.health), use: about.health)
        about.add(public: open, reading: reading)
        JobRoutes(
            ledger: ledger, submit: submit, forewarn: forewarn, cancel: cancel, explain: Explain(ledger: ledger)
        ).add(reading: reading, submitting: submitting)
        SweepRoutes(ledger: ledger, submit: submit, forewarn: forewarn, cancel: cancel)
            .add(reading: reading, submitting: submitting)
        PauseRoutes(
            ledger: ledger, pause: Pause(ledger: ledger, wakeups: wakeups),
            retry: Retry(ledger: ledger, wakeups: wakeups)
        ).add(reading: reading, submitting: submitting, administering: administering)
        RunRoutes(ledger: ledger).add(reading: reading)
        SeriesRoutes(read: ReadSeries(ledger: ledger)).add(reading: reading)
        let snapshots = CostSnapshots(ledger: ledger, catalogue: catalogue)
        let devices = KeepDevices(ledger: ledger, snapshots: snapshots)
        CostRoutes(costs: AskCosts(snapshots: snapshots, catalogue: catalogue), devices: devices)
            .add(reading: reading, submitting: submitting)
        BudgetRoutes(budgets: KeepBudgets(ledger: ledger, wakeups: wakeups))
            .add(reading: reading, submitting: submitting)
        ReconciliationRoutes(reconcile: Reconcile(ledger: ledger, snapshots: snapshots)).add(reading: reading)
        FileRoutes(ledger: ledger).add(fetching: fetching, storing: storing)
        ArtifactRoutes(ledger: ledger).add(reading: reading)
        TokenRoutes(ledger: ledger, known: known).add(administering: administering)
        PriceRoutes(ledger: ledger, refresh: RefreshPrices(ledger: ledger, feeds: feeds))
            .add(reading: reading, administering: administering)
        WorkerRoutes(
            ledger: ledger,
            claim: Claim(
                ledger: ledger, classes: RequirementClasses(ledger: ledger), wakeups: wakeups,
                lease: configuration.lease),
            heartbeat: Heartbeat(ledger: ledger, lease: configuration.lease),
            record: Record(ledger: ledger, searches: JudgeSearches(ledger: ledger)),
            finish: Finish(ledger: ledger, retry: configuration.retry, wakeups: wakeups), devices: devices
        ).add(reading: reading, working: working)
    }
}
