import Testing

/// What `swift format` cannot see.
@Suite struct ShapeTests {
    /// A file may be longer when a comment of its first forty lines says why, with these words.
    private static let excuse = "Longer than 300 lines because"

    @Test("a file has at most 300 lines or says why it has more")
    func length() throws {
        let files = Repository.productFiles
        try #require(files.count > 10)
        for path in files {
            let source = SourceText(try Repository.text(path))
            let excused = source.lines.prefix(40).contains { $0.contains(Self.excuse) }
            #expect(source.lines.count <= 301 || excused, "\(path): \(source.lines.count) lines")
        }
    }

    @Test("nothing in a product crashes on purpose or swallows an error by force")
    func noTraps() throws {
        let trap = #/\btry!|\bfatalError\(|\bas!\s/#
        for path in Repository.productFiles {
            for (number, line) in SourceText(try Repository.text(path)).lines.enumerated() {
                let code = SourceText.code(of: line)
                #expect(code.firstMatch(of: trap) == nil, "\(path):\(number + 1): \(line)")
            }
        }
    }

    @Test("every unchecked Sendable has its proof in the comment above it")
    func uncheckedSendable() throws {
        for path in Repository.productFiles {
            let lines = SourceText(try Repository.text(path)).lines
            for (number, line) in lines.enumerated() where SourceText.code(of: line).contains("@unchecked Sendable") {
                let above = number > 0 ? lines[number - 1].drop { $0 == " " } : ""
                #expect(above.hasPrefix("//"), "\(path):\(number + 1): no proof above")
            }
        }
    }

    @Test("tasks are structured: none is detached")
    func noDetachedTasks() throws {
        for path in Repository.productFiles {
            #expect(!SourceText(try Repository.text(path)).code.contains("Task.detached"), "\(path)")
        }
    }

    @Test(
        "comments and literals are not taken for code",
        arguments: [
            ("let a = try! b() // c", "let a = try! b() "),
            ("// try! b()", ""),
            (#"let a = "try! \"b\"" + c"#, #"let a = " + c"#),
            (#"let url = "http://x" // y"#, #"let url = " "#),
        ])
    func code(line: String, expected: String) {
        #expect(SourceText.code(of: line[...]) == expected)
    }
}
