import Foundation
import Postgres
import PostgresTesting
import Testing

@Suite("Notifications")
struct ListenTests {
    @Test("arrive, and after the connection was lost the listener is told to look for itself", .timeLimit(.minutes(1)))
    func acrossReconnect() async throws {
        try await withScratchDatabase { address in
            var configuration = PostgresConfiguration(connectionString: address)
            configuration.applicationName = "listener"
            let client = PostgresClient(configuration)
            var events = client.listen(channels: ["jobs", "odd \"name\""]).makeAsyncIterator()
            #expect(await events.next() == .listening)
            try await client.execute("SELECT pg_notify('jobs', '42')")
            guard case .notification("jobs", "42", let sender)? = await events.next() else {
                Issue.record("no notification")
                return
            }
            #expect(sender > 0)
            try await client.execute("SELECT pg_notify('odd \"name\"', '')")
            guard case .notification("odd \"name\"", "", _)? = await events.next() else {
                Issue.record("no notification")
                return
            }
            let killed = try await client.execute(
                """
                SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'
                """)
            #expect(killed.count == 1)
            #expect(await events.next() == .listening)
            try await client.execute("SELECT pg_notify('jobs', '43')")
            guard case .notification("jobs", "43", _)? = await events.next() else {
                Issue.record("no notification")
                return
            }
            await client.shutDown()
        }
    }
}
