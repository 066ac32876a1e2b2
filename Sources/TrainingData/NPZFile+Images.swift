import FoundationEssentials

extension NPZFile {
    /// Training and test images under Keras's names (`x_train`…) or MedMNIST's (`train_images`…).
    static func images(_ path: String, name: String) throws(DataError) -> (train: ImageSet, test: ImageSet) {
        let file = try NPZFile(path)
        guard let trainImages = file.array("x_train", "train_images"),
            let trainLabels = file.array("y_train", "train_labels"),
            let testImages = file.array("x_test", "test_images"), let testLabels = file.array("y_test", "test_labels")
        else {
            throw .malformed(
                path: path, place: "names",
                reason: "expected x_train, y_train, x_test and y_test (or train_images…), found "
                    + file.arrays.keys.sorted().joined(separator: ", "))
        }
        let train = try labels(trainLabels, path, "y_train")
        let test = try labels(testLabels, path, "y_test")
        let classes = (0...max(1, train.max() ?? 0)).map(String.init)
        return (
            try set(trainImages, train, classes, name, path, "x_train"),
            try set(testImages, test, classes, name, path, "x_test")
        )
    }

    private static func labels(_ array: Array, _ path: String, _ place: String) throws(DataError) -> [Int] {
        let width =
            switch array.type {
            case "|u1", "|i1": 1
            case "<i2", "<u2": 2
            case "<i4", "<u4": 4
            case "<i8", "<u8": 8
            default: 0
            }
        let count = array.shape.reduce(1, *)
        guard width > 0, array.bytes.count == count * width else {
            throw .malformed(
                path: path, place: place,
                reason: "expected whole numbers, found \(array.type), shape \(array.shape), \(array.bytes.count) bytes")
        }
        let reader = LittleEndian(array.bytes)
        return (0..<count).map { reader.number($0 * width, width) ?? -1 }
    }

    /// `[N, H, W]`, `[N, H, W, C]`, or `[N, C, H, W]` with 1 or 3 channels.
    private static func set(
        _ array: Array, _ labels: [Int], _ classes: [String], _ name: String, _ path: String, _ place: String
    ) throws(DataError) -> ImageSet {
        let shape = array.shape
        let bytes = [UInt8](array.bytes)
        guard array.type == "|u1", [3, 4].contains(shape.count), bytes.count == shape.reduce(1, *) else {
            throw .malformed(
                path: path, place: place,
                reason: "expected bytes (|u1) of shape [N, H, W] or [N, H, W, C], found \(array.type) \(shape), "
                    + "\(bytes.count) bytes")
        }
        if shape.count == 3 {
            return try ImageSet(
                name: name, classes: classes, labels: labels, channels: 1, height: shape[1], width: shape[2],
                pixels: bytes, path: path)
        }
        if [1, 3].contains(shape[1]), ![1, 3].contains(shape[3]) {
            return try ImageSet(
                name: name, classes: classes, labels: labels, channels: shape[1], height: shape[2], width: shape[3],
                pixels: bytes, path: path)
        }
        return try ImageSet(
            name: name, classes: classes, labels: labels, channels: shape[3], height: shape[1], width: shape[2],
            pixels: planar(bytes, shape), path: path)
    }

    private static func planar(_ bytes: [UInt8], _ shape: [Int]) -> [UInt8] {
        let (plane, channels) = (shape[1] * shape[2], shape[3])
        var result = [UInt8](repeating: 0, count: bytes.count)
        for image in 0..<shape[0] {
            let start = image * plane * channels
            for index in 0..<plane {
                for channel in 0..<channels {
                    result[start + channel * plane + index] = bytes[start + index * channels + channel]
                }
            }
        }
        return result
    }
}
