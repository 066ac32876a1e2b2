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
}
