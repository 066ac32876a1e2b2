import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Store
import Testing
import Vocabulary
import Workflow

@testable import Coordinator

@Suite("The API's description")
struct OpenAPITests {
    @Test("has every route that the coordinator has, and no other")
    func routes() async throws {
        try await RunningCoordinator.with { coordinator in
            let service = CoordinatorService(
                configuration: CoordinatorConfiguration(), ledger: coordinator.ledger, catalogue: ModelCatalogue([]),
                wakeups: Wakeups(), logger: Logger(label: "test"))
            let served = Set(
                try service.router().routes.map { route in
                    let path = route.path.description.split(separator: "/").map { part in
                        // A file's name has slashes: its route takes all that follows.
                        part == "**" ? "{name}" : part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
                    }
                    return "\(route.method.rawValue.lowercased()) /\(path.joined(separator: "/"))"
                })
            let document = try JSONValue(parsing: try OpenAPI.document())
            guard case .object(let paths)? = document["paths"] else { throw CoordinatorTestFailure("no paths") }
            var described: Set<String> = []
            for (path, operations) in paths {
                guard case .object(let methods) = operations else { continue }
                for method in methods.keys { described.insert("\(method) \(path)") }
            }
            #expect(served.subtracting(described) == [])
            #expect(described.subtracting(served) == [])
        }
    }

    @Test("has every field of every kind of configuration, and no other")
    func configurations() throws {
        let document = try JSONValue(parsing: try OpenAPI.document())
        guard case .array(let shapes)? = document["components"]?["schemas"]?["Configuration"]?["oneOf"] else {
            throw CoordinatorTestFailure("no shapes")
        }
        var described: Set<String> = []
        var kinds: Set<String> = []
        for shape in shapes {
            guard case .object(let properties)? = shape["properties"],
                case .string(let kind)? = properties["kind"]?["const"]
            else { throw CoordinatorTestFailure("\(shape)") }
            described.formUnion(properties.keys)
            kinds.insert(kind)
            let lists = properties.filter { $0.value["type"] == "array" }.keys
            #expect(Set(lists) == RunConfiguration.listFields(ofKinds: .string(kind)), "\(kind)")
            // What a reader of this kind fills in by itself must be described.
            let least: JSONValue =
                switch kind {
                case "compress": ["kind": "compress", "model": "vgg16", "method": "int8_static"]
                case "selftest": ["kind": "selftest"]
                default: ["kind": .string(kind), "model": "vgg16"]
                }
            guard case .object(let filled) = try RunConfiguration(json: least).json else { continue }
            #expect(Set(filled.keys).subtracting(properties.keys) == [], "\(kind)")
        }
        #expect(kinds == Set(JobKind.allCases.map(\.rawValue)))
        #expect(described == RunConfiguration.fieldNames)
    }
}
