/// A random sequence that its seed determines, the same on every machine.
///
/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, section 5 with the mixing
/// constants of Vigna's reference implementation. Period 2⁶⁴. Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence of a seed; every seed is good.
    public init(seed: UInt64) { state = seed }

    /// A sequence of its own for each purpose, so that drawing more for one leaves the others as they were.
    public init(seed: UInt64, stream: UInt64) {
        var outer = SeededGenerator(seed: seed)
        var inner = SeededGenerator(seed: outer.next() ^ stream)
        state = inner.next()
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
