import FoundationEssentials

/// NumPy's archive: a ZIP file of `.npy` arrays, stored or deflated.
struct NPZFile {
    struct Array {
        /// NumPy's word for the values' type, as `|u1`.
        let type: String
        let shape: [Int]
        let bytes: Data
    }

    private let path: String
    private(set) var arrays: [String: Array] = [:]

    init(_ path: String) throws(DataError) {
        self.path = path
        let file = try ImageFile.contents(path)
        let reader = LittleEndian(file)
        guard let end = Self.endRecord(file) else {
            throw .malformed(path: path, place: "end", reason: "it is no ZIP archive, or it is cut short")
        }
        let count = reader.number(end + 10, 2) ?? 0
        var place = reader.number(end + 16, 4) ?? 0
        for _ in 0..<count {
            guard reader.number(place, 4) == 0x0201_4B50, let method = reader.number(place + 10, 2),
                let packed = reader.number(place + 20, 4), let size = reader.number(place + 24, 4),
                let nameLength = reader.number(place + 28, 2), let extra = reader.number(place + 30, 2),
                let comment = reader.number(place + 32, 2), let start = reader.number(place + 42, 4),
                let nameBytes = reader.bytes(place + 46, nameLength)
            else { throw .malformed(path: path, place: "byte \(place)", reason: "its directory is damaged") }
            let name = String(decoding: nameBytes, as: UTF8.self)
            guard reader.number(start, 4) == 0x0403_4B50, let skipName = reader.number(start + 26, 2),
                let skipExtra = reader.number(start + 28, 2),
                let content = reader.bytes(start + 30 + skipName + skipExtra, packed)
            else { throw .malformed(path: path, place: name, reason: "it is cut short") }
            arrays[name.hasSuffix(".npy") ? String(name.dropLast(4)) : name] = try Self.array(
                try Self.unpacked(content, method, size, path, name), path, name)
            place += 46 + nameLength + extra + comment
        }
    }

    /// The array under the first of these names that the file has.
    func array(_ names: String...) -> Array? { names.lazy.compactMap { arrays[$0] }.first }

    private static func unpacked(
        _ content: Data, _ method: Int, _ size: Int, _ path: String, _ name: String
    ) throws(DataError) -> Data {
        switch method {
        case 0: return content
        case 8: return try ImageFile.inflated(content, to: size, path: path, place: name)
        default: throw .malformed(path: path, place: name, reason: "packed by method \(method), expected 0 or 8")
        }
    }

    /// "\x93NUMPY", version, length of the header, a Python dictionary (numpy.lib.format).
    private static func array(_ data: Data, _ path: String, _ name: String) throws(DataError) -> Array {
        let reader = LittleEndian(data)
        guard data.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]), let version = reader.number(6, 1),
            let length = reader.number(8, version == 1 ? 2 : 4),
            let headerBytes = reader.bytes(version == 1 ? 10 : 12, length)
        else { throw .malformed(path: path, place: name, reason: "it is no .npy array") }
        let header = String(decoding: headerBytes, as: UTF8.self)
        guard let type = header.firstMatch(of: #/'descr':\s*'([^']+)'/#)?.output.1,
            let shapeText = header.firstMatch(of: #/'shape':\s*\(([0-9, ]*)\)/#)?.output.1,
            header.contains("'fortran_order': False")
        else { throw .malformed(path: path, place: name, reason: "expected a plain array in C order, not \(header)") }
        let shape = shapeText.split { ", ".contains($0) }.compactMap { Int($0) }
        let start = (version == 1 ? 10 : 12) + length
        return Array(type: String(type), shape: shape, bytes: data.dropFirst(start))
    }

    /// The end-of-directory record lies in the last 64 KiB (a comment may follow it).
    private static func endRecord(_ file: Data) -> Int? {
        let reader = LittleEndian(file)
        var place = file.count - 22
        while place >= max(0, file.count - 22 - 65_535) {
            if reader.number(place, 4) == 0x0605_4B50 { return place }
            place -= 1
        }
        return nil
    }
}

/// Numbers in a file, lowest byte first; nil past its end.
struct LittleEndian {
    private let data: Data

    init(_ data: Data) { self.data = data }

    func bytes(_ place: Int, _ count: Int) -> Data? {
        guard place >= 0, count >= 0, place <= data.count, count <= data.count - place else { return nil }
        let start = data.startIndex + place
        return data[start..<(start + count)]
    }

    func number(_ place: Int, _ count: Int) -> Int? {
        bytes(place, count)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
