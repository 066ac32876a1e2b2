import ArgumentParser

/// How a listing is written.
enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// For people: aligned, shortened to the terminal's width, units in the header.
    case table
    /// The API's own JSON, as one list.
    case json
    /// RFC 4180, every value in full.
    case csv
}

/// `--format`.
struct FormatOptions: ParsableArguments {
    @Option(help: "How to write the result: table, json or csv.")
    var format: Format = .table
}
