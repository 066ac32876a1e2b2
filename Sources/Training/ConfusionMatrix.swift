/// How often images of each class were taken for each class.
public struct ConfusionMatrix: Hashable, Sendable {
    /// Names of the classes, in the data set's order.
    public let classes: [String]
    /// `[true class][named class]`.
    public private(set) var counts: [[Int]]

    /// Nothing counted yet.
    public init(classes: [String]) {
        self.classes = classes
        counts = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    }

    /// Counts an image; both numbers from 0 below the number of classes.
    public mutating func count(label: Int, named: Int) { counts[label][named] += 1 }

    /// Images counted.
    public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
    /// Images whose own class was named.
    public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }
    /// ``correct`` over ``total``; nil without images.
    public var accuracy: Double? { total == 0 ? nil : Double(correct) / Double(total) }

    /// The 95 % interval of the accuracy (Wilson 1927); nil without images.
    public var interval: ClosedRange<Double>? { Self.wilson(correct: correct, of: total) }

    /// Wilson's score interval of a share, 95 %; nil when `total` is 0.
    public static func wilson(correct: Int, of total: Int) -> ClosedRange<Double>? {
        guard total > 0, (0...total).contains(correct) else { return nil }
        let z = 1.959963984540054
        let n = Double(total)
        let p = Double(correct) / n
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, middle - half)...min(1, middle + half)
    }

    /// One line a true class, the named classes as columns; names with commas or quotes are quoted.
    public var csv: String {
        let head = (["true \\ named"] + classes).map(Self.cell).joined(separator: ",")
        let rows = classes.indices.map { row in
            ([Self.cell(classes[row])] + counts[row].map(String.init)).joined(separator: ",")
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
