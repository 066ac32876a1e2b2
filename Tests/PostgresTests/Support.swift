import Postgres
import PostgresTesting

/// Gives a test a client of its own on the shared scratch server's maintenance database.
@discardableResult
func withClient<Value: Sendable>(
    maximumSessions: Int = 4, acquireTimeout: Duration = .seconds(20),
    _ body: (PostgresClient) async throws -> Value
) async throws -> Value {
    let address = try await ScratchCluster.shared.connectionString()
    let client = PostgresClient(
        PostgresConfiguration(
            connectionString: address, applicationName: "tests", maximumSessions: maximumSessions,
            acquireTimeout: acquireTimeout))
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(client))
    } catch {
        result = .failure(error)
    }
    await client.shutDown()
    return try result.get()
}

/// What the body throws, where that is ours.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

/// The server's code in what the body throws.
func sqlState(_ body: () async throws -> Void) async -> SQLState? {
    await postgresError(body)?.sqlState
}
