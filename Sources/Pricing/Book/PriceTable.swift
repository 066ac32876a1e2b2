public import FoundationEssentials
public import Vocabulary

/// A table of prices with the columns of SkyPilot's catalogues: `InstanceType`, `Region` and at least one of `Price` and `SpotPrice`; `vCPUs` and
/// `MemoryGiB` describe a machine that is not known yet; `AcceleratorName`, `AcceleratorCount`, `GpuInfo`, `Arch`, `AvailabilityZone` and
/// `Currency` are read where they are there. Other columns are left out and named.
public struct PriceTable: Sendable {
    /// Whose prices: the table does not say.
    public let provider: String
    /// What the quotes name as their source.
    public let source: String
    /// Since when the prices hold; the table does not say.
    public let effectiveAt: Date
    /// When the table was read.
    public let fetchedAt: Date
    /// `snapshot` for a file.
    public let quality: QuoteQuality

    /// How tables of one source are read.
    public init(
        provider: String, source: String, effectiveAt: Date, fetchedAt: Date, quality: QuoteQuality = .snapshot
    ) {
        self.provider = provider
        self.source = source
        self.effectiveAt = effectiveAt
        self.fetchedAt = fetchedAt
        self.quality = quality
    }

    static let columns: Set = [
        "InstanceType", "AcceleratorName", "AcceleratorCount", "vCPUs", "MemoryGiB", "GpuInfo", "Price", "SpotPrice",
        "Region", "AvailabilityZone", "Arch", "Currency",
    ]

    /// Reads a whole table or nothing of it.
    ///
    /// - Throws: ``InvalidInput`` with every wrong field, as `line 7.Price`, at most ``largestComplaint`` of them.
    public func harvest(_ text: String) throws(InvalidInput) -> PriceHarvest {
        let table = try CommaSeparated(parsing: text)
        let missing = ["InstanceType", "Region"].filter { !table.columns.contains($0) }
        guard missing.isEmpty, table.columns.contains("Price") || table.columns.contains("SpotPrice") else {
            throw InvalidInput(
                field: "line 1", expected: "the columns InstanceType, Region and Price or SpotPrice",
                received: table.columns.joined(separator: ","))
        }
        var reading = Reading(table: self, values: table)
        for row in table.rows { reading.read(row.fields, line: row.line) }
        guard reading.complaints.isEmpty else {
            throw InvalidInput(Array(reading.complaints.prefix(Self.largestComplaint)))
        }
        let others = table.columns.filter { !Self.columns.contains($0) }
        if !others.isEmpty { reading.harvest.remarks.append("columns left out: \(others.joined(separator: ", "))") }
        return reading.harvest
    }

    /// How many wrong fields are named at most.
    public static let largestComplaint = 50
}

/// One table on its way into a harvest.
private struct Reading {
    let table: PriceTable
    let values: CommaSeparated
    var harvest = PriceHarvest()
    var complaints: [InvalidField] = []
    private var described: Set<String> = []
    private var stated: Set<PriceCandidate> = []

    init(table: PriceTable, values: CommaSeparated) {
        self.table = table
        self.values = values
    }

    mutating func read(_ fields: [String], line: Int) {
        guard let name = text("InstanceType", fields, line), let region = text("Region", fields, line) else { return }
        if described.insert(name).inserted { describe(name, fields, line) }
        let zone = values.value("AvailabilityZone", in: fields)
        add("Price", .onDemand, nil, name, region, fields, line)
        add("SpotPrice", .spot, zone, name, region, fields, line)
    }

    private mutating func text(_ column: String, _ fields: [String], _ line: Int) -> String? {
        guard let value = values.value(column, in: fields), value.isPlain(atMost: 100) else {
            complain(line, column, "text of 1 to 100 characters", values.value(column, in: fields))
            return nil
        }
        return value
    }

    private mutating func add(
        _ column: String, _ purchase: PurchaseKind, _ zone: String?, _ name: String, _ region: String,
        _ fields: [String], _ line: Int
    ) {
        // Blanks are common: no such offer there.
        guard let text = values.value(column, in: fields) else { return }
        guard let amount = Money(priceText: text) else {
            complain(line, column, Money.expectation, text)
            return
        }
        let candidate = PriceCandidate(
            key: PriceKey(
                provider: table.provider, instanceType: name, region: region, zone: zone, purchase: purchase),
            amount: amount, currency: values.value("Currency", in: fields) ?? "USD", effectiveAt: table.effectiveAt,
            source: table.source, fetchedAt: table.fetchedAt, quality: table.quality)
        if stated.insert(candidate).inserted { harvest.candidates.append(candidate) }
    }

    private mutating func describe(_ name: String, _ fields: [String], _ line: Int) {
        guard let processors = number("vCPUs", fields, line), let memory = number("MemoryGiB", fields, line) else {
            return
        }
        guard processors == processors.rounded(), (1...100_000).contains(processors) else {
            complain(line, "vCPUs", "a whole number from 1 to 100000", "\(processors)")
            return
        }
        let accelerator = values.value("AcceleratorName", in: fields)
        let count = number("AcceleratorCount", fields, line) ?? 0
        harvest.types.append(
            InstanceType(
                provider: table.provider, name: name, processors: Int(processors), memoryGiB: memory,
                architecture: values.value("Arch", in: fields) ?? "x86_64", accelerator: accelerator,
                acceleratorCount: accelerator == nil ? 0 : max(1, Int(min(count, 1024).rounded())),
                acceleratorMemoryGiB: memoryOfAccelerator(fields)))
    }

    private mutating func number(_ column: String, _ fields: [String], _ line: Int) -> Double? {
        guard let text = values.value(column, in: fields) else { return nil }
        if let value = Double(text), value.isFinite, value >= 0 { return value }
        complain(line, column, "a number from 0", text)
        return nil
    }

    /// `GpuInfo` is Python's text of a dictionary; only `'SizeInMiB': 16384` of it is read.
    private func memoryOfAccelerator(_ fields: [String]) -> Double? {
        guard let text = values.value("GpuInfo", in: fields), let match = text.firstMatch(of: /SizeInMiB'?"?:\s*(\d+)/),
            let mebibytes = Double(match.output.1)
        else { return nil }
        return mebibytes / 1024
    }

    private mutating func complain(_ line: Int, _ column: String, _ expected: String, _ received: String?) {
        complaints.append(InvalidField(field: "line \(line).\(column)", expected: expected, received: received))
    }
}
