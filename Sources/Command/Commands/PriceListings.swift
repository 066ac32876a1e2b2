import Foundation
import Vocabulary

extension Listings {
    static func prices(_ rows: [PricedMachine]) -> Listing<PricedMachine> {
        Listing(
            columns: [
                .text("provider") { .text($0.quote.provider) },
                .text("machine", isFlexible: true) { .text($0.quote.instanceType) },
                .text("region") { .text($0.quote.region) },
                .text("zone") { .text(optional: $0.quote.zone) },
                .text("kind") { .text($0.quote.purchase.rawValue) },
                .number("USD/h") { .text($0.quote.hourly.description) },
                .number("processors") { .integer(optional: $0.machine?.processors) },
                .number("memory (GiB)") { .number(optional: $0.machine?.memoryGiB, digits: 0) },
                .text("accelerator", isFlexible: true) { .text(optional: accelerator(of: $0.machine)) },
                .number("age (days)") { .number($0.ageSeconds / 86_400, digits: 1) },
                .text("quality") { .text($0.quote.quality.rawValue) },
                .text("source", isFlexible: true) { .text($0.quote.source) },
                .text("note", isFlexible: true) { .text(optional: $0.quote.note) },
            ], rows: rows)
    }

    private static func accelerator(of machine: InstanceType?) -> String? {
        machine.flatMap { machine in machine.accelerator.map { "\(machine.acceleratorCount) × \($0)" } }
    }

    static func quotes(_ rows: [Quote]) -> Listing<Quote> {
        Listing(
            columns: [
                .text("since (UTC)") { .time($0.effectiveAt) },
                .text("region") { .text($0.region) },
                .text("zone") { .text(optional: $0.zone) },
                .text("kind") { .text($0.purchase.rawValue) },
                .number("USD/h") { .text($0.hourly.description) },
                .text("read (UTC)") { .time($0.fetchedAt) },
                .text("quality") { .text($0.quality.rawValue) },
                .text("source", isFlexible: true) { .text($0.source) },
                .text("note", isFlexible: true) { .text(optional: $0.note) },
            ], rows: rows)
    }

    static func findings(_ rows: [PriceFinding]) -> Listing<PriceFinding> {
        Listing(
            columns: [
                .text("finding") { .text($0.kind.rawValue) },
                .number("prices") { .integer($0.count) },
                .text("provider") { .text($0.quote.provider) },
                .text("machine", isFlexible: true) { .text($0.quote.instanceType) },
                .text("region") { .text($0.quote.region) },
                .text("zone") { .text(optional: $0.quote.zone) },
                .text("kind") { .text($0.quote.purchase.rawValue) },
                .number("USD/h") { .text($0.quote.hourly.description) },
                .number("age (days)") { .number($0.ageDays, digits: 1) },
                .text("reason", isFlexible: true) { .text($0.reason) },
            ], rows: rows)
    }

    static func refreshes(_ rows: [PriceRefresh]) -> Listing<PriceRefresh> {
        Listing(
            columns: [
                .text("source") { .text($0.feed) },
                .number("accepted") { .integer($0.accepted) },
                .number("new") { .integer($0.added) },
                .number("confirmed") { .integer($0.confirmed) },
                .number("stopped") { .integer($0.stopped.count) },
                .number("refused") { .integer($0.refused.count) },
                .text("last good reading (UTC)") { .time(optional: $0.lastGood) },
                .text("why nothing came", isFlexible: true) { .text(optional: $0.failure) },
            ], rows: rows)
    }
}
