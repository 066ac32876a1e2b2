import Foundation
import ModelGraph
import ModelZoo
import Testing

@Suite("docs/models.md")
struct DocumentTests {
    /// `12345678` → `12,345,678`.
    private func grouped(_ number: Int) -> String {
        let digits = String(number)
        return digits.enumerated().map { index, digit in
            (index > 0 && (digits.count - index).isMultiple(of: 3) ? "," : "") + String(digit)
        }.joined()
    }

    /// Name, input, parameters, MACs (10⁶), outputs of convolutions and linear layers (10⁶), peak live, moved (10⁶ bytes), FLOP/byte,
    /// published.
    private func row(_ architecture: Architecture) throws -> String {
        let analysis = try architecture.graph().analysis(batch: 1)
        func millions(_ number: Int, digits: Int) -> String { String(format: "%.\(digits)f", Double(number) / 1e6) }
        let accuracy = [architecture.published?.top1, architecture.published?.top5].map { $0.map { "\($0)" } ?? "–" }
        let cells = [
            "`\(architecture.name)`", architecture.input.dropFirst().map(String.init).joined(separator: "×"),
            grouped(analysis.parameters), millions(analysis.macs, digits: 1),
            millions(analysis.convolutionAndLinearOutputElementCount, digits: 2),
            millions(analysis.peakLiveByteCount, digits: 2), millions(analysis.movedByteCount, digits: 1),
            String(format: "%.1f", analysis.arithmeticIntensity), accuracy.joined(separator: " / "),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    @Test("its table has every network with the figures that the graph gives")
    func table() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/models.md")
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
        for architecture in ModelZoo.all {
            let expected = try row(architecture)
            let isThere = lines.contains(expected)
            #expect(isThere, "\(expected)")
        }
    }
}
