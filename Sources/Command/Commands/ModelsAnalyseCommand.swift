import ArgumentParser
import Foundation
import ModelGraph

/// `models analyse FILE`.
struct ModelsAnalyseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyse", abstract: "Counts parameters, multiply-accumulates and memory of any ONNX file.",
        discussion: """
            Nothing is run: everything follows from shapes, for one sample. Operators that are not known here are listed, and the \
            totals are lower bounds then.

            Example: shoestring models analyse densenet121.onnx --format json
            """,
        aliases: ["analyze"])

    @Argument(help: "An ONNX file.")
    var file: String

    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let analysis = try ONNXAnalysis.of(URL(filePath: file))
            let report = AnalysisReport(analysis)
            switch output.format {
            case .json: Terminal.write(try JSONText.of(report))
            case .csv: Terminal.write(try AnalysisReport.listing(report.layers).text(.csv))
            case .table:
                Terminal.write(try AnalysisReport.listing(report.layers).text(.table, width: Terminal.width))
                Terminal.write(report.summary)
            }
        }
    }
}

/// An analysis as it is written.
struct AnalysisReport: Encodable, Sendable {
    let producer: String
    let opset: Int
    let parameters: Int
    let macs: Int
    let weightBytes: Int
    let activationBytes: Int
    let largestActivationBytes: Int
    let peakLiveBytes: Int
    let isLowerBound: Bool
    let counting: String
    let uncounted: [Uncounted]
    let layers: [Layer]

    enum CodingKeys: String, CodingKey {
        case producer, opset, parameters, macs, counting, uncounted, layers
        case weightBytes = "weight_bytes"
        case activationBytes = "activation_bytes"
        case largestActivationBytes = "largest_activation_bytes"
        case peakLiveBytes = "peak_live_bytes"
        case isLowerBound = "is_lower_bound"
    }

    struct Uncounted: Encodable, Sendable {
        let node: String
        let `operator`: String
        let reason: String
    }

    struct Layer: Encodable, Sendable {
        let name: String
        let kind: String
        let shape: [Int]?
        let parameters: Int
        let macs: Int
        let weightBytes: Int
        let activationBytes: Int
        let movedBytes: Int
        let uncounted: String?

        enum CodingKeys: String, CodingKey {
            case name, kind, shape, parameters, macs, uncounted
            case weightBytes = "weight_bytes"
            case activationBytes = "activation_bytes"
            case movedBytes = "moved_bytes"
        }
    }

    init(_ analysis: ONNXAnalysis) {
        producer = analysis.producer
        opset = analysis.opset
        parameters = analysis.parameters
        macs = analysis.macs
        weightBytes = analysis.weightByteCount
        activationBytes = analysis.activationByteCount
        largestActivationBytes = analysis.largestActivationByteCount
        peakLiveBytes = analysis.peakLiveByteCount
        isLowerBound = analysis.isLowerBound
        counting = ONNXAnalysis.counting
        uncounted = analysis.uncounted.map { .init(node: $0.node, operator: $0.operator, reason: $0.reason) }
        layers = analysis.layers.map { layer in
            Layer(
                name: layer.name, kind: layer.kind, shape: layer.outputShape, parameters: layer.parameters,
                macs: layer.macs, weightBytes: layer.weightByteCount, activationBytes: layer.activationByteCount,
                movedBytes: layer.movedByteCount, uncounted: layer.uncounted)
        }
    }

    /// The totals, and what they leave out.
    var summary: String {
        let least = isLowerBound ? "at least " : ""
        func mebibytes(_ count: Int) -> String { Cell.fixed(Double(count) / 1_048_576, 1) + " MiB" }
        var text = """

            parameters            \(least)\(Cell.grouped(parameters))
            MACs for one sample   \(least)\(Cell.grouped(macs))
            weights               \(least)\(mebibytes(weightBytes))
            activations           \(least)\(mebibytes(activationBytes)), at once \(least)\(mebibytes(peakLiveBytes))
            \(counting)

            """
        if isLowerBound { text += "not counted:\n" }
        for item in uncounted.prefix(20) { text += "  \(item.operator) \(item.node): \(item.reason)\n" }
        if uncounted.count > 20 { text += "  and \(uncounted.count - 20) more\n" }
        return text
    }

    static func listing(_ rows: [Layer]) -> Listing<Layer> {
        Listing(
            columns: [
                .text("layer", isFlexible: true) { .text($0.name) },
                .text("operator") { .text($0.kind) },
                .text("output") { layer in
                    .text(optional: layer.shape.map { "[" + $0.map(String.init).joined(separator: ",") + "]" })
                },
                .number("parameters") { .integer($0.parameters) },
                .number("MACs") { layer in layer.uncounted == nil ? .integer(layer.macs) : .absent },
                .number("activations (bytes)") { layer in
                    layer.shape == nil ? .absent : .integer(layer.activationBytes)
                },
                .number("moved (bytes)") { .integer($0.movedBytes) },
            ], rows: rows)
    }
}
