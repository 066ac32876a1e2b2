/// A trace whose end is joined to its begin, so that a job may be started at any moment of it and always has somewhere to go on.
///
/// Only starts from which the job ends before the trace does would favour short jobs and calm times. The seam makes no interruption: two
/// ups that meet there are one, whose true length was cut off at both ends.
public struct TraceRing: Hashable, Sendable {
    /// Spells of alternating kind around the ring; a single one never ends.
    private let spells: [Spell]
    /// The hour at which each spell ends.
    private let ends: [Double]

    /// The hours of one round.
    public var hours: Double { ends.last ?? 0 }
    /// Whether a machine is ever to be had.
    public var isEverUp: Bool { spells.contains(where: \.isUp) }

    /// Closes a trace.
    public init(_ trace: AvailabilityTrace) {
        var spells = trace.spells
        if spells.count > 1, let first = spells.first, let last = spells.last, first.isUp == last.isUp {
            spells[0] = Spell(isUp: first.isUp, hours: first.hours + last.hours)
            spells.removeLast()
        }
        self.spells = spells
        var end = 0.0
        ends = spells.map { spell in
            end += spell.hours
            return end
        }
    }

    /// The spells as they come from a moment of the ring on, 0 ≤ hour < ``hours``.
    public func spells(from hour: Double) -> some SpellSource {
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > hour { high = middle } else { low = middle + 1 }
        }
        return Course(spells: spells, index: low, rest: max(0, ends[low] - hour))
    }

    private struct Course: SpellSource {
        let spells: [Spell]
        var index: Int
        var rest: Double?

        mutating func next() -> Spell {
            guard spells.count > 1 else { return Spell(isUp: spells[0].isUp, hours: .infinity) }
            defer {
                index = index + 1 == spells.count ? 0 : index + 1
                rest = nil
            }
            return Spell(isUp: spells[index].isUp, hours: rest ?? spells[index].hours)
        }
    }
}
