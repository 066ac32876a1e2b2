/// Cuts a stream of bytes into lines.
struct LineSplitter {
    /// What a longer line is treated as.
    enum Overlong {
        /// An error, told once; nothing is taken any more.
        case refused
        /// Cut: the rest up to the line feed is left out.
        case cut
    }

    /// A piece of the stream.
    enum Piece: Equatable {
        case line([UInt8])
        case cutLine([UInt8])
        case tooLong
    }

    private let limit: Int
    private let overlong: Overlong
    private var partial: [UInt8] = []
    private var skipping = false
    private var refusing = false

    /// - Parameter limit: Bytes in a line, without its line feed.
    init(limit: Int, overlong: Overlong) {
        self.limit = limit
        self.overlong = overlong
    }

    /// Takes bytes and returns the lines that they complete.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes
        while !rest.isEmpty, !refusing {
            let end = rest.firstIndex(of: 0x0A)
            let part = rest[..<(end ?? rest.endIndex)]
            rest = end.map { rest[rest.index(after: $0)...] } ?? []
            add(part, to: &pieces)
            if end != nil, !refusing { endLine(&pieces) }
        }
        return pieces
    }

    /// What stands after the last line feed.
    mutating func finish() -> [Piece] {
        defer { partial = [] }
        return partial.isEmpty || skipping || refusing ? [] : [.line(partial)]
    }

    private mutating func add(_ part: ArraySlice<UInt8>, to pieces: inout [Piece]) {
        guard !skipping else { return }
        guard partial.count + part.count > limit else {
            partial += part
            return
        }
        switch overlong {
        case .refused:
            pieces.append(.tooLong)
            refusing = true
            partial = []
        case .cut:
            partial += part.prefix(limit - partial.count)
            pieces.append(.cutLine(partial))
            partial = []
            skipping = true
        }
    }

    private mutating func endLine(_ pieces: inout [Piece]) {
        if !skipping {
            pieces.append(.line(partial.last == 0x0D ? partial.dropLast() : partial))
        }
        skipping = false
        partial = []
    }
}
