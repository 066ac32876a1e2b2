import Vocabulary

/// The inputs of a benchmark: different from one another, never all zero, the same for the same seed.
///
/// Values are bell-shaped with mean 0 and variance 1, like images after the usual normalisation: the sum of four uniform
/// numbers of 16 bits, scaled (Irwin–Hall distribution with n = 4, within ±3.46).
public struct SeededInputs: Sendable {
    /// How many inputs there are in rotation.
    public static let count = InputRotation.count

    /// All values; input k begins at `layout.offset(k)`.
    public let values: [Float]
    /// How many values an input has.
    public let length: Int

    /// Values that all inputs take together; `Int.max` where they cannot be counted.
    public static func totalCount(length: Int) -> Int { InputRotation.valueCount(length: length) }

    /// Draws the inputs.
    ///
    /// - Parameters:
    ///   - length: Values of one input, as 3·224·224 for a batch of one image.
    ///   - seed: The run's seed.
    public init(length: Int, seed: UInt64) {
        self.length = length
        layout = Layout(step: InputRotation.step(length: length))
        let total = Self.totalCount(length: length)
        var generator = SplitMix64(seed: seed)
        values = unsafe [Float](unsafeUninitializedCapacity: total) { buffer, initialized in
            for index in 0..<total { unsafe buffer[index] = generator.bell() }
            initialized = total
        }
    }

    /// Where the inputs lie in ``values``.
    public let layout: Layout

    /// Where the inputs lie.
    public struct Layout: Sendable {
        let step: Int

        /// The place of the first value of input `index`, a multiple of 64; indices count on round and round.
        public func offset(_ index: Int) -> Int { step * (index % SeededInputs.count) }
    }
}

/// A small generator with a fixed sequence for a seed (Steele, Lea and Flood, 2014, Fast splittable pseudorandom number generators).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins the sequence of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A value of mean 0 and variance 1: four uniform numbers U of 16 bits have the sum's variance 4·(2^32 − 1)/12.
    mutating func bell() -> Float {
        let bits = next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        // √(4·(2^32 − 1)/12) = 37837.2; the mean of the sum is 4·(2^16 − 1)/2 = 131070.
        return (Float(sum) - 131_070) / 37_837.2
    }
}
