import ArgumentParser
import Client
import Vocabulary
import Wire

/// `artifacts RUN`.
struct ArtifactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifacts", abstract: "Lists the files of a run, or fetches one of them.",
        discussion: """
            A model or weights can be used by another job as run:<run id>.

            Example: shoestring artifacts 0f3c… --get model.onnx --out small.onnx
            """)

    @Argument(help: "The run's identity, 32 hexadecimal digits.")
    var run: String

    @Option(help: "Fetch this file instead of listing.")
    var get: String?

    @Option(help: "Where to put it; by default its last name in this folder. A file that is there is not replaced.")
    var out: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard out == nil || get != nil else { throw ValidationError("--out goes with --get") }
    }

    func run() async throws {
        try await reporting {
            guard let id = RunID(run) else {
                throw InvalidInput(field: "run", expected: "32 hexadecimal digits", received: run)
            }
            let client = try server.client()
            let artifacts = try await client.artifacts(of: id).items
            guard let get else {
                Terminal.write(try Listings.artifacts(artifacts).text(output.format, width: Terminal.width))
                return
            }
            guard let artifact = artifacts.first(where: { $0.name.description == get }) else {
                let names = artifacts.map(\.name.description).joined(separator: ", ")
                let known = artifacts.isEmpty ? "the name of a file; the run has none" : "one of \(names)"
                throw InvalidInput(field: "--get", expected: known, received: get)
            }
            let path = out ?? String(artifact.name.lastPart)
            try await client.download(artifact, of: id, to: path)
            Terminal.note("\(path): \(artifact.byteCount) bytes, SHA-256 \(artifact.sha256)")
        }
    }
}

extension Listings {
    /// The files of a run.
    static func artifacts(_ rows: [StoredArtifact]) -> Listing<StoredArtifact> {
        Listing(
            columns: [
                .text("name", isFlexible: true) { .text($0.name.description) },
                .text("kind") { .text($0.kind.rawValue) },
                .number("bytes") { .integer(Int($0.byteCount)) },
                .number("step") { .integer(optional: $0.step.map { Int($0) }) },
                .text("sha256", isFlexible: true) { .text($0.sha256) },
            ], rows: rows)
    }
}
