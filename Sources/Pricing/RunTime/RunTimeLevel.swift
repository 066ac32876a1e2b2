public import Vocabulary

/// How a run time is known, in order of precedence, and the interval that each begins with.
public enum RunTimeLevel: String, Hashable, Sendable, Codable, CaseIterable {
    /// This configuration was measured on this device.
    case measured
    /// A model fitted to runs on this device.
    case calibrated
    /// Carried over from other devices.
    case transferred
    /// From data sheets alone.
    case datasheet

    /// The level in the words of ``Provenance``.
    public var provenance: Provenance.Level {
        switch self {
        case .measured: .measured
        case .calibrated: .calibrated
        case .transferred: .transferred
        case .datasheet: .datasheet
        }
    }

    /// Half-width of the 90 % interval of ln T until own residuals say better.
    ///
    /// The wider side of the worst of five devices in the NeuSight conv2d data (P4, P100, V100, T4, A100; `docs/pricing.md`):
    /// calibrated ×0.85…1.20, transferred ×0.64…1.56, roofline with fitted constants ×0.70…1.42. A raw data sheet is late by
    /// ×1.1…2.2 there, on processors by more; nothing narrower than ×3 is stated for it.
    public var startWidth: Double {
        switch self {
        case .measured: 0.1
        case .calibrated: 0.1823  // ln 1.20
        case .transferred: 0.4463  // ln(1/0.64)
        case .datasheet: 1.0986  // ln 3
        }
    }
}
