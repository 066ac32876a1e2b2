import ModelGraph

/// A figure of the whole network with how it is counted.
struct TotalRow: Encodable, Sendable {
    /// Its name in JSON, as `moved_bytes`.
    let key: String
    /// Its name for a person, with the unit.
    let quantity: String
    let value: Cell
    let definition: String

    init(_ key: String, _ quantity: String, _ value: Cell, _ definition: String) {
        (self.key, self.quantity, self.value, self.definition) = (key, quantity, value, definition)
    }

    /// All of them, for the analysis' batch.
    static func all(_ analysis: ModelAnalysis) -> [TotalRow] {
        sizes(analysis) + work(analysis) + memory(analysis)
    }

    private static func sizes(_ analysis: ModelAnalysis) -> [TotalRow] {
        [
            TotalRow("convolutions", "convolutions", .integer(analysis.convolutionCount), "depthwise ones included"),
            TotalRow("depthwise_convolutions", "depthwise", .integer(analysis.depthwiseConvolutionCount), ""),
            TotalRow("linears", "linear layers", .integer(analysis.linearCount), ""),
            TotalRow("parameters", "parameters", .integer(analysis.parameters), "trained; buffers not included"),
            TotalRow("buffers", "buffers", .integer(analysis.bufferElementCount), "running figures, batch counts"),
            TotalRow(
                "weight_bytes", "weights (bytes)", .integer(analysis.weightByteCount), "parameters and buffers, fp32"),
        ]
    }

    private static func work(_ analysis: ModelAnalysis) -> [TotalRow] {
        [
            TotalRow("macs", "MACs", .integer(analysis.batchMACs), ModelAnalysis.counting),
            TotalRow(
                "ops_canziani_style", "ops, Canziani",
                .integer(analysis.batchCanzianiOperations), ModelAnalysis.canzianiCounting),
            TotalRow("moved_bytes", "moved (bytes)", .integer(analysis.movedByteCount), ModelAnalysis.moving),
            TotalRow(
                "flops_per_byte", "FLOP/byte", .number(analysis.arithmeticIntensity, digits: 2),
                "arithmetic intensity: 2 for each MAC, over bytes moved"),
        ]
    }

    private static func memory(_ analysis: ModelAnalysis) -> [TotalRow] {
        [
            TotalRow(
                "conv_linear_outputs", "conv + linear outputs",
                .integer(analysis.convolutionAndLinearOutputElementCount),
                "elements for one image (Radosavovic et al. 2020, \"activations\")"),
            TotalRow(
                "activation_bytes", "activations (bytes)", .integer(analysis.activationByteCount),
                "what all layers write, fp32"),
            TotalRow(
                "largest_activation_bytes", "largest (bytes)", .integer(analysis.largestActivationByteCount),
                "of one layer"),
            TotalRow(
                "peak_live_bytes", "peak live (bytes)", .integer(analysis.peakLiveByteCount), ModelAnalysis.liveness),
        ]
    }
}

extension TotalRow {
    enum CodingKeys: String, CodingKey { case quantity, value, counted }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(quantity, forKey: .quantity)
        switch value {
        case .integer(let number): try container.encode(number, forKey: .value)
        case .number(let number, _): try container.encode(number, forKey: .value)
        case .text, .time, .absent: try container.encode(value.plain, forKey: .value)
        }
        if !definition.isEmpty { try container.encode(definition, forKey: .counted) }
    }
}
