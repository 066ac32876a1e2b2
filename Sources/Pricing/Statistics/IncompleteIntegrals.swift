import Foundation

/// The two incomplete integrals behind the quantiles.
enum IncompleteIntegrals {
    private static let epsilon = 1e-16
    private static let tiny = 1e-300

    /// P(a, x), the regularised lower incomplete gamma function; a > 0, x ≥ 0. Series DLMF 8.11.4, continued fraction DLMF 8.9.2.
    static func gamma(_ a: Double, _ x: Double) -> Double {
        guard x > 0 else { return 0 }
        let front = exp(a * log(x) - x - lgamma(a))
        return x < a + 1 ? front * gammaSeries(a, x) : 1 - front * gammaFraction(a, x)
    }

    private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var n = a
        while abs(term) > abs(sum) * epsilon {
            n += 1
            term *= x / n
            sum += term
        }
        return sum
    }

    /// By Lentz's method, as modified by Thompson and Barnett 1986.
    private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for i in 1...10_000 {
            let an = -Double(i) * (Double(i) - a)
            b += 2
            d = 1 / nonzero(an * d + b)
            c = nonzero(b + an / c)
            value *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return value
    }

    /// I_x(a, b), the regularised incomplete beta function; a, b > 0, 0 ≤ x ≤ 1. Continued fraction DLMF 8.17.22.
    static func beta(_ a: Double, _ b: Double, _ x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return x < (a + 1) / (a + b + 2)
            ? front * betaFraction(a, b, x) / a : 1 - front * betaFraction(b, a, 1 - x) / b
    }

    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
        var value = d
        for i in 1...10_000 {
            let m = Double(i)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d)
            c = nonzero(1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d)
            c = nonzero(1 + odd / c)
            value *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return value
    }

    private static func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
}
