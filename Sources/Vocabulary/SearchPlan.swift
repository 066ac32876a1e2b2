/// How a search draws its trainings, judges them on the way, and when it stops drawing.
public struct SearchPlan: Hashable, Sendable {
    /// How runs are judged.
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not at all: every sample is trained to its end (Bergstra and Bengio 2012).
        case random
        /// Asynchronous successive halving: a run that is not among the best at a rung is stopped there (Li et al. 2020).
        case asha
    }

    /// What runs are compared by: numbers that a training reports once an epoch. Test images decide nothing, so theirs are not among them.
    public enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
        /// Share of the validation images that are named rightly.
        case validationAccuracy = "validation_accuracy"
        /// Mean loss of the validation images.
        case validationLoss = "validation_loss"
        /// Share of the training images that are named rightly.
        case trainAccuracy = "train_accuracy"
        /// Mean loss of the training images.
        case epochLoss = "epoch_train_loss"

        /// Whether more is better.
        public var isBetterHigher: Bool {
            switch self {
            case .validationAccuracy, .trainAccuracy: true
            case .validationLoss, .epochLoss: false
            }
        }

        /// Whether validation images are needed for it.
        public var needsValidation: Bool { self == .validationAccuracy || self == .validationLoss }
    }

    /// When successive halving judges.
    public struct Halving: Hashable, Sendable {
        /// r: epochs before the first rung.
        public let leastEpochs: Int
        /// η: one in so many goes on from a rung.
        public let reduction: Int
        /// R: epochs of a whole training.
        public let mostEpochs: Int

        /// Rungs at r, rη, rη²… below R.
        public init(leastEpochs: Int, reduction: Int, mostEpochs: Int) {
            self.leastEpochs = leastEpochs
            self.reduction = reduction
            self.mostEpochs = mostEpochs
        }

        /// The epochs after which runs are judged, ascending.
        public var rungs: [Int] {
            var rungs: [Int] = []
            var epoch = leastEpochs
            while epoch < mostEpochs {
                rungs.append(epoch)
                epoch *= reduction
            }
            return rungs
        }
    }

    /// What is drawn, by the names of a training's fields.
    public let space: [String: SearchRange]
    /// How many trainings are drawn.
    public let samples: Int
    /// Decides what is drawn.
    public let seed: UInt64
    /// What runs are compared by.
    public let measure: Measure
    /// When runs are judged; nil for a random search.
    public let halving: Halving?
    /// Seconds of all attempts together after which no more sample starts; nil for none.
    public let maximumSeconds: Double?

    /// How runs are judged.
    public var method: Method { halving == nil ? .random : .asha }

    /// The most samples of a search.
    public static let maximumSamples = 1000

    /// A plan; its parts are within their ranges.
    public init(
        space: [String: SearchRange], samples: Int, seed: UInt64 = 1, measure: Measure = .validationAccuracy,
        halving: Halving? = nil, maximumSeconds: Double? = nil
    ) {
        self.space = space
        self.samples = samples
        self.seed = seed
        self.measure = measure
        self.halving = halving
        self.maximumSeconds = maximumSeconds
    }

    /// The drawn fields of one sample, from 0.
    ///
    /// Each field of each sample has a draw of its own, so that more samples or another field leave the others as they are.
    public func values(of sample: Int) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (name, range) in space { values[name] = range.value(at: draw(name, sample)) }
        return values
    }

    /// 0 ..< 1: SplitMix64's finaliser (Steele, Lea and Flood 2014) over seed, the name's FNV-1a hash and the sample's number.
    private func draw(_ name: String, _ sample: Int) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let mixed = [seed, hash, UInt64(sample)].reduce(0x6A09_E667_F3BC_C908) {
            Self.mix(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15)
        }
        return Double(mixed >> 11) / 0x1p53
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
