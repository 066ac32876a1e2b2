import Client
import Foundation
import Vocabulary
import Wire

/// What a run's page asks for beside the run itself (`js/run.js`, `js/curves.js`, `js/layers.js`, `js/confusion.js`).
extension ReportCollector {
    /// As many stretches of a curve as the page asks for at most on a wide screen.
    private static let curvePoints = 1000
    /// Files that the page shows as tables, and the size beyond which it does not.
    private static let shownFiles: [String: Int64] = ["confusion.csv": 1 << 20, "layers.csv": 4 << 20]

    /// The metrics that have a history, whole, over steps and over time.
    func addCurves(of run: Run, to answers: inout [String: JSONValue]) async throws {
        guard !run.metrics.isEmpty else { return }
        let heads = SavedPath("/runs/\(run.id)/series")
        answers[heads.key] = try await client.answer(to: heads.path)
        for head in try await client.series(of: run.id).items {
            // What the page takes for a curve (`js/curve-groups.js`).
            let isCurve =
                head.firstStep < head.lastStep || head.firstTimestampMilliseconds < head.lastTimestampMilliseconds
            guard isCurve else { continue }
            guard let name = head.key.addingPercentEncoding(withAllowedCharacters: Self.unescaped) else { continue }
            for axis in ["step", "time"] {
                let path = "/runs/\(run.id)/series/\(name)?axis=\(axis)"
                answers[path] = try await client.answer(to: path + "&points=\(Self.curvePoints)")
            }
        }
    }

    /// The files of a run that its page shows as tables.
    func addTexts(of detail: RunDetail, to answers: inout [String: JSONValue]) async throws {
        for file in detail.artifacts where file.kind == .data {
            guard let largest = Self.shownFiles[file.name.description], file.byteCount <= largest else { continue }
            let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            try await client.download(file, of: detail.run.id, to: path)
            let data = try Data(contentsOf: URL(filePath: path))
            try FileManager.default.removeItem(atPath: path)
            answers["/runs/\(detail.run.id)/artifacts/\(file.name)"] = .string(String(decoding: data, as: UTF8.self))
        }
    }

    /// What each layer of a network of the zoo needs, once for all runs of it.
    func addLayers(of run: Run, to content: inout ReportContent) async throws {
        guard case .zoo(let name)? = run.configuration?.model else { return }
        let path = SavedPath("/models/\(name)/layers")
        guard content.answers[path.key] == nil, content.models.contains(where: { $0.name == name }) else { return }
        content.answers[path.key] = try await client.answer(to: path.path)
    }

    /// What JavaScript's encodeURIComponent leaves as it is (ECMA-262, 19.2.6.4).
    private static let unescaped = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()")
}
