import CImageCodecs
import FoundationEssentials

/// Reads JPEG and PNG files and packed streams; the C libraries' memory is copied and freed at once.
enum ImageFile {
    /// Decodes a file by what it begins with.
    static func read(_ path: String) throws(DataError) -> RawImage {
        let data = try contents(path)
        var image = unsafe cic_image()
        var reason = [CChar](repeating: 0, count: Int(CIC_REASON))
        let isPNG = data.starts(with: [0x89, 0x50, 0x4E, 0x47])
        guard isPNG || data.starts(with: [0xFF, 0xD8]) else {
            throw .malformed(path: path, place: "byte 0", reason: "neither JPEG nor PNG begins like this")
        }
        let sound = unsafe data.withUnsafeBytes { bytes in
            let first = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            if isPNG { return unsafe cic_decode_png(first, bytes.count, &image, &reason) }
            return unsafe cic_decode_jpeg(first, bytes.count, &image, &reason)
        }
        guard sound else { throw .malformed(path: path, place: "image", reason: text(reason)) }
        defer { unsafe cic_free(image.pixels) }
        let (width, height, channels) = unsafe (Int(image.width), Int(image.height), Int(image.channels))
        let plane = width * height
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: plane * channels) { planes, count in
            for index in 0..<plane {
                for channel in 0..<channels {
                    unsafe planes[channel * plane + index] = image.pixels[index * channels + channel]
                }
            }
            count = plane * channels
        }
        return RawImage(channels: channels, height: height, width: width, pixels: pixels)
    }

    /// A file's bytes, unpacked where it is gzip.
    static func unpacked(_ path: String) throws(DataError) -> Data {
        let data = try contents(path)
        guard data.starts(with: [0x1F, 0x8B]) else { return data }
        var memory: UnsafeMutablePointer<UInt8>?
        var count = 0
        var reason = [CChar](repeating: 0, count: Int(CIC_REASON))
        let sound = unsafe data.withUnsafeBytes { bytes in
            unsafe cic_gunzip(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, 1 << 32 - 2, &memory, &count,
                &reason)
        }
        guard sound, let memory = unsafe memory else {
            throw .malformed(path: path, place: "gzip", reason: text(reason))
        }
        defer { unsafe cic_free(memory) }
        return unsafe Data(bytes: memory, count: count)
    }

    /// Unpacks a deflate stream of an archive.
    static func inflated(_ packed: Data, to count: Int, path: String, place: String) throws(DataError) -> Data {
        var room = [UInt8](repeating: 0, count: count)
        var reason = [CChar](repeating: 0, count: Int(CIC_REASON))
        let sound = unsafe packed.withUnsafeBytes { bytes in
            unsafe cic_inflate(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &room, count, &reason)
        }
        guard sound else { throw .malformed(path: path, place: place, reason: text(reason)) }
        return Data(room)
    }

    static func contents(_ path: String) throws(DataError) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }

    private static func text(_ reason: [CChar]) -> String {
        String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
