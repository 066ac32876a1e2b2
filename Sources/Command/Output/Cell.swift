import Foundation

/// A value in a listing.
enum Cell: Hashable, Sendable {
    case text(String)
    case integer(Int)
    /// A number and the digits after the point that a table shows.
    case number(Double, digits: Int)
    case time(Date)
    /// Not there: a dash in a table, nothing in CSV.
    case absent

    static func text(optional text: String?) -> Cell { text.map { .text($0) } ?? .absent }
    static func integer(optional number: Int?) -> Cell { number.map { .integer($0) } ?? .absent }
    static func number(optional number: Double?, digits: Int) -> Cell {
        number.map { .number($0, digits: digits) } ?? .absent
    }
    static func time(optional time: Date?) -> Cell { time.map { .time($0) } ?? .absent }

    /// For a table.
    var display: String {
        switch self {
        // What a coordinator sends must not drive the reader's terminal.
        case .text(let text): String(text.map { $0.isNewline ? " " : $0 }).filter(Self.isPrintable)
        case .integer(let number): Self.grouped(number)
        case .number(let number, let digits): number.isFinite ? Self.fixed(number, digits) : "\(number)"
        case .time(let time): time.formatted(Self.style)
        case .absent: "–"
        }
    }

    /// For CSV and scripts: in full.
    var plain: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number, _): "\(number)"
        case .time(let time): time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        case .absent: ""
        }
    }

    private static let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day().time(
        includingFractionalSeconds: false)

    private static func isPrintable(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
    }

    /// `11689512` → `11,689,512`.
    static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// With a fixed number of digits after the point, rounded half to even on the decimal value, as `3.142`.
    static func fixed(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
}
