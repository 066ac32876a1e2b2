/// The operators that networks are made of. An enum, so that whoever executes or exports a graph names each of them.
public enum Operator: Hashable, Sendable {
    /// Convolution, also grouped, depthwise, dilated and asymmetric.
    case convolution(Convolution)
    /// Batch normalisation.
    case batchNormalization(BatchNormalization)
    /// Division by a power of the neighbouring channels.
    case localResponseNormalization(LocalResponseNormalization)
    /// Fully connected layer.
    case linear(Linear)
    /// Element-wise function without parameters.
    case activation(Activation)
    /// ReLU with a learned slope below zero.
    case parametricReLU(ParametricReLU)
    /// Maximum under a sliding window.
    case maxPool(MaxPool)
    /// Mean under a sliding window.
    case averagePool(AveragePool)
    /// Mean over a fixed number of parts; global with size 1.
    case adaptiveAveragePool(AdaptiveAveragePool)
    /// Sum of two values.
    case add(Add)
    /// Product of two values, the second perhaps with one factor for each channel.
    case multiply(Multiply)
    /// Values one after another along the channels.
    case concatenate(Concatenate)
    /// Channels of zeros behind the others.
    case padChannels(ChannelPadding)
    /// Parts along the channels.
    case split(Split)
    /// Interleaved channels.
    case channelShuffle(ChannelShuffle)
    /// An image as a vector.
    case flatten(Flatten)
    /// Random zeros in training: elements, channels or samples.
    case dropout(Dropout)
    /// Nothing.
    case identity(Identity)
    /// Logits to probabilities.
    case softmax(Softmax)

    /// The operator's rules.
    public var rule: any LayerOperator {
        switch self {
        case .convolution(let rule): rule
        case .batchNormalization(let rule): rule
        case .localResponseNormalization(let rule): rule
        case .linear(let rule): rule
        case .activation(let rule): rule
        case .parametricReLU(let rule): rule
        case .maxPool(let rule): rule
        case .averagePool(let rule): rule
        case .adaptiveAveragePool(let rule): rule
        case .add(let rule): rule
        case .multiply(let rule): rule
        case .concatenate(let rule): rule
        case .padChannels(let rule): rule
        case .split(let rule): rule
        case .channelShuffle(let rule): rule
        case .flatten(let rule): rule
        case .dropout(let rule): rule
        case .identity(let rule): rule
        case .softmax(let rule): rule
        }
    }

    /// The word for the operator in tables: `convolution`, `depthwise_convolution`, `relu`…
    public var kind: String {
        switch self {
        case .convolution(let convolution): convolution.isDepthwise ? "depthwise_convolution" : "convolution"
        case .batchNormalization: "batch_normalization"
        case .localResponseNormalization: "local_response_normalization"
        case .linear: "linear"
        case .activation(let activation): activation.rawValue
        case .parametricReLU: "prelu"
        case .maxPool: "max_pool"
        case .averagePool: "average_pool"
        case .adaptiveAveragePool(let pool): pool.isGlobal ? "global_average_pool" : "adaptive_average_pool"
        case .add: "add"
        case .multiply: "multiply"
        case .concatenate: "concatenate"
        case .padChannels: "channel_padding"
        case .split: "split"
        case .channelShuffle: "channel_shuffle"
        case .flatten: "flatten"
        case .dropout(let dropout):
            switch dropout.unit {
            case .element: "dropout"
            case .channel: "spatial_dropout"
            case .sample: "stochastic_depth"
            }
        case .identity: "identity"
        case .softmax: "softmax"
        }
    }
}
