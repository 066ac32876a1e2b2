import Foundation
import Vocabulary

/// Images of 28×28 bytes with labels, as a network of some input size reads them.
struct LabelledImages {
    /// How many.
    let count: Int
    private let pixels: Data
    private let labels: Data
    private let shape: [Int]
    private let normalization: Normalization

    static let side = 28

    /// - Parameter shape: `[C, H, W]`; H and W 28 or more, the image lies in the middle of zeros (before normalising).
    init(pixels: Data, labels: Data, shape: [Int], _ normalization: Normalization) {
        self.normalization = normalization
        count = labels.count
        self.pixels = pixels
        self.labels = labels
        self.shape = shape
    }

    /// The class of an image.
    func label(_ index: Int) -> Int { Int(labels[labels.startIndex + index]) }

    /// (pixel/255 − mean)/deviation for each channel, all of which are the same grey image; row-major `[C, H, W]`.
    func image(_ index: Int) -> [Float] {
        let (height, width) = (shape[1], shape[2])
        let (top, left) = ((height - Self.side) / 2, (width - Self.side) / 2)
        var plane = [UInt8](repeating: 0, count: height * width)
        let start = pixels.startIndex + index * Self.side * Self.side
        for row in 0..<Self.side {
            for column in 0..<Self.side {
                plane[(top + row) * width + left + column] = pixels[start + row * Self.side + column]
            }
        }
        return (0..<shape[0]).flatMap { channel in
            let table = normalization.table(channel)
            return plane.map { table[Int($0)] }
        }
    }
}

/// Fashion-MNIST (Xiao et al. 2017, arXiv:1708.07747) as Debian's package dataset-fashion-mnist installs it, in MNIST's IDX format,
/// plain or gzipped.
enum FashionMNIST {
    /// Mean of the training images' pixels over 255.
    static let mean = 0.2860
    /// Standard deviation of the training images' pixels over 255.
    static let deviation = 0.3530

    /// Where the files are: `fashion-mnist` below a folder of `SHOESTRING_RUNNER_DATASETS` (parted by colons; the agent passes it on, as to training) or of Debian's place.
    static func folder() throws(AttemptFailure) -> String {
        let own = ProcessInfo.processInfo.environment["SHOESTRING_RUNNER_DATASETS"] ?? ""
        let places = (own.split(separator: ":").map(String.init) + ["/usr/share/datasets"]).map {
            "\($0)/fashion-mnist"
        }
        for place in places where FileManager.default.fileExists(atPath: place) { return place }
        throw AttemptFailure(
            code: .unsupported,
            message: "this worker has no fashion-mnist: install Debian's package dataset-fashion-mnist (looked in "
                + places.joined(separator: ", ") + ")")
    }

    /// The images of a split, `train` or `t10k`.
    static func images(
        _ folder: String, _ split: String, shape: [Int], _ normalization: Normalization
    ) throws(AttemptFailure) -> LabelledImages {
        let side = LabelledImages.side
        guard shape.count == 3, shape[1] >= side, shape[2] >= side else {
            throw AttemptFailure(
                code: .unsupported,
                message:
                    "fashion-mnist has images of \(side)×\(side); the network reads \(shape): give an input of \(side) or more"
            )
        }
        let pixels = try content("\(folder)/\(split)-images-idx3-ubyte", magic: 0x0803, header: 16)
        let labels = try content("\(folder)/\(split)-labels-idx1-ubyte", magic: 0x0801, header: 8)
        guard !labels.isEmpty, pixels.count == labels.count * side * side else {
            throw AttemptFailure(
                code: .unsupported,
                message: "fashion-mnist: \(pixels.count) pixels do not belong to \(labels.count) labels")
        }
        return LabelledImages(pixels: pixels, labels: labels, shape: shape, normalization)
    }

    /// The bytes behind an IDX file's header.
    private static func content(_ path: String, magic: UInt32, header: Int) throws(AttemptFailure) -> Data {
        let data: Data
        if FileManager.default.fileExists(atPath: path) {
            guard let plain = FileManager.default.contents(atPath: path) else {
                throw AttemptFailure(code: .failed, message: "\(path) cannot be read")
            }
            data = plain
        } else {
            data = try Gzip.run(["-dc", path + ".gz"])
        }
        guard data.count >= header, data.prefix(4).reduce(UInt32(0), { $0 << 8 | UInt32($1) }) == magic else {
            throw AttemptFailure(code: .unsupported, message: "\(path) is not an IDX file of the right kind")
        }
        return data.dropFirst(header)
    }
}
