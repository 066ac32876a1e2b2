import ModelGraph

/// α, which makes every layer of a network wider or narrower (Howard et al. 2017, "MobileNets", section 3.3).
struct WidthMultiplier: Hashable, Sendable {
    let factor: Double

    /// The factors that are built; the papers have 0.25 to 2.
    static let range = 0.1...4.0

    /// The largest number of channels of a paper's table is 1280: times 4 it is far below the operators' own limit.
    func validate(for network: String) throws(ModelGraphError) {
        guard Self.range.contains(factor) else {
            throw .invalidAttribute(
                node: network, attribute: "width", value: String(factor),
                expected: "\(Self.range.lowerBound)…\(Self.range.upperBound)")
        }
    }

    /// Channels of a layer that has `count` of them at width 1.
    func channels(_ count: Int) -> Int { Self.divisible(Double(count) * factor) }

    /// The nearest multiple of 8, at least 8, but never less than nine tenths of what was asked for.
    ///
    /// The rule of the MobileNetV2 authors' code (`_make_divisible` in tensorflow/models), which torchvision and timm follow.
    static func divisible(_ value: Double) -> Int {
        let nearest = max(8, Int(value + 4) / 8 * 8)
        return Double(nearest) < 0.9 * value ? nearest + 8 : nearest
    }

    /// The network's name: the family's own for width 1, else with a suffix as `_x0_5`.
    func name(_ base: String) -> String { factor == 1 ? base : "\(base)_x\(Self.suffix(factor))" }

    /// `0.5` → `0_5`.
    static func suffix(_ factor: Double) -> String {
        String(factor).split(separator: ".").joined(separator: "_")
    }

    /// The family's name and the factor of a name as `mobilenet_v2_x0_75`; nil for names without such a suffix.
    static func parse(_ name: String) -> (base: String, width: WidthMultiplier)? {
        guard let marker = name.lastIndex(of: "x"), name[..<marker].hasSuffix("_") else { return nil }
        let digits = name[marker...].dropFirst().split(separator: "_", omittingEmptySubsequences: false)
        guard digits.count == 2, digits.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let factor = Double(digits.joined(separator: "."))
        else { return nil }
        let (base, width) = (String(name[..<marker].dropLast()), WidthMultiplier(factor: factor))
        // One name for each width: not `_x0_50`, not `_x1_0`.
        return width.name(base) == name ? (base, width) : nil
    }
}
