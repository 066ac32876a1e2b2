/// What a runner can do on the machine where it was asked: the answer of `runner-x describe`.
public struct RunnerDescription: Hashable, Sendable, Codable {
    /// A device that the engine sees.
    public struct Device: Hashable, Sendable, Codable {
        /// The name that a configuration uses, as `cpu`.
        public let name: String
        /// The maker's name for it.
        public let title: String
        /// The precisions that the device executes by itself, without emulation.
        public let precisions: [Precision]

        /// Describes a device.
        public init(name: String, title: String, precisions: [Precision]) {
            self.name = name
            self.title = title
            self.precisions = precisions
        }
    }

    /// The version of the runner protocol that it speaks; 1 is the only one.
    public let protocolVersion: Int
    /// The engine's name in configurations, as `openvino`.
    public let engine: String
    /// The engine's own version.
    public let engineVersion: String
    /// The kinds of job that it takes.
    public let kinds: [JobKind]
    /// The devices of this machine that it can use.
    public let devices: [Device]

    /// Describes a runner.
    public init(
        engine: String, engineVersion: String, kinds: [JobKind], devices: [Device],
        protocolVersion: Int = RunnerRequest.protocolVersion
    ) {
        self.protocolVersion = protocolVersion
        self.engine = engine
        self.engineVersion = engineVersion
        self.kinds = kinds
        self.devices = devices
    }

    enum CodingKeys: String, CodingKey {
        case protocolVersion = "protocol"
        case engine
        case engineVersion = "engine_version"
        case kinds, devices
    }
}
