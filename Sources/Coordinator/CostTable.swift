import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Wire

/// Rows of a comparison as CSV (RFC 4180).
enum CostTable {
    enum Format: String, CaseIterable { case json, csv }

    private static let columns: [(name: String, value: @Sendable (CostRow) -> String)] = [
        ("host", { $0.host }), ("model", { $0.model }), ("batch", { "\($0.batch)" }),
        ("precision", { $0.precision.rawValue }), ("machines", { "\($0.machines)" }),
        ("marginal_usd_p10", { $0.marginal.p10?.description ?? "" }),
        ("marginal_usd_p50", { $0.marginal.p50?.description ?? "" }),
        ("marginal_usd_p90", { $0.marginal.p90?.description ?? "" }),
        ("full_usd_p10", { $0.full.p10?.description ?? "" }), ("full_usd_p50", { $0.full.p50?.description ?? "" }),
        ("full_usd_p90", { $0.full.p90?.description ?? "" }),
        ("absent", { $0.marginal.absent ?? $0.full.absent ?? "" }),
        ("request_ms_p10", { "\($0.requestMilliseconds.p10)" }),
        ("request_ms_p50", { "\($0.requestMilliseconds.p50)" }),
        ("request_ms_p90", { "\($0.requestMilliseconds.p90)" }), ("makespan_hours_p50", { "\($0.makespanHours.p50)" }),
        ("makespan_hours_p90", { "\($0.makespanHours.p90)" }), ("level", { $0.level.rawValue }),
        ("price_age_days", { $0.priceAgeDays.map { "\($0)" } ?? "" }), ("method", { $0.method }),
    ]

    static func response(_ rows: [CostRow]) -> Response {
        let lines = [columns.map(\.name)] + rows.map { row in columns.map { $0.value(row) } }
        let text = lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"costs.csv\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func quoted(_ field: String) -> String {
        let isPlain = !field.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
