import CTorchShim
import ModelGraph

/// A node's operator as the shim takes it.
struct LoweredOperator {
    let kind: cts_operator
    var integers: [Int64] = []
    var reals: [Double] = []

    init(_ node: Node) {
        switch node.operator {
        case .convolution(let rule):
            kind = CTS_CONVOLUTION
            integers = Self.flat(rule.window.stride, rule.window.padding, rule.window.dilation) + [Int64(rule.groups)]
        case .batchNormalization(let rule):
            kind = CTS_BATCH_NORMALIZATION
            reals = [Self.decimal(rule.epsilon), Self.decimal(rule.momentum)]
        case .linear: kind = CTS_LINEAR
        case .activation(let function):
            kind = CTS_ACTIVATION
            integers = [Int64(Self.number(of: function).rawValue)]
        case .maxPool(let rule):
            kind = CTS_MAX_POOL
            let window = rule.window
            integers = Self.flat(window.kernel, window.stride, window.padding, window.dilation)
            integers.append(rule.roundsUp ? 1 : 0)
        case .averagePool(let rule):
            kind = CTS_AVERAGE_POOL
            integers = Self.flat(rule.window.kernel, rule.window.stride, rule.window.padding)
            integers += [rule.roundsUp ? 1 : 0, rule.countsPadding ? 1 : 0]
        case .adaptiveAveragePool(let rule):
            kind = CTS_ADAPTIVE_AVERAGE_POOL
            integers = Self.flat(rule.size)
        case .add: kind = CTS_ADD
        case .concatenate: kind = CTS_CONCATENATE
        case .split(let rule):
            kind = CTS_SPLIT
            integers = rule.sections.map(Int64.init)
        case .channelShuffle(let rule):
            kind = CTS_CHANNEL_SHUFFLE
            integers = [Int64(rule.groups)]
        case .flatten: kind = CTS_FLATTEN
        case .dropout(let rule):
            kind = CTS_DROPOUT
            integers = [Int64(Self.number(of: rule.unit).rawValue)]
            reals = [Self.decimal(rule.probability)]
        case .identity: kind = CTS_IDENTITY
        case .softmax: kind = CTS_SOFTMAX
        case .localResponseNormalization(let rule):
            kind = CTS_LOCAL_RESPONSE_NORMALIZATION
            integers = [Int64(rule.size)]
            reals = [rule.alpha, rule.beta, rule.offset].map(Self.decimal)
        case .parametricReLU: kind = CTS_PARAMETRIC_RELU
        case .multiply: kind = CTS_MULTIPLY
        case .padChannels(let rule):
            kind = CTS_PAD_CHANNELS
            integers = [Int64(rule.added)]
        }
    }

    private static func number(of function: Activation) -> cts_activation {
        switch function {
        case .relu: CTS_RELU
        case .relu6: CTS_RELU6
        case .sigmoid: CTS_SIGMOID
        case .hardSigmoid: CTS_HARD_SIGMOID
        case .hardSwish: CTS_HARD_SWISH
        case .silu: CTS_SILU
        }
    }

    private static func number(of unit: Dropout.Unit) -> cts_dropout_unit {
        switch unit {
        case .element: CTS_ELEMENT
        case .channel: CTS_CHANNEL
        case .sample: CTS_SAMPLE
        }
    }

    private static func flat(_ extents: Extent...) -> [Int64] {
        extents.flatMap { [Int64($0.height), Int64($0.width)] }
    }

    /// The number that was written, not the Float nearest to it: 0.1, where `Double(Float(0.1))` is 0.100000001.
    private static func decimal(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
}
