import ModelGraph
import Testing

/// Weights from literal numbers, zero where nothing is given.
func weights(_ graph: ModelGraph, _ given: [String: [Float]]) throws -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters where parameter.elementType == .float32 {
        let values = given[parameter.name] ?? [Float](repeating: 0, count: parameter.elementCount)
        let tensor: Tensor = try #require(Tensor(shape: parameter.shape, floats: values))
        tensors[parameter.name] = tensor
    }
    let seeded = Weights.seeded(for: graph, seed: 1)
    for parameter in graph.parameters where parameter.elementType == .int64 {
        tensors[parameter.name] = seeded[parameter.name]
    }
    return Weights(tensors)
}

/// The values of a tensor.
func floats(_ weights: Weights, _ name: String) throws -> [Float] {
    try #require(weights[name], "no tensor \(name)").floats()
}
