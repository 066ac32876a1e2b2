import ModelGraph

/// What is known to go wrong with int8, by network and recipe. Figures are the literature's, not measured here.
enum KnownFailures {
    static func of(
        _ graph: ModelGraph, _ layers: Set<Int>, _ calibrator: Calibrator, invalidValues: Int
    ) -> [String] {
        var warnings: [String] = []
        let kinds = Set(graph.nodes.map(\.operator.kind))
        if calibrator == .minMax, !kinds.isDisjoint(with: ["silu", "hard_swish"]) {
            warnings.append(
                "the network has SiLU or hard-swish activations, whose few far values spoil min-max ranges: EfficientNet-B0 fell "
                    + "from 76.85 to 22.3 % top-1 with the maximum, to 72.06 % with entropy, to 76.35 % with ten layers kept in "
                    + "floating point (Wu et al. 2020); use calibrator entropy or percentile, and keep_fp32")
        }
        let depthwise = layers.contains { index in
            if case .convolution(let rule) = graph.nodes[index].operator { rule.isDepthwise } else { false }
        }
        if depthwise {
            warnings.append(
                "depthwise layers are the most sensitive to int8: MobileNetV2 fell from 71.72 to 70.65 % top-1 with one scale a channel, "
                    + "as here (Nagel et al. 2019), and to 0.1 % with one a tensor (Krishnamoorthi 2018); keep_fp32 takes depthwise"
            )
        }
        if kinds.contains("multiply"), layers.contains(where: { isSingle(graph, $0) }) {
            warnings.append(
                "squeeze-and-excitation layers are computed in int8; keep_fp32 takes squeeze_excitation")
        }
        if invalidValues > 0 {
            warnings.append(
                "\(invalidValues) activations were not finite during calibration; the network or its weights are broken"
            )
        }
        return warnings
    }

    /// Whether a layer's output is one pixel, and it is not the classifier at the end.
    private static func isSingle(_ graph: ModelGraph, _ index: Int) -> Bool {
        let output = graph[graph.nodes[index].outputs[0]]
        return output.shape.spatial?.area == 1 && !output.consumers.isEmpty
    }
}
