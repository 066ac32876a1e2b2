import Vocabulary

/// Ranked ways to do some work within limits; or, when there is none, which limit is in the way and by how much.
public struct Plan: Hashable, Sendable {
    /// A limit that alone stands in the way: with it loosened to `needed`, there would be a way.
    public struct Binding: Hashable, Sendable {
        /// Which.
        public let kind: PlanLimits.Kind
        /// The least (for accuracy: the most) that can be had while every other limit is kept, in the limit's unit.
        public let needed: Double
        /// The option that would do it.
        public let option: PlanOption
    }

    /// Ways that keep every limit, the cheapest at 90 % first.
    public let options: [PlanOption]
    /// Those of them that no other beats in cost and time at once.
    public let front: [PlanOption]
    /// For each limit that could be loosened alone; the smallest stretch first. Empty when there are options.
    public let bindings: [Binding]
    /// When no single limit can be loosened: the option that misses least, by the sum of logarithms of its misses, with what it misses.
    public let nearest: PlanOption?

    /// Ranks options.
    public init(_ options: [PlanOption], limits: PlanLimits) {
        let strained = options.map { (option: $0, strain: limits.strain($0)) }
        let kept = strained.filter { $0.strain.values.allSatisfy { $0 <= 1 } }.map(\.option)
        let priced = kept.filter { $0.estimate.cost(limits.basis).value != nil }
        self.options = priced.sorted { Self.precedes($0, $1, limits.basis) }
        front = Self.front(of: self.options, basis: limits.basis)
        bindings = self.options.isEmpty ? Self.bindings(strained, limits) : []
        nearest = self.options.isEmpty && bindings.isEmpty ? Self.nearest(strained) : nil
    }

    private static func precedes(_ left: PlanOption, _ right: PlanOption, _ basis: CostBasis) -> Bool {
        let (first, second) = (left.estimate.cost(basis).value?.p90, right.estimate.cost(basis).value?.p90)
        guard let first, let second else { return first != nil }
        if first != second { return first < second }
        return "\(left.estimate.host)" < "\(right.estimate.host)"
    }

    /// In order of cost at 90 %: each that is faster at 90 % than all cheaper ones.
    private static func front(of options: [PlanOption], basis: CostBasis) -> [PlanOption] {
        var best = Double.infinity
        return options.filter { option in
            guard option.estimate.makespanHours.p90 < best else { return false }
            best = option.estimate.makespanHours.p90
            return true
        }
    }

    private static func bindings(
        _ strained: [(option: PlanOption, strain: [PlanLimits.Kind: Double])], _ limits: PlanLimits
    ) -> [Binding] {
        var found: [(stretch: Double, binding: Binding)] = []
        for kind in PlanLimits.Kind.allCases {
            let able = strained.filter { item in
                item.strain.allSatisfy { $0.key == kind || $0.value <= 1 } && (item.strain[kind] ?? 0) > 1
            }
            guard let best = able.min(by: { ($0.strain[kind] ?? .infinity) < ($1.strain[kind] ?? .infinity) }),
                let stretch = best.strain[kind], stretch.isFinite, let needed = limits.value(kind, of: best.option)
            else { continue }
            found.append((stretch, Binding(kind: kind, needed: needed, option: best.option)))
        }
        return found.sorted { $0.stretch < $1.stretch }.map(\.binding)
    }

    private static func nearest(
        _ strained: [(option: PlanOption, strain: [PlanLimits.Kind: Double])]
    ) -> PlanOption? {
        strained.filter { $0.strain.values.allSatisfy(\.isFinite) }.min { miss($0.strain) < miss($1.strain) }?.option
    }

    private static func miss(_ strain: [PlanLimits.Kind: Double]) -> Double {
        strain.values.reduce(1) { $0 * max(1, $1) }
    }
}
