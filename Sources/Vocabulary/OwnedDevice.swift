/// A machine that the user has: what it cost, what it draws, and what its electricity costs.
///
/// What the user has not said is nil. Whoever computes takes a stated default for it and says so; power has no default.
public struct OwnedDevice: Hashable, Sendable {
    /// The user's name for it.
    public var name: String
    /// Its accelerator or processor, as in the device facts.
    public var hardware: String?
    /// What it cost, US dollars.
    public var price: Money?
    /// What it will still be worth at the end, US dollars.
    public var residual: Money?
    /// Whether the price is spent anyway and must not count.
    public var isSunk: Bool?
    /// Years of use.
    public var lifetimeYears: Double?
    /// Share of all hours in which it works, above 0 to 1.
    public var utilisation: Double?
    /// Whether it is on anyway, so that a job adds only the power above idle.
    public var isOnAnyway: Bool?
    /// Whether it exists for these jobs alone, so that they carry its idle hours.
    public var isDedicated: Bool?
    /// Power at the wall when idle, watts.
    public var idleWatts: Double?
    /// Power at the wall under load, watts.
    public var loadWatts: Double?
    /// What its electricity costs.
    public var tariff: Tariff?
    /// Energy of the building for each unit of the machine's energy; 1 at home.
    public var powerUsageEffectiveness: Double?
    /// Carbon intensity of its electricity, grams of CO₂ equivalent for a kilowatt-hour.
    public var carbonGramsPerKilowattHour: Double?
    /// Carbon of making it, kilograms of CO₂ equivalent.
    public var embodiedCarbonKilograms: Double?

    /// A device of which nothing but the name is known.
    ///
    /// - Throws: ``InvalidInput`` when `name` is empty, long or has control characters.
    public init(name: String) throws(InvalidInput) {
        guard name.isPlain(atMost: 200) else {
            throw InvalidInput(field: "name", expected: "text of 1 to 200 characters", received: name)
        }
        self.name = name
    }
}
