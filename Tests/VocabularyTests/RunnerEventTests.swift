import Foundation
import Testing
import Vocabulary

@Suite("A line of the runner protocol")
struct RunnerEventTests {
    @Test(
        "is what docs/runner-protocol.md shows",
        arguments: [
            #"{"fraction":0.5,"stage":"measuring","type":"progress"}"#,
            #"{"level":"warning","message":"did not settle","type":"log"}"#,
            #"{"failure":{"code":"out_of_memory","message":"2 GiB"},"type":"failure"}"#,
            #"{"metric":{"key":"loss","step":3,"timestamp_ms":5,"value":"NaN"},"type":"metric"}"#,
        ])
    func roundTrip(line: String) throws {
        let event = try JSONDecoder().decode(RunnerEvent.self, from: Data(line.utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(event), as: UTF8.self) == line)
    }

    @Test(
        "is refused when it is not of the protocol",
        arguments: [
            #"{"type":"dance"}"#, #"{"type":"progress","fraction":7,"stage":"x"}"#, "[]", #"{"type":"result"}"#,
        ])
    func refused(line: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RunnerEvent.self, from: Data(line.utf8)) }
    }

    @Test("a run id is 32 hexadecimal digits")
    func runID() {
        #expect(RunID("0123456789abcdef0123456789ABCDEF")?.description == "0123456789abcdef0123456789abcdef")
        #expect(RunID("0123456789abcdef0123456789abcde") == nil)
        #expect(RunID("0123456789abcdef0123456789abcdeg") == nil)
        #expect(RunID().description.count == 32)
        #expect(RunID() != RunID())
    }
}
