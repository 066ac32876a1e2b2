import Foundation
import Testing
import Vocabulary

@testable import Pricing

/// Builds candidates and machines shortly.
enum Sample {
    static let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21 00:00 UTC

    static func type(
        _ name: String, provider: String = "aws", processors: Int = 4, memory: Double = 16, accelerator: String? = nil,
        count: Int = 0, acceleratorMemory: Double? = nil
    ) -> InstanceType {
        InstanceType(
            provider: provider, name: name, processors: processors, memoryGiB: memory, architecture: "x86_64",
            accelerator: accelerator, acceleratorCount: count, acceleratorMemoryGiB: acceleratorMemory)
    }

    static func candidate(
        _ name: String, _ amount: String, _ purchase: PurchaseKind = .onDemand, provider: String = "aws",
        region: String = "us-east-1", zone: String? = nil, currency: String = "USD", unit: String = "Hrs",
        source: String = "a file", quality: QuoteQuality = .snapshot, at time: Date = now
    ) throws -> PriceCandidate {
        PriceCandidate(
            key: PriceKey(provider: provider, instanceType: name, region: region, zone: zone, purchase: purchase),
            amount: try #require(Money(amount)), currency: currency, unit: unit, effectiveAt: time, source: source,
            fetchedAt: now, quality: quality)
    }
}

@Suite("An import gate")
struct GateTests {
    private let g4dn = Sample.type("g4dn.xlarge", accelerator: "T4", count: 1, acceleratorMemory: 16)

    private func judge(_ candidates: [PriceCandidate], types: [InstanceType], book: PriceBook = PriceBook())
        -> PriceJudgement
    {
        PriceGates(types: types, book: book).judge(candidates)
    }

    @Test("lets a plain pair of list and spot price pass")
    func pass() throws {
        let judgement = judge(
            [
                try Sample.candidate("g4dn.xlarge", "0.526"),
                try Sample.candidate("g4dn.xlarge", "0.2131", .spot, zone: "use1-az4"),
            ],
            types: [g4dn])
        #expect(judgement.accepted.map(\.hourly.description) == ["0.526", "0.2131"])
        #expect(judgement.accepted.allSatisfy { $0.quality == .snapshot && $0.note == nil })
        #expect(judgement.stopped == [] && judgement.refused == [])
    }

    @Test("refuses another currency and another unit by name")
    func currencyAndUnit() throws {
        let judgement = judge(
            [
                try Sample.candidate("g4dn.xlarge", "0.5", currency: "EUR"),
                try Sample.candidate("g4dn.xlarge", "384", unit: "1 Month"),
            ], types: [g4dn])
        #expect(judgement.accepted == [])
        #expect(judgement.refused.map(\.gate) == [.currency, .unit])
        #expect(judgement.refused[0].reason == "the currency is EUR; prices are kept in USD only")
        #expect(judgement.refused[1].reason == "the price is for 1 Month, not for an hour")
    }

    /// A bad price by itself: amounts as they were found in public catalogues.
    struct Bad: CustomTestStringConvertible, Sendable {
        let what: String
        let name: String
        let provider: String
        let amount: String
        let processors: Int
        let memory: Double
        let gate: PriceGate
        var testDescription: String { what }
    }

    @Test(
        "stops a price that cannot be one",
        arguments: [
            Bad(
                what: "Azure H100 filled with 0", name: "Standard_NC40ads_H100_v5", provider: "azure", amount: "0",
                processors: 40, memory: 320, gate: .notPositive),
            Bad(
                what: "GCP n2-standard-2 at 0.00", name: "n2-standard-2", provider: "gcp", amount: "0.00",
                processors: 2, memory: 8, gate: .notPositive),
            Bad(
                what: "a negative price", name: "c6i.large", provider: "aws", amount: "-0.085", processors: 2,
                memory: 4, gate: .notPositive),
            // 0.0067 / 72 processors = 0.000093 USD each, below 0.002.
            Bad(
                what: "kubecost's c5d.18xlarge at 0.0067", name: "c5d.18xlarge", provider: "aws", amount: "0.0067",
                processors: 72, memory: 144, gate: .perProcessor),
            // 2 × 0.5 = 1 USD at most.
            Bad(
                what: "more than 0.5 USD a processor", name: "c6i.large", provider: "aws", amount: "1.01",
                processors: 2, memory: 4, gate: .perProcessor),
            Bad(
                what: "memory in MiB", name: "c6i.large", provider: "aws", amount: "0.085", processors: 2, memory: 4096,
                gate: .machineUnits),
        ])
    func alone(bad: Bad) throws {
        let type = Sample.type(bad.name, provider: bad.provider, processors: bad.processors, memory: bad.memory)
        let judgement = judge([try Sample.candidate(bad.name, bad.amount, provider: bad.provider)], types: [type])
        #expect(judgement.accepted == [])
        #expect(judgement.stopped.map(\.gate) == [bad.gate])
        #expect(judgement.quotes.map(\.quality) == [.quarantined])
        #expect(judgement.quotes[0].note == judgement.stopped[0].reason)
    }

    @Test("stops an accelerator's memory in another unit: 80 MiB for an A100")
    func acceleratorUnits() throws {
        let type = Sample.type(
            "1x_A100-80GB_SECURE", provider: "runpod", processors: 8, memory: 117, accelerator: "A100-80GB", count: 1,
            acceleratorMemory: 80.0 / 1024)
        let judgement = judge([try Sample.candidate(type.name, "1.64", provider: "runpod")], types: [type])
        #expect(judgement.stopped.map(\.gate) == [.machineUnits])
    }

    @Test("stops a machine that nobody knows")
    func unknown() throws {
        let judgement = judge([try Sample.candidate("z9.enormous", "0.526")], types: [g4dn])
        #expect(judgement.stopped.map(\.reason) == ["aws has no known machine z9.enormous"])
    }

    @Test("knows what accelerators cost: 98.32 for eight H100 passes, 200 does not")
    func accelerators() throws {
        // 96 × 0.5 + 8 × 15 = 168.
        let type = Sample.type(
            "Standard_ND96isr_H100_v5", provider: "azure", processors: 96, memory: 1900, accelerator: "H100", count: 8,
            acceleratorMemory: 80)
        #expect(judge([try Sample.candidate(type.name, "98.32", provider: "azure")], types: [type]).stopped == [])
        #expect(
            judge([try Sample.candidate(type.name, "200", provider: "azure")], types: [type]).stopped.map(\.gate)
                == [.perProcessor])
    }

    @Test("stops a list price far from its family's line, by processors and by memory, and leaves the rest")
    func line() throws {
        let sizes = [("c6i.large", 2), ("c6i.xlarge", 4), ("c6i.2xlarge", 8), ("c6i.4xlarge", 16), ("c6i.8xlarge", 32)]
        let types = sizes.map { Sample.type($0.0, processors: $0.1, memory: Double($0.1) * 2) }
        // 0.0425 USD a processor; the last one says half of that, within 0.002…0.5.
        let prices = ["0.085", "0.17", "0.34", "0.68", "0.68"]
        let judgement = judge(try zip(sizes, prices).map { try Sample.candidate($0.0.0, $0.1) }, types: types)
        #expect(judgement.stopped.map(\.gate) == [.familyLine])
        #expect(judgement.stopped.map(\.quote.instanceType) == ["c6i.8xlarge"])
        #expect(
            judgement.stopped[0].reason == "0.68 USD/h is 2.0 times off what its family's machines cost for their size")
    }

    @Test("lets machines with half the memory for half the price pass: t3.medium")
    func burstable() throws {
        let types = [("t3.medium", 2, 4.0), ("t3.large", 2, 8), ("t3.xlarge", 4, 16), ("t3.2xlarge", 8, 32)].map {
            Sample.type($0.0, processors: $0.1, memory: $0.2)
        }
        let prices = ["0.0416", "0.0832", "0.1664", "0.3328"]
        #expect(judge(try zip(types, prices).map { try Sample.candidate($0.0.name, $0.1) }, types: types).stopped == [])
    }

    @Test("stops both of two files that differ by more than 5 %: a2-ultragpu-1g at 5.0688 and 2.946")
    func sources() throws {
        let type = Sample.type(
            "a2-ultragpu-1g", provider: "gcp", processors: 12, memory: 170, accelerator: "A100", count: 1,
            acceleratorMemory: 80)
        let both = [
            try Sample.candidate(type.name, "5.0688", provider: "gcp", source: "Karpenter"),
            try Sample.candidate(type.name, "2.946", provider: "gcp", source: "SkyPilot"),
        ]
        #expect(judge(both, types: [type]).stopped.map(\.gate) == [.sources, .sources])
        let book = PriceBook(judge([both[0]], types: [type]).accepted)
        let second = judge([both[1]], types: [type], book: book)
        #expect(
            second.stopped.map(\.reason) == ["2.946 USD/h differs by more than 5 % from 5.0688 of Karpenter"])
        // 5.0688 × 1.05 = 5.32224.
        #expect(
            judge([try Sample.candidate(type.name, "5.32", provider: "gcp", source: "x")], types: [type], book: book)
                .stopped == [])
    }

    @Test("believes the provider itself against a file")
    func live() throws {
        let file = judge([try Sample.candidate("g4dn.xlarge", "0.526")], types: [g4dn])
        let judgement = judge(
            [try Sample.candidate("g4dn.xlarge", "0.45", source: "AWS", quality: .live)], types: [g4dn],
            book: PriceBook(file.accepted))
        #expect(judgement.stopped == [])
    }

    @Test("stops spot above the list price, and the list price with it when one file has both: SkyPilot's A100-80GB")
    func above() throws {
        let type = Sample.type(
            "a2-ultragpu-1g", provider: "gcp", processors: 12, memory: 170, accelerator: "A100", count: 1,
            acceleratorMemory: 80)
        let spot = try Sample.candidate(type.name, "1.964", .spot, provider: "gcp")
        let list = try Sample.candidate(type.name, "1.8462", provider: "gcp")
        #expect(judge([list, spot], types: [type]).stopped.map(\.gate) == [.spotAboveList, .spotAboveList])
        let other = judge([list], types: [type])
        let judgement = judge(
            [try Sample.candidate(type.name, "1.964", .spot, provider: "gcp", source: "b")], types: [type],
            book: PriceBook(other.accepted))
        #expect(judgement.stopped.map(\.reason) == ["spot 1.964 is above the list price 1.8462 USD/h"])
    }

    @Test("stops one zone above the list price and leaves the list price: p5.48xlarge")
    func oneZone() throws {
        let type = Sample.type(
            "p5.48xlarge", processors: 192, memory: 2048, accelerator: "H100", count: 8, acceleratorMemory: 80)
        let judgement = judge(
            [
                try Sample.candidate(type.name, "60", .spot, zone: "use1-az2"),
                try Sample.candidate(type.name, "55.04"),
                try Sample.candidate(type.name, "14.246", .spot, zone: "use1-az4"),
            ], types: [type])
        #expect(judgement.accepted.map(\.hourly.description) == ["55.04", "14.246"])
        #expect(judgement.stopped.map(\.reason) == ["spot 60 is above the list price 55.04 USD/h"])
    }

    @Test("reads spot equal to the list price as no discount known: Azure's H100")
    func noDiscount() throws {
        let type = Sample.type(
            "Standard_NC40ads_H100_v5", provider: "azure", processors: 40, memory: 320, accelerator: "H100 NVL",
            count: 1,
            acceleratorMemory: 94)
        let judgement = judge(
            [
                try Sample.candidate(type.name, "6.98", provider: "azure"),
                try Sample.candidate(type.name, "6.98", .spot, provider: "azure"),
            ],
            types: [type])
        #expect(judgement.accepted.map(\.purchase) == [.onDemand])
        #expect(judgement.stopped.map(\.gate) == [.noDiscount])
    }

    @Test("calls a constant ratio derived: RunPod's spot is half of each list price")
    func ratio() throws {
        let types = [1, 2].map {
            Sample.type(
                "\($0)x_A100", provider: "runpod", processors: 8 * $0, memory: 117 * Double($0), accelerator: "A100",
                count: $0, acceleratorMemory: 80)
        }
        let judgement = judge(
            [
                try Sample.candidate("1x_A100", "1.64", provider: "runpod"),
                try Sample.candidate("1x_A100", "0.82", .spot, provider: "runpod"),
                try Sample.candidate("2x_A100", "3.28", provider: "runpod"),
                try Sample.candidate("2x_A100", "1.64", .spot, provider: "runpod"),
            ], types: types)
        let spot = judgement.accepted.filter { $0.purchase == .spot }
        #expect(spot.map(\.quality) == [.derived, .derived])
        #expect(spot[0].note == "spot is 0.5 × the list price for all 2 machines of the source")
        #expect(judgement.accepted.filter { $0.purchase == .onDemand }.allSatisfy { $0.quality == .snapshot })
    }

    @Test("keeps AWS's exact tenth of the list price and calls it the floor")
    func floor() throws {
        let type = Sample.type("i3en.12xlarge", processors: 48, memory: 384)
        let judgement = judge(
            [try Sample.candidate(type.name, "5.774"), try Sample.candidate(type.name, "0.5774", .spot)], types: [type])
        #expect(judgement.stopped == [])
        #expect(judgement.accepted[1].quality == .snapshot)
        #expect(judgement.accepted[1].note?.hasPrefix("floor") == true)
    }

    @Test("stops both of two prices that one source states for one moment")
    func contradiction() throws {
        let judgement = judge(
            [try Sample.candidate("g4dn.xlarge", "0.526"), try Sample.candidate("g4dn.xlarge", "0.530")], types: [g4dn])
        #expect(judgement.stopped.map(\.gate) == [.contradiction, .contradiction])
        #expect(judgement.stopped[0].reason == "the source states 0.526 and 0.53 USD/h for the same moment")
    }

    @Test("loses nothing: every candidate is accepted, stopped or refused")
    func complete() throws {
        let amounts = ["0.526", "0", "99", "0.2", "0.526"]
        let candidates = try amounts.enumerated().map {
            try Sample.candidate(
                "g4dn.xlarge", $0.element, $0.offset % 2 == 0 ? .onDemand : .spot,
                currency: $0.offset == 3 ? "CNY" : "USD")
        }
        let judgement = judge(candidates, types: [g4dn])
        #expect(judgement.quotes.count + judgement.refused.count == 5)
    }
}
