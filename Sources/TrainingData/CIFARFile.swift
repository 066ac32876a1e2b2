import FoundationEssentials

/// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of one or two label bytes and 3 · 32 · 32 values, the
/// channels one after another.
enum CIFARFile {
    static let imageSize = 3 * 32 * 32

    /// Reads files one after another.
    /// - Parameters:
    ///   - labelBytes: 1 for CIFAR-10; 2 for CIFAR-100, whose second byte is the fine label.
    static func images(
        _ paths: [String], labelBytes: Int, name: String, classes: [String]
    ) throws(DataError) -> ImageSet {
        var labels: [Int] = []
        var pixels: [UInt8] = []
        let record = labelBytes + imageSize
        for path in paths {
            let bytes = [UInt8](try ImageFile.unpacked(path))
            guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
                throw .malformed(
                    path: path, place: "byte \(bytes.count)",
                    reason: "its size is not a multiple of the record's \(record) bytes: it is cut short")
            }
            for start in stride(from: 0, to: bytes.count, by: record) {
                let label = Int(bytes[start + labelBytes - 1])
                guard label < classes.count else {
                    throw .malformed(
                        path: path, place: "record \(start / record)",
                        reason: "label \(label) is outside 0…\(classes.count - 1)")
                }
                labels.append(label)
                pixels += bytes[(start + labelBytes)..<(start + record)]
            }
        }
        return try ImageSet(
            name: name, classes: classes, labels: labels, channels: 3, height: 32, width: 32, pixels: pixels,
            path: paths.first ?? name)
    }
}
