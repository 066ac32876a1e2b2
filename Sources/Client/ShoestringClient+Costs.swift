import FoundationEssentials
import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// One estimate; `question` as `POST /api/v1/estimates` takes it.
    public func estimate(_ question: JSONValue) async throws(ClientError) -> EstimateAnswer {
        try await post(Route.estimates, question, key: Self.newIdempotencyKey(), timeout: .seconds(120))
    }

    /// The same work over many machines; `question` as `POST /api/v1/costs/compare` takes it.
    public func compareCosts(_ question: JSONValue) async throws(ClientError) -> CompareAnswer {
        try await post(Route.compareCosts, question, key: Self.newIdempotencyKey(), timeout: .seconds(120))
    }

    /// The cheapest ways within limits; `question` as `POST /api/v1/plans` takes it.
    public func plan(_ question: JSONValue) async throws(ClientError) -> PlanAnswer {
        try await post(Route.plans, question, key: Self.newIdempotencyKey(), timeout: .seconds(120))
    }

    /// The user's own devices.
    public func devices() async throws(ClientError) -> Page<DeviceBody> { try await get(Route.devices) }

    /// One device.
    public func device(_ name: String) async throws(ClientError) -> DeviceBody {
        try await get(Route.device(Self.escaped(name)))
    }

    /// Stores a device, replacing what was there.
    public func put(_ device: OwnedDevice) async throws(ClientError) -> DeviceBody {
        let path = Route.device(Self.escaped(device.name))
        let request = HTTPRequest(
            .put, address(path), headers: [HTTPField("Content-Type", "application/json")],
            body: .bytes(device.json.canonicalData()))
        return try decode(try await send(request), path)
    }

    /// Removes a device.
    public func removeDevice(_ name: String) async throws(ClientError) {
        _ = try await send(HTTPRequest(.delete, address(Route.device(Self.escaped(name)))))
    }
}
