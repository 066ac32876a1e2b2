import ArgumentParser
import Client
import Vocabulary
import Wire

/// `token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Makes, lists and revokes tokens; for administrators.",
        discussion: "Example: shoestring token create --name garage --role worker",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

/// `token create`.
struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a token; its secret is shown this once.",
        discussion: "Example: shoestring token create --name garage --role worker > garage.token")

    @Option(help: "What it is for.")
    var name: String

    @Option(help: "What its holder may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    var role: Role

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let created = try await server.client().createToken(name: name, role: role)
            if output.format == .json {
                Terminal.write(try JSONText.of(created))
            } else {
                Terminal.note("token \(created.token.id), \(created.token.name), \(created.token.role.rawValue):")
                Terminal.write(created.secret + "\n")
            }
        }
    }
}

/// `token list`.
struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists tokens, without their secrets.",
        discussion: "Example: shoestring token list")

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let rows = try await server.client().tokens().items
            Terminal.write(try Listings.tokens(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `token revoke ID`.
struct TokenRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revokes a token: from now on it opens nothing.",
        discussion: "Example: shoestring token revoke 3")

    @Argument(help: "The token's number; shoestring token list shows it.")
    var id: Int64

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reporting {
            try await server.client().revokeToken(id)
            Terminal.note("token \(id) is revoked")
        }
    }
}
