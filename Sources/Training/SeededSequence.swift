/// Random numbers by position: SplitMix64 (Steele, Lea and Flood 2014), started from words that say what they are for.
///
/// Nothing is drawn in advance, so any epoch and any image can be had without those before it: what a resumed training needs.
public struct SeededSequence: Hashable, Sendable {
    private var state: UInt64

    /// The sequence that belongs to these numbers, such as seed, purpose, epoch and image.
    public init(_ words: UInt64...) {
        state = words.reduce(0x6A09_E667_F3BC_C908) { Self.mix(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15) }
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A whole number from 0 below `bound`, each equally likely (Lemire 2019, without rejection: the bias is below 2⁻³²).
    public mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 ..< count in random order (Fisher and Yates).
    public mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        var last = count - 1
        while last > 0 {
            order.swapAt(last, next(below: last + 1))
            last -= 1
        }
        return order
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
