/// A default with its range and its source; it counts as assumed until the user states the value.
///
/// The table is `docs/pricing.md`, "Defaults".
public struct DeviceDefault: Hashable, Sendable {
    /// The value.
    public let value: Double
    /// What it can be.
    public let range: ClosedRange<Double>
    /// The unit, empty for a share or a ratio.
    public let unit: String
    /// Who says so, with the date.
    public let source: String

    /// US dollars for a kilowatt-hour.
    public static let tariff = DeviceDefault(
        value: 0.16, range: 0.05...0.45, unit: "USD/kWh",
        source: "US residential average 2023 (EIA); Italy 0.43 and Ireland 0.45 in March 2025 (Statista)")
    /// Energy of the building for each unit of the machine's energy.
    public static let powerUsageEffectiveness = DeviceDefault(
        value: 1, range: 1...1.58, unit: "",
        source: "a home has no machine room; data centres 1.54 in 2025 and 1.58 in 2023 (Uptime Institute surveys)")
    /// Output of a power supply for each watt from the wall.
    public static let supplyEfficiency = DeviceDefault(
        value: 0.88, range: 0.80...0.94, unit: "", source: "80 PLUS levels (recalled; confirm)")
    /// Watts of board, memory, fans and disks of a desktop machine.
    public static let restOfDesktop = DeviceDefault(
        value: 30, range: 10...80, unit: "W", source: "convention (recalled; confirm with a wall meter)")
    /// Years of use.
    public static let lifetimeYears = DeviceDefault(
        value: 4, range: 2...7, unit: "years", source: "convention; ask the user")
    /// Share of the price that is left at the end.
    public static let residualShare = DeviceDefault(
        value: 0.2, range: 0...0.5, unit: "", source: "convention; ask the user")
    /// Share of all hours in which the device works.
    public static let utilisation = DeviceDefault(
        value: 0.2, range: 0.05...0.8, unit: "", source: "convention; ask the user")
    /// Grams of CO₂ equivalent for a kilowatt-hour.
    public static let carbonGrams = DeviceDefault(
        value: 475, range: 16...713, unit: "g/kWh",
        source: "world average; countries from codecarbon's global_energy_mix.json, 2023")

    /// Grams of CO₂ equivalent for a kilowatt-hour by country (ISO 3166-1 alpha-3), 2023, codecarbon's global_energy_mix.json.
    public static let carbonGramsByCountry: [String: Double] = [
        "USA": 369, "DEU": 381, "FRA": 56, "GBR": 238, "IND": 713, "POL": 662, "SWE": 41, "CHN": 582, "BRA": 98,
    ]
}
