import ArgumentParser

/// The coordinator's command line.
@main
struct Daemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shoestringd",
        abstract: "The coordinator of Shoestring: the API, the page and the job queue over Postgres.",
        discussion: """
            With DATABASE_URL set it uses that Postgres; without, it runs a private one in its data directory.

            Example: shoestringd serve --port 8080 --data .data
            """,
        version: "shoestringd \(Version.current)",
        subcommands: [Serve.self, Token.self], defaultSubcommand: Serve.self)
}

/// What this build calls itself.
enum Version {
    static let current = "0.1.0"
}
