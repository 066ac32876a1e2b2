/// The inverse of the standard normal distribution's cumulative function.
///
/// Wichura 1988, algorithm AS 241, routine PPND7: seven decimal digits, what a Float32 holds. The logarithm of the tails is
/// computed here, because C libraries differ in its last bit and weights must be the same on every platform.
enum NormalQuantile {
    static func value(at probability: Double) -> Double {
        let q = probability - 0.5
        if q.magnitude <= 0.425 {
            let r = 0.180625 - q * q
            let numerator = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
            let denominator = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1
            return q * numerator / denominator
        }
        let tail = (-logarithm(q < 0 ? probability : 1 - probability)).squareRoot()
        let magnitude = tail <= 5 ? near(tail - 1.6) : far(tail - 5)
        return q < 0 ? -magnitude : magnitude
    }

    private static func near(_ r: Double) -> Double {
        let numerator = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        return numerator / ((0.12021132975 * r + 0.73700164250) * r + 1)
    }

    private static func far(_ r: Double) -> Double {
        let numerator = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        return numerator / ((0.012258202635 * r + 0.24197894225) * r + 1)
    }

    /// Natural logarithm of a positive normal number: x = m·2ᵉ, √½ ≤ m < √2, ln m = 2·artanh((m − 1)/(m + 1)).
    ///
    /// |argument| ≤ 0.172, so nine odd terms leave less than 10⁻¹⁵.
    static func logarithm(_ x: Double) -> Double {
        var mantissa = x.significand
        var exponent = Double(x.exponent)
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        let t = (mantissa - 1) / (mantissa + 1)
        let square = t * t
        var sum = 0.0
        for odd in stride(from: 17, through: 1, by: -2) { sum = sum * square + 1 / Double(odd) }
        return 2 * t * sum + exponent * 0.6931471805599453
    }
}
