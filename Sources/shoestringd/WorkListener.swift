import Postgres
import ServiceLifecycle
import Workflow

/// Wakes this coordinator's long polls when any coordinator stored work.
struct WorkListener: Service {
    let client: PostgresClient
    let wakeups: Wakeups

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // After each (re)connection too: what was announced meanwhile was missed.
            for await _ in client.listen(channels: ["shoestring_work"]) { await wakeups.signal() }
        }
    }
}
