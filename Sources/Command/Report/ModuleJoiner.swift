import Foundation

/// Joins the page's ES modules into one classic script, since a page that is opened from disk may not load modules.
///
/// It knows the forms that the modules have, each at the beginning of a line: `import { a, b as c } from "./x.js";`, `import * as x from …`, `import "./x.js";`, and
/// `export` before a function, a class or a constant. Any other form is an error, not a broken report.
enum ModuleJoiner {
    /// What cannot be joined.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The modules as calls of `shoestringReport.define` (`report.js`).
    ///
    /// - Parameter modules: Texts by path, as `js/row.js`; imports name files of the same folder.
    /// - Throws: ``Failure`` naming the module, for a form that is not known, a module that is missing, or modules that need one another.
    static func script(_ modules: [String: String]) throws(Failure) -> String {
        var result = ""
        var needs: [String: [String]] = [:]
        for (path, text) in modules.sorted(by: { $0.key < $1.key }) {
            var joined = Joined(path: path)
            result += try joined.definition(of: text)
            needs[path] = joined.needed
            if let missing = joined.needed.first(where: { modules[$0] == nil }) {
                throw Failure(description: "\(path) imports \(missing), which is not there")
            }
        }
        try checkOrder(needs)
        return result
    }

    /// A constant of a module is read when another one imports it: circles would find it missing.
    private static func checkOrder(_ needs: [String: [String]]) throws(Failure) {
        var left = needs
        while !left.isEmpty {
            let ready = left.filter { $0.value.allSatisfy { left[$0] == nil } }.map(\.key)
            guard !ready.isEmpty else {
                throw Failure(description: "these modules import one another in a circle: \(left.keys.sorted())")
            }
            for path in ready { left[path] = nil }
        }
    }

    private struct Joined {
        let path: String
        private(set) var needed: [String] = []
        private var exported: [(name: String, local: String)] = []

        init(path: String) { self.path = path }

        mutating func definition(of text: String) throws(Failure) -> String {
            var body = text
            body = try replacingImports(in: body)
            body = try replacingExports(in: body)
            body = body.replacing(/\bimport\("/, with: "importing(\"")
            if let line = body.split(separator: "\n").first(where: { $0.contains(/^(import|export|await)\b/) }) {
                throw Failure(description: "\(path): a form that cannot be joined: \(line.prefix(80))")
            }
            let getters = exported.map { "get \($0.name)() { return \($0.local); }" }.joined(separator: ", ")
            return """
                shoestringReport.define("\(path)", function (require, exports, fetch, location, history, sessionStorage, importing) {
                "use strict";
                Object.defineProperties(exports, Object.getOwnPropertyDescriptors({ \(getters) }));
                \(body)});

                """
        }

        private mutating func replacingImports(in text: String) throws(Failure) -> String {
            let form = /^(?:import\s+(?:\{([^}]*)\}|\*\s+as\s+(\w+))\s+from\s+|import\s+)"\.\/([\w.-]+)";/
                .anchorsMatchLineEndings()
            var result = text
            while let match = result.firstMatch(of: form) {
                let file = folder + String(match.3)
                needed.append(file)
                var statement = "require(\"\(file)\");"
                if let names = match.1 {
                    statement = "const {\(names.replacing(/\s+as\s+/, with: ": "))} = \(statement)"
                } else if let all = match.2 {
                    statement = "const \(all) = \(statement)"
                }
                result.replaceSubrange(match.range, with: statement)
            }
            return result
        }

        private mutating func replacingExports(in text: String) throws(Failure) -> String {
            var result = text
            let declaration = /^export ((?:async )?function\*? |class |const )(\w+)/.anchorsMatchLineEndings()
            while let match = result.firstMatch(of: declaration) {
                exported.append((String(match.2), String(match.2)))
                result.replaceSubrange(match.range, with: "\(match.1)\(match.2)")
            }
            let list = /^export \{([^}]*)\};/.anchorsMatchLineEndings()
            while let match = result.firstMatch(of: list) {
                for item in match.1.split(separator: ",") {
                    let words = item.split { $0.isWhitespace }.filter { $0 != "as" }
                    if let local = words.first, let name = words.last {
                        exported.append((String(name), String(local)))
                    }
                }
                result.replaceSubrange(match.range, with: "")
            }
            return result
        }

        private var folder: String {
            guard let slash = path.lastIndex(of: "/") else { return "" }
            return String(path[...slash])
        }
    }
}
