import ArgumentParser
import Client
import Foundation
import HTTPClient
import Vocabulary

/// Where the coordinator is and who is asking.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The coordinator's address (or SHOESTRING_URL); by default \(Endpoint.defaultURL)."))
    var url: String?

    @Option(help: "A file whose first line is the token (or SHOESTRING_TOKEN).")
    var tokenFile: String?

    /// The endpoint that options and environment name.
    func endpoint(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Endpoint {
        var token: BearerToken?
        if let tokenFile {
            token = try BearerToken.read(fromFile: tokenFile)
        } else if let secret = environment[BearerToken.variable], !secret.isEmpty {
            token = try BearerToken(secret)
        }
        let fromEnvironment = environment[BearerToken.urlVariable].flatMap { $0.isEmpty ? nil : $0 }
        return try Endpoint(url: url ?? fromEnvironment ?? Endpoint.defaultURL, token: token)
    }

    func client() throws -> ShoestringClient { ShoestringClient(try endpoint(), http: try HTTPClient()) }
}

/// Where programs and folders of this installation are.
enum Installation {
    /// The folder of the executable that runs.
    static func programFolder() throws -> String {
        let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: path).deletingLastPathComponent().path
    }

    /// The nearest folder of that name that holds `marker`: `../share/shoestring/NAME` of the program's folder, or NAME in it or in one of
    /// the folders above; where shoestringd looks too.
    static func folder(_ name: String, marker: String) throws -> String? {
        let start = URL(filePath: try programFolder())
        var candidates = [start.deletingLastPathComponent().appending(path: "share/shoestring/\(name)")]
        var above = start
        for _ in 0..<6 {
            candidates.append(above.appending(path: name))
            above = above.deletingLastPathComponent()
        }
        return candidates.map(\.path).first { FileManager.default.fileExists(atPath: "\($0)/\(marker)") }
    }

    /// The version that agents announce.
    static let version = "0.1.0"
}
