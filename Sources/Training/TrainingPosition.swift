/// Where a training is, beside its tensors: enough to draw the next batch as if nothing had happened.
public struct TrainingPosition: Hashable, Sendable, Codable {
    /// What the training is: a checkpoint of another configuration, data set or network is refused.
    public let identity: String
    /// The epoch that is under way, from 0.
    public var epoch: Int
    /// Batches of that epoch that are done.
    public var batch: Int
    /// Updates of the weights so far.
    public var updates: Int
    /// Seconds of training before this process, for the limit in time.
    public var seconds: Double
    /// Sum of the losses of the epoch's images so far.
    public var lossSum: Double
    /// Images of the epoch named rightly so far.
    public var correct: Int
    /// Images of the epoch so far.
    public var images: Int
    /// What early stopping has seen.
    public var stopping: EarlyStopping
    /// Every number that was reported, so that a resumed run's curves are whole.
    public var history: [Point]

    /// One reported number.
    public struct Point: Hashable, Sendable, Codable {
        /// The metric's name.
        public let key: String
        /// Its value; bits, because JSON has no word for NaN.
        public let bits: UInt64
        /// The step it belongs to.
        public let step: Int64
        /// When, in milliseconds since 1970.
        public let milliseconds: Int64

        /// A number.
        public init(key: String, value: Double, step: Int64, milliseconds: Int64) {
            self.key = key
            bits = value.bitPattern
            self.step = step
            self.milliseconds = milliseconds
        }

        /// The number.
        public var value: Double { Double(bitPattern: bits) }
    }

    /// The beginning of a training.
    public init(identity: String, patience: Int?) {
        self.identity = identity
        epoch = 0
        batch = 0
        updates = 0
        seconds = 0
        lossSum = 0
        correct = 0
        images = 0
        stopping = EarlyStopping(patience: patience)
        history = []
    }
}
