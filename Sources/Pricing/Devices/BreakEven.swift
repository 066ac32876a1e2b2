public import Vocabulary

/// After how many hours of use a bought device is cheaper than a rented one.
///
/// H* = (price − residual) / (r · s − e), with s = T_cloud / T_device and e = PUE · P_wall · tariff; hours of the device.
public struct BreakEven: Hashable, Sendable {
    /// What enters the formula.
    public enum Input: String, Hashable, Sendable, Codable, CaseIterable {
        /// What the device costs, US dollars.
        case price = "price_usd"
        /// What it will still be worth, US dollars.
        case residual = "residual_usd"
        /// What an hour of the rented machine costs, US dollars.
        case hourly = "cloud_usd_per_hour"
        /// Hours of the rented machine for an hour of the device.
        case ratio = "cloud_hours_per_device_hour"
        /// Power from the wall under load, watts.
        case watts = "wall_watts"
        /// Price of a kilowatt-hour, US dollars.
        case tariff = "usd_per_kwh"
        /// Energy of the building for each unit of the machine's.
        case powerUsageEffectiveness = "pue"
    }

    /// The answer.
    public enum Answer: Hashable, Sendable {
        /// Hours of useful work on the device.
        case hours(Double)
        /// It never pays, and why.
        case never(reason: String)
    }

    /// How the answer moves with one input.
    public struct Swing: Hashable, Sendable {
        /// The input that moves.
        public let input: Input
        /// Its two values.
        public let values: ClosedRange<Double>
        /// The answer at the lower value.
        public let atLow: Answer
        /// The answer at the upper value.
        public let atHigh: Answer

        /// Hours between the two answers; infinite when one of them is never.
        public var width: Double {
            guard case .hours(let low) = atLow, case .hours(let high) = atHigh else {
                return atLow == atHigh ? 0 : .infinity
            }
            return abs(high - low)
        }
    }

    private let values: [Input: Double]

    /// A comparison of buying and renting.
    ///
    /// - Throws: ``InvalidInput`` that names each input out of its range.
    public init(
        price: Money, residual: Money, cloudHourly: Money, cloudHoursPerDeviceHour: Double, wallWatts: Double,
        perKilowattHour: Money, powerUsageEffectiveness: Double = 1
    ) throws(InvalidInput) {
        let values: [Input: Double] = [
            .price: Self.dollars(price), .residual: Self.dollars(residual), .hourly: Self.dollars(cloudHourly),
            .ratio: cloudHoursPerDeviceHour, .watts: wallWatts, .tariff: Self.dollars(perKilowattHour),
            .powerUsageEffectiveness: powerUsageEffectiveness,
        ]
        var complaints: [InvalidField] = []
        for input in Input.allCases {
            let value = values[input] ?? 0
            let mustBePositive = [.price, .hourly, .ratio, .watts, .powerUsageEffectiveness].contains(input)
            if !value.isFinite || value < 0 || (mustBePositive && value == 0) {
                complaints.append(
                    InvalidField(
                        field: input.rawValue, expected: mustBePositive ? "a number above 0" : "a number from 0",
                        received: "\(value)"))
            }
        }
        if residual > price {
            complaints.append(
                InvalidField(field: "residual_usd", expected: "at most the price", received: residual.description))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
        self.values = values
    }

    /// The hours at which both ways cost the same.
    public var answer: Answer { Self.answer(values) }

    /// Which input moves the answer most, widest first; the others stay where they are.
    ///
    /// - Parameter ranges: The values that each input could have; an input without a range does not move.
    public func swings(_ ranges: [Input: ClosedRange<Double>]) -> [Swing] {
        let swings = Input.allCases.compactMap { input in
            ranges[input].map { range in
                Swing(
                    input: input, values: range, atLow: Self.answer(values.merging([input: range.lowerBound]) { $1 }),
                    atHigh: Self.answer(values.merging([input: range.upperBound]) { $1 }))
            }
        }
        return swings.enumerated().sorted { ($1.element.width, $0.offset) < ($0.element.width, $1.offset) }
            .map(\.element)
    }

    private static func answer(_ values: [Input: Double]) -> Answer {
        let loss = (values[.price] ?? 0) - (values[.residual] ?? 0)
        let energy =
            (values[.powerUsageEffectiveness] ?? 1) * (values[.watts] ?? 0) / 1000 * (values[.tariff] ?? 0)
        let rent = (values[.hourly] ?? 0) * (values[.ratio] ?? 0)
        if loss <= 0 { return .hours(0) }
        guard rent > energy else {
            return .never(
                reason: "an hour of its electricity costs \(energy) USD, the same work rented \(rent) USD or less")
        }
        return .hours(loss / (rent - energy))
    }

    private static func dollars(_ money: Money) -> Double { Double(money.nanodollars) / 1e9 }
}
