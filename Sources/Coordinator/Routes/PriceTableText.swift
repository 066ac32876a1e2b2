import Foundation
import Vocabulary

/// Prices as comma-separated values.
enum PriceTableText {
    static let columns = [
        "provider", "instance_type", "region", "zone", "purchase", "usd_per_hour", "quality", "age_seconds",
        "effective_at", "fetched_at", "source", "note", "processors", "memory_gib", "accelerator", "accelerator_count",
    ]

    static func csv(_ items: [PricedMachine]) -> String {
        ([columns] + items.map(fields)).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func fields(of item: PricedMachine) -> [String] {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let quote = item.quote
        var fields: [String] = [quote.provider, quote.instanceType, quote.region, quote.zone ?? ""]
        fields += [quote.purchase.rawValue, quote.hourly.description, quote.quality.rawValue]
        fields += [String(Int(item.ageSeconds)), quote.effectiveAt.formatted(style), quote.fetchedAt.formatted(style)]
        fields += [quote.source, quote.note ?? ""]
        guard let machine = item.machine else { return fields + ["", "", "", ""] }
        return fields + [
            String(machine.processors), String(machine.memoryGiB), machine.accelerator ?? "",
            String(machine.acceleratorCount),
        ]
    }

    /// RFC 4180, section 2.
    private static func quoted(_ field: String) -> String {
        let isPlain = !field.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
