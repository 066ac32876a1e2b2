/// Which module imports which, read from the source text.
///
/// The text, not Package.swift: SwiftPM lets a file import any module that happens to be built before it.
struct ImportGraph {
    /// Imports by module.
    private(set) var imports: [String: Set<String>] = [:]

    /// Reads every module of the checkout: a folder of `Sources` or of `workers`.
    static func ofCheckout() throws -> ImportGraph {
        var graph = ImportGraph()
        for path in Repository.productFiles {
            let parts = path.split(separator: "/")
            guard parts.count > 2 else { continue }
            graph.add(Self.modules(importedIn: try Repository.text(path)), to: String(parts[1]))
        }
        for module in ["CLibpq", "CCurl", "CCrypto", "COpenVINO"] where Repository.has("Sources/\(module)") {
            graph.add([], to: module)
        }
        return graph
    }

    mutating func add(_ modules: Set<String>, to module: String) {
        imports[module, default: []].formUnion(modules)
    }

    /// The modules that a text imports, whatever the access level or attribute before `import`.
    static func modules(importedIn text: String) -> Set<String> {
        let pattern =
            #/
            ^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?
            import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let|actor)\s+)?(\w+)
        /#.anchorsMatchLineEndings()
        return Set(text.matches(of: pattern).map { String($0.output.1) })
    }

    /// A path of imports from a module to one of the others, for people; `nil` when there is none.
    func path(from module: String, toAnyOf goals: Set<String>) -> [String]? {
        var seen: Set = [module]
        var paths = [[module]]
        while !paths.isEmpty {
            let path = paths.removeFirst()
            for next in imports[path[path.count - 1], default: []].sorted() where seen.insert(next).inserted {
                if goals.contains(next) { return path + [next] }
                paths.append(path + [next])
            }
        }
        return nil
    }
}
