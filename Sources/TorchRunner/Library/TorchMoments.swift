import CTorchShim

/// Sums of rows in Float64, from which their principal components follow.
@safe struct TorchMoments: ~Copyable {
    private let handle: OpaquePointer
    private let columns: Int

    /// Principal components by falling variance.
    struct Components {
        /// One row of ``mean``'s length for each component, of length 1, its entry of the greatest magnitude positive.
        let directions: [[Double]]
        /// The mean of each column.
        let mean: [Double]
        /// The variance along every component, also those that were not asked for.
        let variances: [Double]

        /// The share of the rows' variance that the components keep; nil when there is none.
        var explained: Double? {
            let all = variances.reduce(0, +)
            return all > 0 ? variances.prefix(directions.count).reduce(0, +) / all : nil
        }
    }

    private init(adopting handle: OpaquePointer, columns: Int) {
        unsafe self.handle = unsafe handle
        self.columns = columns
    }

    deinit { unsafe cts_moments_free(handle) }

    /// Nothing added yet.
    static func make(columns: Int) throws(TorchError) -> TorchMoments {
        var handle: OpaquePointer?
        try check("making sums") { unsafe cts_moments_create(Int64(columns), &handle) }
        return unsafe TorchMoments(adopting: handle!, columns: columns)
    }

    /// Adds rows, one after another.
    func add(_ rows: [Float]) throws(TorchError) {
        try check("adding rows") { unsafe cts_moments_add(handle, rows, Int64(rows.count / columns)) }
    }

    /// The first components.
    /// - Parameter count: 1…columns.
    func components(_ count: Int) throws(TorchError) -> Components {
        var directions = [Double](repeating: 0, count: count * columns)
        var mean = [Double](repeating: 0, count: columns)
        var variances = mean
        try check("finding principal components") {
            unsafe cts_moments_components(handle, Int64(count), &directions, &mean, &variances)
        }
        let rows = (0..<count).map { Array(directions[($0 * columns)..<(($0 + 1) * columns)]) }
        return Components(directions: rows, mean: mean, variances: variances)
    }
}
