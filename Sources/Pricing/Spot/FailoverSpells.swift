/// Spells as a job sees them that goes on in another zone when its machine is taken away.
///
/// Zones are in the order in which they are preferred, as by price. After an interruption the first zone that has a machine is taken; a job stays
/// where it is until it is interrupted. Without a machine anywhere it waits for whichever comes first. A machine's going is noticed at once.
public struct FailoverSpells: SpellSource {
    private var zones: [(source: any SpellSource, spell: Spell)]
    private let transfer: Double
    private var last: Int?

    /// Zones whose time runs together.
    ///
    /// - Parameters:
    ///   - zones: What is to be had where, each from the same moment on; one or more.
    ///   - transfer: What a launch needs beside R after a job moved to another zone, in hours.
    public init(_ zones: [any SpellSource], transfer: Double) {
        self.zones = zones.map { source in
            var source = source
            let spell = source.next()
            return (source, spell)
        }
        self.transfer = transfer
    }

    /// The next spell: with a machine in some zone, or without one in any.
    public mutating func next() -> Spell {
        guard let place = zones.firstIndex(where: { $0.spell.isUp && $0.spell.hours > 0 }) else {
            let wait = zones.map(\.spell.hours).min() ?? .infinity
            if wait.isFinite { pass(wait) }
            return Spell(isUp: false, hours: wait)
        }
        let hours = zones[place].spell.hours
        let isMove = last != nil && last != place
        last = place
        if hours.isFinite { pass(hours) }
        return Spell(isUp: true, hours: hours, zone: place, transfer: isMove ? transfer : 0)
    }

    private mutating func pass(_ hours: Double) {
        for place in zones.indices {
            var left = hours
            while left >= zones[place].spell.hours {
                left -= zones[place].spell.hours
                zones[place].spell = zones[place].source.next()
            }
            let spell = zones[place].spell
            zones[place].spell = Spell(isUp: spell.isUp, hours: spell.hours - left)
        }
    }
}
