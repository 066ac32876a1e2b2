/// Which images a training uses, and what is done to them before the network sees them.
public struct ImageOptions: Hashable, Sendable {
    /// Share of the training images that are kept back to decide by, 0 ..< 1; with 0 the test images are only watched.
    public var validationShare = 0.0
    /// Classes that are kept, by their number in the data set, renumbered from 0; nil keeps all.
    public var classes: [Int]?
    /// The most training images of a class; nil takes all.
    public var perClass: Int?
    /// Pixels that the shorter side is resized to; nil leaves images as they are.
    public var resize: Int?
    /// Pixels of the square that is cut out: in the middle for testing, anywhere for training with ``pad``; nil cuts none.
    public var crop: Int?
    /// Zeros put around a training image before it is cut to its size again at a random place.
    public var pad = 0
    /// Whether half of the training images, by chance, are mirrored left to right.
    public var flip = false
    /// Mean of each channel, of values 0…1, that is taken off; nil measures it on the training images.
    public var mean: [Double]?
    /// Standard deviation of each channel, of values 0…1, that is divided by; nil measures it on the training images.
    public var deviation: [Double]?
    /// Principal components of the training images that the network sees in their place; nil shows the images.
    public var principalComponents: Int?

    /// All images as they are.
    public init() {}
}

/// How weights follow gradients.
public struct OptimizationOptions: Hashable, Sendable {
    /// The rule, with PyTorch's meaning.
    public enum Optimizer: String, Hashable, Sendable, Codable, CaseIterable {
        /// Stochastic gradient descent, with momentum where one is given.
        case sgd
        /// Kingma and Ba 2014; weight decay is added to the gradient.
        case adam
        /// Loshchilov and Hutter 2017; weight decay is taken off the weight.
        case adamw
        /// Tieleman and Hinton 2012.
        case rmsprop

        /// The learning rate where none is given: PyTorch's own, but 0.05 for SGD.
        public var usualLearningRate: Double {
            switch self {
            case .sgd: 0.05
            case .adam, .adamw: 0.001
            case .rmsprop: 0.01
            }
        }
    }

    /// The rule.
    public var optimizer = Optimizer.sgd
    /// The learning rate that the schedule moves; nil takes the optimizer's usual one.
    public var learningRate: Double?
    /// SGD's and RMSprop's momentum.
    public var momentum = 0.9
    /// Nesterov's momentum, SGD only.
    public var nesterov = false
    /// Weight decay.
    public var weightDecay = 0.0
    /// Whether biases, and scales and shifts of batch normalisations, decay too.
    public var decaysAll = false
    /// Adam's decay of the gradient's mean.
    public var beta1 = 0.9
    /// Adam's decay of the gradient's square.
    public var beta2 = 0.999
    /// Adam's and RMSprop's ε.
    public var epsilon = 1e-8
    /// RMSprop's decay of the gradient's square.
    public var alpha = 0.99
    /// Share of the target that is spread over all classes (Szegedy et al. 2015, section 7).
    public var labelSmoothing = 0.0
    /// Gradients longer than this, as one vector, are shortened to it; 0 leaves them.
    public var clipNorm = 0.0
    /// Batches whose gradients are added up before the weights move.
    public var accumulate = 1
    /// Decay of a moving average of the weights, which is then what is tested and stored; 0 keeps none.
    public var averageDecay = 0.0

    /// SGD with momentum 0.9.
    public init() {}

    /// The learning rate that the schedule moves.
    public var resolvedLearningRate: Double { learningRate ?? optimizer.usualLearningRate }
}

/// How the learning rate moves.
public struct ScheduleOptions: Hashable, Sendable {
    /// The curve, with PyTorch's meaning.
    public enum Curve: String, Hashable, Sendable, Codable, CaseIterable {
        /// The same rate throughout.
        case constant
        /// Multiplied by a factor every few epochs.
        case step
        /// Half a cosine from the rate to ``ScheduleOptions/finalRate``.
        case cosine
        /// Up and down once (Smith and Topin 2017), the rate being the top.
        case oneCycle = "one_cycle"
    }

    /// The curve.
    public var curve = Curve.cosine
    /// Epochs over which the rate rises from a tenth before the curve begins; fractions are allowed.
    public var warmupEpochs = 0.0
    /// Epochs between two steps of ``Curve/step``.
    public var stepEpochs = 10
    /// The factor of ``Curve/step``.
    public var stepFactor = 0.1
    /// Where the cosine ends.
    public var finalRate = 0.0

    /// A cosine to 0.
    public init() {}
}

/// When a training stops, and how often it saves.
public struct TrainingLimits: Hashable, Sendable {
    /// Epochs without a better validation accuracy after which it stops, and then gives the weights of the best epoch; nil goes on to
    /// the last epoch and gives its weights.
    public var patience: Int?
    /// Seconds after which it stops at the next step, with what it has; nil for none.
    public var maxSeconds: Int?
    /// The most that all attempts together may cost by their machines' marginal rates; at the end of the money it stops with what it
    /// has. Nil for none.
    public var maxCost: Money?
    /// Seconds between two checkpoints; nil writes none but at a stop.
    public var checkpointSeconds: Int? = 60
    /// Updates between two checkpoints, beside the seconds; nil counts none.
    public var checkpointSteps: Int?
    /// Whether only operators that give the same bits every time may be used.
    public var deterministic = true

    /// A checkpoint a minute, no other limit.
    public init() {}
}
