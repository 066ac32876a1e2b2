extension ONNXLowering {
    /// [h, H] · X · [W, w]: row i of the left matrix averages the rows of part i; both row by row.
    static func averagingMatrices(_ side: Extent, to size: Extent) -> (rows: [Float], columns: [Float]) {
        let columns = averaging(side.width, to: size.width)
        return (
            averaging(side.height, to: size.height).flatMap(\.self),
            (0..<side.width).flatMap { column in columns.map { $0[column] } }
        )
    }

    private static func averaging(_ side: Int, to parts: Int) -> [[Float]] {
        (0..<parts).map { part in
            let span = AdaptiveAveragePool.span(of: part, of: parts, over: side)
            return (0..<side).map { span.contains($0) ? 1 / Float(span.count) : 0 }
        }
    }
}
