public import FoundationEssentials
public import Vocabulary

/// When spot machines of one kind were to be had in one zone, at equal ticks.
public struct AvailabilityTrace: Hashable, Sendable {
    /// The length of a tick in hours.
    public let tick: Double
    /// For each tick whether at least as many machines were there as were asked for; at least two ticks.
    public let isUp: [Bool]

    /// A trace.
    ///
    /// - Throws: ``InvalidInput`` for a tick of zero, negative or above a day, or fewer than two ticks.
    public init(tickSeconds: Double, isUp: [Bool]) throws(InvalidInput) {
        guard tickSeconds > 0, tickSeconds <= 86_400 else {
            throw InvalidInput(
                field: "metadata.gap_seconds", expected: "seconds above 0 and at most 86400", received: "\(tickSeconds)"
            )
        }
        guard isUp.count >= 2 else {
            throw InvalidInput(field: "data", expected: "at least 2 ticks", received: "\(isUp.count)")
        }
        tick = tickSeconds / 3600
        self.isUp = isUp
    }

    /// Reads `{"metadata":{"gap_seconds":g},"data":[n₀, n₁, …]}`; other fields, as prices, are not looked at.
    ///
    /// - Parameters:
    ///   - data: The file.
    ///   - machines: How many machines the job needs at once: a tick is up when nᵢ ≥ machines.
    /// - Throws: ``InvalidInput`` that names the field: no JSON, a field missing, a count that is negative or no whole number.
    public init(json data: Data, machines: Int = 1) throws(InvalidInput) {
        guard machines >= 1 else {
            throw InvalidInput(field: "machines", expected: "1 or more", received: "\(machines)")
        }
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: data)
        } catch let error as DecodingError {
            throw InvalidInput(Self.complaint(error))
        } catch {
            throw InvalidInput(field: "", expected: "JSON", received: "\(error)")
        }
        if let index = file.data.firstIndex(where: { !($0 >= 0 && $0 <= 1e6 && $0 == $0.rounded()) }) {
            throw InvalidInput(
                field: "data[\(index)]", expected: "a whole number of machines from 0 to 1000000",
                received: "\(file.data[index])")
        }
        try self.init(tickSeconds: file.metadata.gapSeconds, isUp: file.data.map { $0 >= Double(machines) })
    }

    /// Hours from the first tick's begin to the last one's end.
    public var hours: Double { tick * Double(isUp.count) }

    /// The first half and the rest; with an odd number of ticks the rest has one more. Nil for fewer than four ticks.
    public var halves: (first: AvailabilityTrace, second: AvailabilityTrace)? { parts(splitAt: 0.5) }

    /// The first part, a share of the ticks rounded down, and the rest. Nil where one of them would have fewer than two ticks.
    public func parts(splitAt share: Double) -> (first: AvailabilityTrace, second: AvailabilityTrace)? {
        let middle = Int(Double(isUp.count) * share)
        guard middle >= 2, isUp.count - middle >= 2 else { return nil }
        return (
            AvailabilityTrace(tick: tick, checked: Array(isUp[..<middle])),
            AvailabilityTrace(tick: tick, checked: Array(isUp[middle...]))
        )
    }

    /// One of `count` equal parts, from 0; nil where it would have fewer than four ticks.
    public func part(_ index: Int, of count: Int) -> AvailabilityTrace? {
        guard count >= 1, (0..<count).contains(index) else { return nil }
        let (begin, end) = (isUp.count * index / count, isUp.count * (index + 1) / count)
        return end - begin >= 4 ? AvailabilityTrace(tick: tick, checked: Array(isUp[begin..<end])) : nil
    }

    /// Ticks of the same kind put together, in order.
    public var spells: [Spell] {
        var spells: [Spell] = []
        var begin = 0
        for index in 1...isUp.count where index == isUp.count || isUp[index] != isUp[begin] {
            spells.append(Spell(isUp: isUp[begin], hours: Double(index - begin) * tick))
            begin = index
        }
        return spells
    }

    /// The intervals in which a machine ran; the trace's own ends cut off what they cut through.
    public var upIntervals: [UpInterval] { intervals(up: true) }

    /// The outages; the trace's own ends cut off what they cut through.
    public var outages: [UpInterval] { intervals(up: false) }

    private func intervals(up: Bool) -> [UpInterval] {
        let spells = spells
        return spells.indices.filter { spells[$0].isUp == up }.map { index in
            UpInterval(hours: spells[index].hours, isCensored: index == 0 || index == spells.count - 1)
        }
    }

    private init(tick: Double, checked: [Bool]) {
        self.tick = tick
        isUp = checked
    }

    private struct File: Decodable {
        struct Metadata: Decodable {
            let gapSeconds: Double

            enum CodingKeys: String, CodingKey { case gapSeconds = "gap_seconds" }
        }
        let metadata: Metadata
        let data: [Double]
    }

    private static func complaint(_ error: DecodingError) -> [InvalidField] {
        func path(_ keys: [any CodingKey]) -> String {
            keys.reduce("") { path, key in
                if let index = key.intValue { return "\(path)[\(index)]" }
                return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
            }
        }
        switch error {
        case .keyNotFound(let key, let context):
            return [InvalidField(field: path(context.codingPath + [key]), expected: "there")]
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return [InvalidField(field: path(context.codingPath), expected: Self.kind(context.codingPath))]
        case .dataCorrupted(let context):
            let field = path(context.codingPath)
            return [InvalidField(field: field, expected: field.isEmpty ? "JSON" : Self.kind(context.codingPath))]
        @unknown default:
            return [InvalidField(field: "", expected: "a trace")]
        }
    }

    private static func kind(_ path: [any CodingKey]) -> String {
        switch path.last?.stringValue {
        case "metadata": "an object"
        case "gap_seconds": "a number of seconds"
        case "data": "a list of whole numbers"
        default: path.isEmpty ? "an object with metadata and data" : "a whole number of machines"
        }
    }
}
