import Foundation
import Postgres

/// Every statement of the store by the stem of its file, read once from the installation.
struct StatementLibrary: Sendable {
    private let statements: [StatementName: Statement]

    /// Where the files are installed.
    static var folder: URL? { Bundle.module.resourceURL?.appending(path: "Statements") }

    /// Reads the files.
    ///
    /// - Throws: ``StoreError/installation(_:)`` when one is missing.
    init() throws(StoreError) {
        var statements: [StatementName: Statement] = [:]
        for name in StatementName.allCases {
            guard
                let url = Bundle.module.url(
                    forResource: name.rawValue, withExtension: "sql", subdirectory: "Statements")
            else { throw .installation("the statement \(name.rawValue).sql is missing") }
            do {
                statements[name] = Statement(name.rawValue, sql: try String(contentsOf: url, encoding: .utf8))
            } catch {
                throw .installation("\(url.path) cannot be read: \(error)")
            }
        }
        self.statements = statements
    }

    subscript(_ name: StatementName) -> Statement {
        guard let statement = statements[name] else {
            preconditionFailure("the initialiser reads every case, also \(name.rawValue)")
        }
        return statement
    }
}

/// The stems of the files under `Statements`; a test holds the two together and prepares each against a real schema.
enum StatementName: String, CaseIterable {
    case requestRemember = "request_remember"
    case requestRecall = "request_recall"
    case requestSettle = "request_settle"
    case requestsForget = "requests_forget"
    case experimentAdd = "experiment_add"
    case experimentNamed = "experiment_named"
    case requirementClassesAdd = "requirement_classes_add"
    case requirementClassesNumbered = "requirement_classes_numbered"
    case requirementClassesAfter = "requirement_classes_after"
    case sweepAdd = "sweep_add"
    case enqueue
    case workAnnounce = "work_announce"
    case claim
    case extend
    case record
    case finish
    case fail
    case endCancelled = "end_cancelled"
    case release
    case settlement
    case cancel
    case sweepLiveJobs = "sweep_live_jobs"
    case pause
    case resume
    case retry
    case queuePause = "queue_pause"
    case queueState = "queue_state"
    case workerPause = "worker_pause"
    case searchAdd = "search_add"
    case searchesOpen = "searches_open"
    case searchOfJob = "search_of_job"
    case searchLock = "search_lock"
    case searchOne = "search_one"
    case searchReports = "search_reports"
    case searchDecisions = "search_decisions"
    case searchUsage = "search_usage"
    case searchDecide = "search_decide"
    case searchExhaust = "search_exhaust"
    case searchClose = "search_close"
    case reap
    case promote
    case grace
    case unblock
    case devicePut = "device_put"
    case devicesAll = "devices_all"
    case deviceRemove = "device_remove"
    case evidence
    case budgetAdd = "budget_add"
    case budgetsAll = "budgets_all"
    case budgetLimit = "budget_limit"
    case budgetClose = "budget_close"
    case jobBudgets = "job_budgets"
    case workerRate = "worker_rate"
    case attemptMeans = "attempt_means"
    case billsPage = "bills_page"
    case runsByNumber = "runs_by_number"
    case runsByNameAscending = "runs_by_name_ascending"
    case runsByNameDescending = "runs_by_name_descending"
    case runOne = "run_one"
    case runRecord = "run_record"
    case runSamples = "run_samples"
    case runSeriesHeads = "run_series_heads"
    case metricHeads = "metric_heads"
    case metricByStep = "metric_by_step"
    case metricByTime = "metric_by_time"
    case artifactsOfRun = "artifacts_of_run"
    case lineageOfRun = "lineage_of_run"
    case jobOne = "job_one"
    case jobsPage = "jobs_page"
    case jobRequirements = "job_requirements"
    case jobAttempts = "job_attempts"
    case jobLogAfter = "job_log_after"
    case sweepsPage = "sweeps_page"
    case experimentsPage = "experiments_page"
    case workerRegister = "worker_register"
    case workersAll = "workers_all"
    case tokenAdd = "token_add"
    case tokenOfSecret = "token_of_secret"
    case tokensAll = "tokens_all"
    case tokenRevoke = "token_revoke"
    case fileAdd = "file_add"
    case fileLock = "file_lock"
    case fileChunkAdd = "file_chunk_add"
    case fileOne = "file_one"
    case fileChunkOne = "file_chunk_one"
    case filesForget = "files_forget"
    case instanceTypesPut = "instance_types_put"
    case instanceTypesAll = "instance_types_all"
    case priceSourcesAdd = "price_sources_add"
    case priceQuotesAdd = "price_quotes_add"
    case pricesInForce = "prices_in_force"
    case priceHistory = "price_history"
    case priceFeedSucceeded = "price_feed_succeeded"
    case priceFeedFailed = "price_feed_failed"
    case priceFeedsAll = "price_feeds_all"
    case trainingEvidence = "training_evidence"
    case attemptDurations = "attempt_durations"
    case admission
    case budgetsCrossed = "budgets_crossed"
    case spotIntervals = "spot_intervals"
    case reconciled
    case estimatePrices = "estimate_prices"
    case ping

    /// Whether each execution is planned with its own values. A plan for any values takes a series for some hundred rows and reads a million
    /// of them in one process; and it has to be ready for every filter of a listing, whichever are used.
    ///
    /// All others are planned once a session (``PostgresLedger/sessionSettings``): planning a claim takes five times as long as carrying it out.
    var isPlannedAnew: Bool {
        switch self {
        case .metricByStep, .metricByTime, .runsByNumber, .runsByNameAscending, .runsByNameDescending, .jobsPage,
            .sweepsPage,
            .experimentsPage, .billsPage, .priceHistory, .pricesInForce, .estimatePrices, .reconciled, .evidence,
            .trainingEvidence,
            .attemptDurations, .spotIntervals:
            true
        default: false
        }
    }
}
