import ModelGraph

/// A layer as it is listed.
struct LayerRow: Encodable, Sendable {
    let name: String
    let kind: String
    let shape: [Int]
    let parameters: Int
    let macs: Int
    let canzianiOperations: Int
    let weightBytes: Int
    let activationBytes: Int
    let movedBytes: Int
    let flopsPerByte: Double

    init(_ layer: LayerAnalysis) {
        name = layer.name
        kind = layer.kind
        shape = layer.outputShape
        parameters = layer.parameters
        macs = layer.macs
        canzianiOperations = layer.canzianiOperations
        weightBytes = layer.weightByteCount
        activationBytes = layer.activationByteCount
        movedBytes = layer.movedByteCount
        flopsPerByte = layer.arithmeticIntensity
    }

    enum CodingKeys: String, CodingKey {
        case name, kind, parameters, macs
        case shape = "output"
        case canzianiOperations = "ops_canziani_style"
        case weightBytes = "weight_bytes"
        case activationBytes = "activation_bytes"
        case movedBytes = "moved_bytes"
        case flopsPerByte = "flops_per_byte"
    }
}
