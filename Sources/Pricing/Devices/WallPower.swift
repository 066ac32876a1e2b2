public import Vocabulary

/// Power from the wall while a job runs, with its range.
public struct WallPower: Hashable, Sendable {
    /// Watts: 10, 50 and 90 %.
    public let watts: Quantiles<Double>

    /// The best that is known: wall meter, the processor's and the accelerator's counters, battery, stated power, data sheet.
    ///
    /// - Parameters:
    ///   - readings: What instruments showed while this work, or work like it, ran on the device.
    ///   - device: The device, for its stated power.
    ///   - hardware: Its facts, for the thermal design power.
    ///   - load: Share of the thermal design power's load, 0…1; for the last resort only.
    public static func figure(
        readings: [PowerReading], device: OwnedDevice, hardware: HardwareFacts?, load: Double = 1
    ) -> Figure<WallPower> {
        let usable = readings.filter { $0.watts.isFinite && $0.watts > 0 }
        let mean = { (source: PowerReading.Source) -> Double? in
            let watts = usable.filter { $0.source == source }.map(\.watts)
            return watts.isEmpty ? nil : watts.reduce(0, +) / Double(watts.count)
        }
        let references = { (sources: Set<PowerReading.Source>) in
            usable.filter { sources.contains($0.source) }.map(\.reference)
        }
        if let watts = mean(.wallMeter) {
            return known(watts, 0.98, 1.02, .measured, "wall meter", references([.wallMeter]))
        }
        let (rapl, nvml) = (mean(.rapl), mean(.nvml))
        if rapl != nil || nvml != nil {
            return counters(rapl: rapl, nvml: nvml, references([.rapl, .nvml]))
        }
        if let watts = mean(.battery) {
            return known(watts, 0.9, 1.1, .measured, "battery, without the supply's loss", references([.battery]))
        }
        if let watts = device.loadWatts {
            return known(watts, 0.8, 1.1, .datasheet, "power under load as stated by the user", [])
        }
        return datasheet(device, hardware, load: min(max(load, 0), 1))
    }

    /// (Σ counters + rest) / efficiency of the supply.
    private static func counters(rapl: Double?, nvml: Double?, _ references: [String]) -> Figure<WallPower> {
        let inner = (rapl ?? 0) + (nvml ?? 0)
        let (rest, supply) = (DeviceDefault.restOfDesktop, DeviceDefault.supplyEfficiency)
        let middle = (inner + rest.value) / supply.value
        let low = (inner + rest.range.lowerBound) / supply.range.upperBound
        let high = (inner + rest.range.upperBound) / supply.range.lowerBound
        let names = [rapl == nil ? nil : "RAPL", nvml == nil ? nil : "NVML"].compactMap { $0 }
        let missing = rapl == nil ? "; the processor's power is not in it" : ""
        return known(
            middle, low / middle, high / middle, .calibrated,
            "\(names.joined(separator: " + ")) + \(rest.value) W for the rest, through a supply of \(supply.value)\(missing)",
            references + [rest.source, supply.source])
    }

    /// A cubic law of the load below, a linear one above (codecarbon 3.3.2: TDP·(0.1 + 0.9·load³) and TDP·load).
    private static func datasheet(_ device: OwnedDevice, _ hardware: HardwareFacts?, load: Double) -> Figure<WallPower>
    {
        guard let hardware, let design = hardware.thermalDesignWatts else {
            return .absent(
                reason: "no power is known for \(device.name): state load_watts, give a wall meter's reading, or name "
                    + "hardware that the device facts have")
        }
        let (rest, supply) = (DeviceDefault.restOfDesktop, DeviceDefault.supplyEfficiency)
        let cubic = design * (0.1 + 0.9 * load * load * load)
        let linear = design * load
        let middle = ((cubic + linear) / 2 + rest.value) / supply.value
        let low = (min(cubic, linear) * 0.6 + rest.range.lowerBound) / supply.range.upperBound
        let high = (max(cubic, linear) * 1.1 + rest.range.upperBound) / supply.range.lowerBound
        return known(
            middle, low / middle, high / middle, .datasheet,
            "thermal design power of \(hardware.name), \(design) W, at load \(load), + \(rest.value) W through a supply of "
                + "\(supply.value)", [hardware.source, "codecarbon 3.3.2, load laws"])
    }

    private static func known(
        _ watts: Double, _ low: Double, _ high: Double, _ level: Provenance.Level, _ summary: String,
        _ sources: [String]
    ) -> Figure<WallPower> {
        do throws(InvalidInput) {
            let quantiles = try Quantiles(p10: watts * low, p50: watts, p90: watts * high)
            return .known(WallPower(watts: quantiles), Provenance(level: level, summary: summary, sources: sources))
        } catch {
            return .absent(reason: "power of \(watts) W makes no interval: \(error)")
        }
    }
}
