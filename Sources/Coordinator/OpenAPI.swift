import Foundation
import Wire

/// The API's description, kept as a document beside the routes; a test holds the two together.
enum OpenAPI {
    static func document() throws -> Data {
        guard let url = Bundle.module.url(forResource: "openapi", withExtension: "json") else {
            throw ErrorBody(.internal, "openapi.json is missing from the installation")
        }
        return try Data(contentsOf: url)
    }
}
