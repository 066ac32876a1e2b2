import Foundation
import Postgres

/// Gives `body` a database of its own on the shared server, and drops it afterwards, whatever happened.
/// - Parameters:
///   - template: the database to copy, with nobody connected to it; nil: an empty database.
///   - body: gets the database's connection string.
public func withScratchDatabase<Value: Sendable>(
    template: String? = nil, _ body: (_ connectionString: String) async throws -> Value
) async throws -> Value {
    let server = try await ScratchCluster.shared.connectionString()
    let name = await ScratchCluster.shared.freshName()
    try await administer(server, "CREATE DATABASE \(quoted(name)) TEMPLATE \(quoted(template ?? "template0"))")
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(connectionString(server, database: name)))
    } catch {
        result = .failure(error)
    }
    try await dropDatabase(name)
    return try result.get()
}

/// Makes a database that ``withScratchDatabase(template:_:)`` can copy, once per process and name, and fills it.
///
/// Concurrent callers with one name wait for the first. `fill` must leave nobody connected.
/// - Returns: the database's name on the server.
public func scratchTemplate(
    _ name: String, fill: @escaping @Sendable (_ connectionString: String) async throws -> Void
) async throws -> String {
    try await ScratchTemplates.shared.make(name, fill: fill)
}

private actor ScratchTemplates {
    static let shared = ScratchTemplates()
    private var made: [String: Task<String, any Error>] = [:]

    func make(_ name: String, fill: @escaping @Sendable (String) async throws -> Void) async throws -> String {
        if let task = made[name] { return try await task.value }
        let task = Task {
            let server = try await ScratchCluster.shared.connectionString()
            let database = await ScratchCluster.shared.freshName() + "_\(name)"
            try await administer(server, "CREATE DATABASE \(quoted(database)) TEMPLATE \"template0\"")
            try await fill(connectionString(server, database: database))
            return database
        }
        made[name] = task
        return try await task.value
    }
}

private func dropDatabase(_ name: String) async throws {
    let server = try await ScratchCluster.shared.connectionString()
    // A test that was cancelled cleans up too: a task of its own is not.
    let drop = Task { try await administer(server, "DROP DATABASE IF EXISTS \(quoted(name)) WITH (FORCE)") }
    try await drop.value
}

private func administer(_ server: String, _ sql: String) async throws {
    let session = try await PostgresSession.open(PostgresConfiguration(connectionString: server))
    // On its own, not as a script: these statements refuse to be part of a transaction block.
    _ = try await session.execute(Statement(sql: sql))
}

private func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// The same server, another database: libpq lets the last `dbname` win, in a URL as the path, in keywords as a word.
private func connectionString(_ server: String, database: String) -> String {
    guard server.hasPrefix("postgres://") || server.hasPrefix("postgresql://"), var url = URLComponents(string: server)
    else { return server + " dbname='\(database)'" }
    url.path = "/" + database
    return url.string ?? server
}
