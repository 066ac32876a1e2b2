import Coordinator
import Foundation
import HTTPClient
import Logging
import Migrations
import ModelZoo
import Postgres
import PostgresTesting
import ServiceLifecycle
import Store
import Testing
import Vocabulary
import Workflow

/// A real coordinator over a scratch database, reached over HTTP.
struct RunningCoordinator: Sendable {
    let url: String
    let http: HTTPClient
    let ledger: PostgresLedger
    let client: PostgresClient

    /// Runs `body` against a coordinator that is stopped afterwards.
    static func with(
        access: AccessPolicy = .loopback, _ body: @escaping @Sendable (RunningCoordinator) async throws -> Void
    ) async throws {
        try await withScratchDatabase { connection in
            var configuration = PostgresConfiguration(connectionString: connection, maximumSessions: 6)
            configuration.settings = PostgresLedger.sessionSettings
            let client = PostgresClient(configuration)
            let outcome: Result<Void, any Error>
            do {
                try await Migrator(files: try Migrations.files(), logger: quiet)(client)
                try await run(over: client, access: access, body)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await client.shutDown()
            try outcome.get()
        }
    }

    private static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private static func run(
        over client: PostgresClient, access: AccessPolicy,
        _ body: @escaping @Sendable (RunningCoordinator) async throws -> Void
    ) async throws {
        var configuration = CoordinatorConfiguration(port: 0, access: access)
        configuration.retry = RetryPolicy(baseSeconds: 0.01, capSeconds: 0.01)
        let ledger = try PostgresLedger(client: client)
        let service = CoordinatorService(
            configuration: configuration, ledger: ledger,
            catalogue: ModelCatalogue(try ModelZoo.all.map { try $0.facts() }) { variant throws(InvalidInput) in
                try ModelZoo.network(variant.name, inputSize: variant.inputSize, classes: variant.classes)
                    .map { KnownNetwork(facts: $0.facts, graph: $0.graph) }
            }, wakeups: Wakeups(), logger: quiet)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = try service.application { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { try await service.upkeep().run() }
            group.addTask {
                for await number in ports {
                    try await body(
                        RunningCoordinator(
                            url: "http://127.0.0.1:\(number)", http: try HTTPClient(), ledger: ledger, client: client))
                    return
                }
            }
            // The body ends first; the servers run until they are cancelled.
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Sends a request with a JSON body, or none.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: [HTTPField] = [],
        token: String? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        var headers = headers
        if body != nil, headers["Content-Type"] == nil {
            headers.append(HTTPField("Content-Type", "application/json"))
        }
        let response = try await http.send(
            HTTPRequest(
                method, url + path, headers: headers, body: body.map { .bytes(Data($0.utf8)) } ?? .none,
                authorization: token.map { .bearer($0) } ?? .none))
        let json = response.body.isEmpty ? JSONValue.null : try JSONValue(parsing: response.body)
        return (response.status, json)
    }

    /// Registers a worker that runs self-tests and answers its number.
    func registerWorker(_ name: String = "spare") async throws -> Int64 {
        let body = """
            {"name": "\(name)", "agent_version": "test", "capability": {"memory_mib": 1024, "slots": 1, "labels": [],
            "runners": [{"protocol": 1, "engine": "selftest", "engine_version": "1", "kinds": ["selftest"],
            "devices": [{"name": "cpu", "title": "a processor", "precisions": ["fp32"]}]}]},
            "machine": {"architecture": "x86_64", "flags": [], "caches_kib": {}, "logical_processors": 2, "usable_processors": 2,
            "memory_mib": 1024}}
            """
        let (status, json) = try await send(.post, "/api/v1/workers", body)
        #expect(status == 200)
        guard case .integer(let id)? = json["id"] else { throw CoordinatorTestFailure("no worker's number in \(json)") }
        return id
    }
}

struct CoordinatorTestFailure: Error {
    let what: String
    init(_ what: String) { self.what = what }
}
