import Foundation
import Gzip
import Testing

@Suite("gzip")
struct GzipTests {
    /// What the system's gzip makes of it.
    private static func expanded(_ bytes: Data) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["--decompress", "--stdout"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let writing = input.fileHandleForWriting
        DispatchQueue.global().async {
            try? writing.write(contentsOf: bytes)
            try? writing.close()
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data
    }

    @Test("the system's gzip gets the same bytes back", arguments: [0, 1, 1000, 300_000])
    func roundTrip(count: Int) throws {
        // Half of it hardly can be compressed: the low bits of a linear congruence (Knuth's MMIX multiplier) look random.
        let bytes = Data(
            (0..<count).map { index -> UInt8 in
                if index % 2 == 0 { return UInt8(index / 2 % 7) }
                let mixed: UInt64 = UInt64(index) &* 6_364_136_223_846_793_005
                return UInt8(truncatingIfNeeded: mixed >> 33)
            })
        for level in [Int32(1), 5, 9] {
            let compressed = try Gzip.compressed(bytes, level: level)
            #expect(try Self.expanded(compressed) == bytes)
        }
    }

    @Test("text becomes shorter, and the same each time")
    func shorter() throws {
        let text = Data(String(repeating: "latency_median_ms,", count: 1000).utf8)
        let compressed = try Gzip.compressed(text, level: 5)
        #expect(compressed.count < 200)
        #expect(try Gzip.compressed(text, level: 5) == compressed)
    }
}
