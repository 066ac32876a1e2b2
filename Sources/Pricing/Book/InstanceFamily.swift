import Vocabulary

/// Which machines of a provider differ in size only, by their names.
public enum InstanceFamily {
    /// The family of a type, as `g4dn` of `g4dn.xlarge`, `n2-standard` of `n2-standard-8`, `Standard_Ds_v5` of `Standard_D8s_v5`; `nil` where names
    /// do not tell.
    public static func name(provider: String, instanceType: String) -> String? {
        switch provider {
        case "aws": instanceType.firstIndex(of: ".").map { String(instanceType[..<$0]) }
        case "gcp": instanceType.lastIndex(of: "-").map { String(instanceType[..<$0]) }
        case "azure": azure(instanceType)
        default: nil
        }
    }

    /// The first run of digits is the number of processors.
    private static func azure(_ name: String) -> String? {
        guard let start = name.firstIndex(where: \.isNumber) else { return nil }
        let end = name[start...].firstIndex { !$0.isNumber } ?? name.endIndex
        return String(name[..<start] + name[end...])
    }
}
