import Foundation

extension SeededGenerator {
    /// A number above 0 and below 1, with 53 random bits.
    public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// An exponential number with mean 1, by inversion.
    public mutating func exponential() -> Double { -log(uniform()) }

    /// A normal number with mean 0 and variance 1: Box and Muller 1958, the cosine branch.
    public mutating func normal() -> Double {
        let radius = sqrt(2 * exponential())
        return radius * cos(2 * .pi * uniform())
    }

    /// A gamma number with that shape (above 0) and rate 1: Marsaglia and Tsang, ACM TOMS 26(3), 2000.
    public mutating func gamma(shape: Double) -> Double {
        guard shape >= 1 else { return gamma(shape: shape + 1) * pow(uniform(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / sqrt(9 * d)
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if log(uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
