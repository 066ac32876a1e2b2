/// How long each layer took, over the inferences of a model that was compiled with the library's profile switched on.
///
/// The profile costs time of its own, layers may run at once, and this is another compilation than the one that was measured: the sum need not
/// be the latency.
struct LayerTimes: Equatable {
    /// One layer as it was executed.
    struct Row: Equatable {
        let name: String
        let kind: String
        let kernel: String
        /// Median over the inferences, microseconds.
        let median: Int
        /// The shortest, microseconds.
        let least: Int
    }

    /// In order of execution.
    let rows: [Row]
    /// Over how many inferences.
    let passes: Int

    /// Takes what each inference executed; the first one, which fills the caches, counts only where there is no other. An inference whose layers
    /// were others than the last one's is left out: a table has one row a layer.
    init(_ inferences: [[OpenVINORequest.Layer]]) {
        let warm = inferences.count > 1 ? Array(inferences.dropFirst()) : inferences
        let last = warm.last ?? []
        let alike = warm.filter { $0.map(\.name) == last.map(\.name) }
        passes = alike.count
        rows = last.indices.map { index in
            let times = alike.map { $0[index].microseconds }.sorted()
            return Row(
                name: last[index].name, kind: last[index].kind, kernel: last[index].kernel,
                median: times[times.count / 2], least: times[0])
        }
    }

    /// RFC 4180 with a header; the unit is in the names.
    var csv: String {
        let head = "name,kind,kernel,median_us,least_us,passes"
        let lines = rows.map { row in
            [
                Self.cell(row.name), Self.cell(row.kind), Self.cell(row.kernel), "\(row.median)", "\(row.least)",
                "\(passes)",
            ]
            .joined(separator: ",")
        }
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
