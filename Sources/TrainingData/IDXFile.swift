import FoundationEssentials

/// The format of MNIST (LeCun, Cortes and Burges): two zero bytes, the type (8: unsigned bytes), the number of axes, each extent as a
/// big-endian 32-bit number, then the values. May be packed with gzip.
struct IDXFile {
    let extents: [Int]
    let values: [UInt8]

    init(_ path: String, axes: Int) throws(DataError) {
        let data = try ImageFile.unpacked(path)
        let bytes = [UInt8](data)
        guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
            throw .malformed(path: path, place: "byte 0", reason: "an IDX file begins with two zeros")
        }
        guard bytes[2] == 8 else {
            throw .malformed(path: path, place: "byte 2", reason: "type \(bytes[2]), expected 8 (unsigned bytes)")
        }
        guard Int(bytes[3]) == axes else {
            throw .malformed(path: path, place: "byte 3", reason: "\(bytes[3]) axes, expected \(axes)")
        }
        let start = 4 + 4 * axes
        guard bytes.count >= start else { throw .malformed(path: path, place: "header", reason: "it is cut short") }
        let extents = (0..<axes).map { axis in
            (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
        }
        var expected = 1
        for extent in extents {
            let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= 1 << 36 else {
                throw .malformed(path: path, place: "header", reason: "extents \(extents) are no data set's")
            }
            expected = product
        }
        guard bytes.count - start == expected else {
            throw .malformed(
                path: path, place: "byte \(bytes.count)",
                reason: "\(bytes.count - start) values, the header says \(expected)")
        }
        self.extents = extents
        values = Array(bytes[start...])
    }

    /// A pair of files: images `[N, H, W]` and labels `[N]`.
    static func images(
        _ imagePath: String, labels labelPath: String, name: String, classes: [String]?
    ) throws(DataError) -> ImageSet {
        let images = try IDXFile(imagePath, axes: 3)
        let labels = try IDXFile(labelPath, axes: 1)
        guard images.extents[0] == labels.extents[0] else {
            throw .malformed(
                path: labelPath, place: "header",
                reason: "\(labels.extents[0]) labels for the \(images.extents[0]) images of \(imagePath)")
        }
        let numbers = labels.values.map(Int.init)
        let names = classes ?? (0...(numbers.max() ?? 0)).map(String.init)
        return try ImageSet(
            name: name, classes: names, labels: numbers, channels: 1, height: images.extents[1],
            width: images.extents[2], pixels: images.values, path: labelPath)
    }
}
