import FoundationEssentials
import Pricing
import Vocabulary

/// A page of the Cloud Billing Catalogue's `services.skus.list`.
struct CataloguePage: Decodable {
    let skus: [CatalogueSKU]
    /// Absent or empty on the last page.
    let nextPageToken: String?
}

/// One thing that is billed: a core, a GiB or an accelerator for an hour in some regions.
struct CatalogueSKU: Decodable {
    struct Category: Decodable {
        let resourceFamily: String
        let usageType: String
    }

    struct Info: Decodable {
        let effectiveTime: String
        let pricingExpression: Expression
    }

    struct Expression: Decodable {
        let usageUnit: String
        let tieredRates: [Rate]
    }

    struct Rate: Decodable {
        let unitPrice: UnitPrice
    }

    /// The price is `units` + `nanos` · 10⁻⁹; both have the same sign.
    struct UnitPrice: Decodable {
        let currencyCode: String
        let units: String?
        let nanos: Int64?
    }

    let skuId: String
    let description: String
    let category: Category
    let serviceRegions: [String]
    let pricingInfo: [Info]
}

/// A part of a machine that has a price of its own.
struct GCPPart: Hashable {
    enum Kind: Hashable {
        case core
        case memory
        case accelerator(String)
    }

    let family: String
    let kind: Kind
    let purchase: PurchaseKind

    /// What a SKU's description says that it is; `nil` for what is no part of a plain machine. Recognised by the words that Google uses:
    /// `N2 Instance Core running in …`, `Spot Preemptible N2D AMD Instance Ram running in …`, `Nvidia L4 GPU running in …`.
    init?(_ sku: CatalogueSKU) {
        let text = sku.description
        // Flex-start and calendar reservations are filed as OnDemand: SkyPilot's catalogue took them for list prices.
        let others = [
            "Custom", "Premium", "Reserved", "Sole Tenancy", "Commitment", "DWS", "Calendar", "Flex", "Extended",
        ]
        guard sku.category.resourceFamily == "Compute", !others.contains(where: { text.contains($0) }) else {
            return nil
        }
        let saysSpot = text.contains("Preemptible") || text.contains("Spot")
        switch (sku.category.usageType, saysSpot) {
        case ("Preemptible", _): purchase = .spot
        case ("OnDemand", false): purchase = .onDemand
        default: return nil  // some spot SKUs are filed as OnDemand: neither can be believed
        }
        if let match = text.firstMatch(of: /(\w+)(?: Predefined)?(?: AMD| Arm)? Instance (Core|Ram) running in/) {
            family = match.output.1.lowercased()
            kind = match.output.2 == "Core" ? .core : .memory
        } else if let match = text.firstMatch(of: /Compute optimized (Core|Ram) running in/) {
            family = "c2"
            kind = match.output.1 == "Core" ? .core : .memory
        } else if let match = text.firstMatch(of: /Nvidia (?:Tesla )?(.+?) GPU.* running in/) {
            family = ""
            kind = .accelerator(String(match.output.1))
        } else {
            return nil
        }
    }

    init(family: String, kind: Kind, purchase: PurchaseKind) {
        self.family = family
        self.kind = kind
        self.purchase = purchase
    }

    /// What Google calls an accelerator of ours.
    static func accelerator(of type: InstanceType) -> String? {
        guard let name = type.accelerator, let memory = type.acceleratorMemoryGiB else { return nil }
        return switch (name, memory) {
        case ("A100", 80): "A100 80GB"
        case ("H100", _): "H100 80GB"
        default: name
        }
    }
}
