extension Money {
    /// The amount times a number, rounded once, half to even, to a nano-dollar; nil when the result is not finite or out of range.
    ///
    /// Exact before it is rounded: 63 bits of the amount times 53 of the number fit into 128.
    public func scaled(by factor: Double) -> Money? {
        guard factor.isFinite else { return nil }
        guard factor.isNormal, nanodollars != 0 else { return .zero }
        let significand = Int128(factor.significandBitPattern | 1 << 52)
        let product = Int128(nanodollars) * (factor < 0 ? -significand : significand)
        let shift = Int(factor.exponent) - 52
        // |product| < 2¹¹⁶, so that eleven more bits fit; with twelve no amount but zero is in range.
        guard shift <= 11 else { return nil }
        let rounded = shift >= 0 ? product << shift : Self.halved(product, times: -shift)
        return Int64(exactly: rounded).map(Money.init(nanodollars:))
    }

    /// A number over 2ⁿ, n ≥ 1, rounded half to even.
    private static func halved(_ number: Int128, times: Int) -> Int128 {
        guard times <= 120 else { return 0 }
        let down = number >> times
        let rest = number - (down << times)
        let half = Int128(1) << (times - 1)
        let isUp = rest > half || (rest == half && down & 1 == 1)
        return isUp ? down + 1 : down
    }
}
