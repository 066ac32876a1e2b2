import ArgumentParser
import Client
import Vocabulary
import Wire

/// `device`.
struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Says what your own machines cost: price, power, tariff, use.",
        discussion: "Example: shoestring device edit attic --price 900 --load-watts 250 --idle-watts 60 --tariff 0.32",
        subcommands: [
            DeviceListCommand.self, DeviceShowCommand.self, DeviceEditCommand.self, DeviceRemoveCommand.self,
        ], defaultSubcommand: DeviceListCommand.self)
}

/// `device list`.
struct DeviceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists your devices with what an hour of work costs on each.",
        discussion: "Example: shoestring device list")

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let rows = try await server.client().devices().items
            Terminal.write(try Listings.devices(rows).text(output.format, width: Terminal.width))
        }
    }
}

/// `device show NAME`.
struct DeviceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything that a device's cost goes by, stated or assumed.",
        discussion: "Example: shoestring device show attic")

    @Argument(help: "The device's name.")
    var name: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let body = try await server.client().device(name)
            if output.format == .json {
                Terminal.write(try JSONText.of(body))
                return
            }
            Terminal.write(try Listings.inputs(body.inputs).text(output.format, width: Terminal.width))
            for reason in body.missing { Terminal.note(reason) }
        }
    }
}

/// `device edit NAME`.
struct DeviceEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes what is stated of a device; it is made when there is none.",
        discussion: """
            What is not given stays as it is. A tariff by the hour is written as JSON through PUT /api/v1/devices/NAME.

            Example: shoestring device edit attic --price 900 --residual 200 --load-watts 250 --tariff 0.32
            """)

    @Argument(help: "The device's name: the worker's, unless it was started with --host device:NAME.")
    var name: String

    @Option(help: "The processor or accelerator it computes on, by its title.")
    var hardware: String?

    @Option(help: "What it cost, in US dollars.")
    var price: String?

    @Option(help: "What it will still be worth, in US dollars.")
    var residual: String?

    @Option(help: "Years of use.")
    var lifetimeYears: Double?

    @Option(help: "Share of all hours in which it works, above 0 and at most 1.")
    var utilisation: Double?

    @Option(help: "Watts from the wall while it does nothing.")
    var idleWatts: Double?

    @Option(help: "Watts from the wall while it works.")
    var loadWatts: Double?

    @Option(help: "What a kilowatt-hour costs, in US dollars.")
    var tariff: String?

    @Option(help: "Whether it is on anyway, so that only the power above idle counts: true or false.")
    var onAnyway: Bool?

    @Option(help: "Whether its price must not count, since it is spent: true or false.")
    var sunk: Bool?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        try await reporting {
            let client = try server.client()
            var members: [String: JSONValue] = ["name": .string(name)]
            if let known = try await client.devices().items.first(where: { $0.device.name == name }),
                case .object(let stated) = known.device.json
            {
                members = stated
            }
            let texts = [("hardware", hardware), ("price_usd", price), ("residual_usd", residual)]
            for (field, text) in texts where text != nil { members[field] = text.map { .string($0) } }
            let numbers = [
                ("lifetime_years", lifetimeYears), ("utilisation", utilisation), ("idle_watts", idleWatts),
                ("load_watts", loadWatts),
            ]
            for (field, number) in numbers where number != nil { members[field] = number.map { .number($0) } }
            for (field, flag) in [("is_on_anyway", onAnyway), ("is_sunk", sunk)] where flag != nil {
                members[field] = flag.map { .bool($0) }
            }
            if let tariff { members["tariff"] = ["usd_per_kwh": .string(tariff)] }
            let body = try await client.put(try OwnedDevice(json: .object(members)))
            Terminal.write(try Listings.devices([body]).text(output.format, width: Terminal.width))
        }
    }
}

/// `device remove NAME`.
struct DeviceRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a device; what it measured stays.",
        discussion: "Example: shoestring device remove attic")

    @Argument(help: "The device's name.")
    var name: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reporting {
            try await server.client().removeDevice(name)
            Terminal.note("the device \(name) is removed")
        }
    }
}
