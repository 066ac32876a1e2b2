/// A small symmetric positive definite system A·x = b, row-major.
struct LinearSystem {
    var matrix: [Double]
    var right: [Double]

    var size: Int { right.count }

    init(size: Int) {
        matrix = [Double](repeating: 0, count: size * size)
        right = [Double](repeating: 0, count: size)
    }

    /// Adds weight · row·rowᵀ to A and weight · row · value to b: one observation of a least-squares problem.
    mutating func add(row: [Double], value: Double, weight: Double) {
        for first in row.indices where row[first] != 0 {
            let scaled = weight * row[first]
            right[first] += scaled * value
            for second in row.indices { matrix[first * size + second] += scaled * row[second] }
        }
    }

    /// Solves by Cholesky's factorisation; nil when A is not positive definite.
    func solution() -> [Double]? {
        var lower = matrix
        let count = size
        for column in 0..<count {
            for row in column..<count {
                var sum = lower[row * count + column]
                for inner in 0..<column { sum -= lower[row * count + inner] * lower[column * count + inner] }
                if row == column {
                    guard sum > 0, sum.isFinite else { return nil }
                    lower[row * count + column] = sum.squareRoot()
                } else {
                    lower[row * count + column] = sum / lower[column * count + column]
                }
            }
        }
        var result = right
        for row in 0..<count {
            for inner in 0..<row { result[row] -= lower[row * count + inner] * result[inner] }
            result[row] /= lower[row * count + row]
        }
        for row in (0..<count).reversed() {
            for inner in stride(from: row + 1, to: count, by: 1) {
                result[row] -= lower[inner * count + row] * result[inner]
            }
            result[row] /= lower[row * count + row]
        }
        return result
    }
}
