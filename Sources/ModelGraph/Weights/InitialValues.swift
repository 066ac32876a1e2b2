import Foundation

/// A rule that makes a tensor's initial values; element i depends on the tensor's name, the seed and i, on nothing else.
///
/// So the order of tensors does not matter, a piece can be made without those before it, and every platform gives the
/// same bits: only integer arithmetic and the four IEEE operations and square root are used.
struct InitialValues: Hashable, Sendable {
    let rule: Rule
    /// Hash of the tensor's name and the seed: where its stream of random numbers starts.
    let key: UInt64

    enum Rule: Hashable, Sendable {
        /// Each element is this number.
        case constant(Float)
        /// Each element is this 64-bit number.
        case integer(Int64)
        /// Normal distribution with mean 0 and this standard deviation.
        case normal(Double)
    }

    /// The rules for each role.
    ///
    /// Weights: normal with variance 2/fan-in, He et al. 2015 ("Delving Deep into Rectifiers", equation 10), fan-in = inputs
    /// that one output sums over. Biases 0; batch normalisation γ 1, β 0, mean 0, variance 1, as in torchvision. Slopes of
    /// parametric ReLUs 0.25 (the same paper, section 2.1; torch).
    init(for parameter: Parameter, seed: UInt64) {
        key = SplitMix.mix(SplitMix.hash(parameter.name) ^ SplitMix.mix(seed))
        switch parameter.role {
        case .weight:
            let fanIn = parameter.shape.dropFirst().reduce(1, *)
            rule = .normal((2 / Double(fanIn)).squareRoot())
        case .scale, .runningVariance: rule = .constant(1)
        case .slope: rule = .constant(0.25)
        case .bias, .shift, .runningMean: rule = .constant(0)
        case .batchCount: rule = .integer(0)
        }
    }

    /// The values of these elements, little-endian.
    func bytes(of range: Range<Int>) -> Data {
        switch rule {
        case .constant(let value): Self.bytes([Float](repeating: value, count: range.count))
        case .integer(let value): Self.bytes([Int64](repeating: value, count: range.count))
        case .normal(let deviation):
            Self.bytes(range.map { Float(deviation * NormalQuantile.value(at: uniform(at: $0))) })
        }
    }

    /// The middle of one of 2⁵² equal parts of 0…1, so that neither end is ever met.
    private func uniform(at index: Int) -> Double {
        let random = SplitMix.element(UInt64(index), key: key)
        return (Double(random >> 12) + 0.5) * 0x1p-52
    }

    private static func bytes(_ values: [some BitwiseCopyable]) -> Data {
        values.withUnsafeBytes { Data($0) }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014, figure 10), used by position: its state after i steps is key + (i + 1)·γ.
enum SplitMix {
    static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func element(_ index: UInt64, key: UInt64) -> UInt64 {
        mix(key &+ (index &+ 1) &* gamma)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// FNV-1a, 64 bits, of the UTF-8 bytes: Swift's own hashes differ from run to run.
    static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
