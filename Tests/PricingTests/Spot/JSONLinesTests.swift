import Foundation
import Pricing
import Testing

@Suite("Lines of a JSON text")
struct JSONLinesTests {
    private static let trace =
        "{\n  \"metadata\": {\n    \"gap_seconds\": 600\n  },\n  \"data\": [\n    1,\n    0,\n    -1\n  ]\n}\n"

    @Test(
        "a path is found on its line; what is missing is where it should have been",
        arguments: [
            ("", 1), ("metadata", 2), ("metadata.gap_seconds", 3), ("metadata.zone", 2), ("data", 5), ("data[0]", 6),
            ("data[2]", 8), ("data[9]", 5), ("prices", 1),
        ])
    func paths(field: String, line: Int) {
        #expect(JSONLines.line(of: field, in: Data(Self.trace.utf8)) == line)
    }

    @Test(
        "where it stops being JSON counts, whatever was asked for",
        arguments: [
            ("", 1), ("{\n\"data\": [1, 0,\n", 3), ("{\n\"data\": [1, 0],\n\"data2\": NaN}", 3), ("[1,\n01]", 2),
            ("{\"a\": 1}\n\n}", 3), ("{\n\"a\" 1}", 2), ("{\"a\": \"b\n\"}", 1), ("[1,\n2,\n]", 3), ("\n\n\"abc", 3),
            ("[\n-, 1]", 2), ("[1,\n1., 1]", 2), ("[1,\n1e, 1]", 2),
        ])
    func broken(text: String, line: Int) {
        #expect(JSONLines.line(of: "data[0]", in: Data(text.utf8)) == line)
    }

    @Test(
        "numbers of every form, escapes and nesting up to a limit are JSON; deeper nesting is a complaint, not a crash")
    func forms() {
        let forms = "[-0, 0.5, 1e9, 1E-3, 12.25e+1, true, false, null, \"a\\\"b\", {}, []]\n"
        #expect(JSONLines.line(of: "[10]", in: Data(forms.utf8)) == 1)
        let deep = "\n" + String(repeating: "[", count: 100_000)
        #expect(JSONLines.line(of: "", in: Data(deep.utf8)) == 2)
    }
}
