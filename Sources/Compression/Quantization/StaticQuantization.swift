public import ModelGraph

/// Post-training static quantisation: weights to int8 with one symmetric scale for each output channel, activations to uint8 with one
/// asymmetric scale for each tensor, biases to int32 in units of both scales; written as QuantizeLinear and DequantizeLinear.
///
/// The scheme is that of Jacob et al. 2017 with weights by channel (Krishnamoorthi 2018, section 3.1): depthwise layers do not
/// survive one scale for the whole tensor. Normalisations are folded first.
public struct StaticQuantization: Sendable {
    /// The network with its normalisations folded; calibration runs this one.
    public let graph: ModelGraph
    /// Its weights.
    public let weights: Weights
    /// The values that calibration must see, as `graph` names them.
    public var calibratedValues: [ValueID] { placement.groups.flatMap(\.self) }
    /// The same values in groups that share a grid; ``quantize(_:grids:)`` wants one grid for each.
    public var groups: [[ValueID]] { placement.groups }
    /// Indices of the nodes that read each of these values rounded; all others read the exact one.
    public var readers: [ValueID: Set<Int>] { placement.readers }
    /// Indices of the convolutions and linear layers whose weights become int8.
    public var layers: Set<Int> { placement.layers }

    private let placement: QuantizationPlacement
    private let calibrator: Calibrator

    /// Prepares a network: folds it and decides what is rounded.
    ///
    /// - Parameters:
    ///   - kept: Layers that stay in Float32.
    /// - Throws: ``CompressionError/invalidSetting(setting:value:expected:)`` for a rule that names nothing or a percentile outside
    ///   50…100, ``CompressionError/notPossible(network:reason:)`` when no layer is left, ``CompressionError/graph(_:)``.
    public init(
        _ graph: ModelGraph, _ weights: Weights, calibrator: Calibrator, keeping kept: [FallbackRule] = []
    ) throws(CompressionError) {
        if case .percentile(let percent) = calibrator, !(50...100).contains(percent) {
            throw .invalidSetting(setting: "percentile", value: "\(percent)", expected: "50…100")
        }
        let folded = try BatchNormalizationFolding.fold(graph, weights)
        self.graph = folded.graph
        self.weights = folded.weights
        self.calibrator = calibrator
        var keptLayers: Set<Int> = []
        for rule in kept { keptLayers.formUnion(try rule.layers(of: folded.graph)) }
        placement = QuantizationPlacement(folded.graph, keeping: keptLayers)
        guard !placement.layers.isEmpty else {
            throw .notPossible(network: graph.name, reason: "no convolution or linear layer is left for int8")
        }
    }

    /// Calibrates on what the source runs, and quantises.
    ///
    /// - Returns: The folded network with its decoration; `int8_layers`, `fp32_layers` (convolutions and linear layers) and
    ///   `rounded_activations` say what became of it.
    /// - Throws: What the source throws, or ``CompressionError/graph(_:)``.
    public func quantize(_ source: inout some ActivationSource) throws(CompressionError) -> CompressedModel {
        var seen = try observe(&source)
        let grids = seen.map { calibrator.grid($0) }
        let invalid = seen.reduce(0) { $0 + $1.invalidCount }
        seen.removeAll()
        return try quantize(weights, grids: grids, invalidValues: invalid)
    }

    /// Quantises with grids that somebody else has found, as training with rounding does.
    ///
    /// - Parameters:
    ///   - weights: The weights of ``graph``, perhaps changed since.
    ///   - grids: One for each of ``groups``.
    /// - Returns: As ``quantize(_:)``.
    /// - Throws: ``CompressionError/graph(_:)`` when the weights do not fit, ``CompressionError/invalidSetting(setting:value:expected:)``
    ///   for another number of grids.
    public func quantize(_ weights: Weights, grids: [QuantizationGrid]) throws(CompressionError) -> CompressedModel {
        guard grids.count == placement.groups.count else {
            throw .invalidSetting(
                setting: "grids", value: "\(grids.count)", expected: "\(placement.groups.count), one for each group")
        }
        return try quantize(weights, grids: grids, invalidValues: 0)
    }

    private func quantize(
        _ weights: Weights, grids: [QuantizationGrid], invalidValues: Int
    ) throws(CompressionError) -> CompressedModel {
        var gridOfValue: [ValueID: QuantizationGrid] = [:]
        var decoration = ONNXDecoration()
        for (group, grid) in zip(placement.groups, grids) {
            for value in group {
                gridOfValue[value] = grid
                decoration.activations[value] = .init(
                    scale: grid.scale, zeroPoint: grid.zeroPoint, readers: placement.readers[value] ?? [])
            }
        }
        for index in placement.layers.sorted() {
            let node = graph.nodes[index]
            try store(node, weights, inputScale: scale(of: node.inputs[0], gridOfValue), &decoration)
        }
        let total = graph.nodes.count { Self.hasWeights($0) }
        return CompressedModel(
            graph: graph, weights: weights, decoration: decoration,
            figures: [
                "int8_layers": Double(placement.layers.count),
                "fp32_layers": Double(total - placement.layers.count),
                "rounded_activations": Double(decoration.activations.count),
            ], warnings: KnownFailures.of(graph, placement.layers, calibrator, invalidValues: invalidValues))
    }

    static func hasWeights(_ node: Node) -> Bool {
        switch node.operator {
        case .convolution, .linear: true
        default: false
        }
    }

    /// One histogram for each group.
    private func observe(_ source: inout some ActivationSource) throws(CompressionError) -> [ActivationHistogram] {
        let values = calibratedValues
        let places = placement.groups.enumerated().flatMap { place, group in group.map { _ in place } }
        var seen = [ActivationHistogram](repeating: ActivationHistogram(), count: placement.groups.count)
        try source.forEachBatch(of: values) { index, numbers in seen[places[index]].widen(numbers) }
        guard seen.allSatisfy({ $0.low <= $0.high }) else {
            throw .source(reason: "the source showed no values for some activation")
        }
        guard calibrator.needsHistogram else { return seen }
        for place in seen.indices { seen[place].open() }
        try source.forEachBatch(of: values) { index, numbers in seen[places[index]].count(numbers) }
        return seen
    }

    /// The scale with which a layer reads: that of its input, or of where its input was rounded on its way.
    private func scale(of value: ValueID, _ grids: [ValueID: QuantizationGrid]) -> Float {
        var place = value
        while grids[place] == nil, let producer = graph[place].producer { place = graph.nodes[producer].inputs[0] }
        return grids[place]?.scale ?? 1
    }

    private func store(
        _ node: Node, _ weights: Weights, inputScale: Float, _ decoration: inout ONNXDecoration
    ) throws(CompressionError) {
        let rows = node.parameters[0].shape[0]
        let bias = try weights.floats(.bias, of: node)
        // A quarter of the 32 bits for the bias, the rest for the products that are added to it.
        let leastScales = (0..<rows).map { row in
            bias.isEmpty ? 0 : Double(bias[row].magnitude) / (Double(inputScale) * 0x1p29)
        }
        let quantized = QuantizedRows(try weights.floats(.weight, of: node), rows: rows, leastScales: leastScales)
        for parameter in node.parameters {
            if parameter.role == .weight {
                decoration.parameters[parameter.name] = .int8(quantized)
            } else if parameter.role == .bias {
                decoration.parameters[parameter.name] = .bias(bias, inputScale, quantized.scales)
            }
        }
    }
}
