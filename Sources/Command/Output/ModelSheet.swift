import ModelGraph
import Vocabulary

/// Everything that is known of a network without running it: its facts, and `analysis` with totals and layers for a batch.
struct ModelSheet: Encodable, Sendable {
    let facts: ModelFacts
    let batch: Int
    let totals: [TotalRow]
    let layers: [LayerRow]

    init(facts: ModelFacts, analysis: ModelAnalysis) {
        self.facts = facts
        batch = analysis.batch
        totals = TotalRow.all(analysis)
        layers = analysis.layers.map(LayerRow.init)
    }

    /// The facts' own fields stay where they are in the API's answer; the analysis comes beside them.
    func encode(to encoder: any Encoder) throws {
        try facts.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        var analysis = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .analysis)
        try analysis.encode(batch, forKey: .batch)
        try analysis.encode(Dictionary(uniqueKeysWithValues: totals.map { ($0.key, $0) }), forKey: .totals)
        try analysis.encode(layers, forKey: .layers)
    }

    enum CodingKeys: String, CodingKey { case analysis, batch, totals, layers }
}
