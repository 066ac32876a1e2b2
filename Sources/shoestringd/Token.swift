import ArgumentParser
import Coordinator
import Store
import Vocabulary

/// Makes a token directly in the database, for the first start on an address that needs one.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a token directly in the database: the way to the first one.",
        discussion: """
            The secret is printed once and stored nowhere. With the private Postgres the coordinator must not be running: then use \
            shoestring token create.

            Example: shoestringd token --name me --role admin
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "What the token is for.")
    var name: String

    @Option(help: "What its holder may do: read, submit, worker or admin.", transform: Self.role)
    var role: Role

    @Sendable private static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else {
            throw ValidationError("--role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return role
    }

    func run() async throws {
        do {
            let opened = try await database.open(logger: database.logger(label: "shoestringd"))
            let secret = TokenSecret.random()
            let outcome: Result<Void, any Error>
            do {
                _ = try await PostgresLedger(client: opened.client).createToken(name: name, role: role, secret: secret)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await opened.close()
            try outcome.get()
            print(secret)
        } catch {
            try Failure.exit(error)
        }
    }
}
