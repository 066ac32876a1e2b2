import Vocabulary
import Wire

/// What a report shows where no scripts run: the same numbers as plain tables.
struct StaticTables {
    let content: ReportContent
    /// Where the page of a run is.
    let address: (RunID) -> String

    /// What stands on a page; `picture` is the address of the figure's picture, absent where it could not be drawn.
    func part(of page: String, picture: String?) -> String {
        page == "costs.html" ? costs : figure(picture) + runs
    }

    /// All runs.
    var runs: String {
        Listings.runs(content.runs).html(
            caption: "Runs, the newest first. Median and p90 are of one request.",
            link: { address($0.id) })
    }

    /// What one run is and measured.
    func run(_ id: RunID) -> String {
        guard let detail = content.details[id] else { return "" }
        let facts = Listings.facts(of: detail).html(caption: "What is known of run \(id)")
        guard !detail.attempts.isEmpty else { return facts }
        return facts + Listings.attempts(detail.attempts).html(caption: "Every try of a worker at this run’s job")
    }

    /// The answer to the costs page's first question.
    var costs: String {
        guard let costs = content.costs else { return "<p>This report was made without costs.</p>" }
        let refused = costs.refused.map {
            "<li><bdi>\(HTMLText.escaped($0.host))</bdi>, \(HTMLText.escaped($0.configuration)): \(HTMLText.escaped($0.reason))</li>"
        }
        let list = refused.isEmpty ? "" : "<h2>Without an estimate</h2><ul>\(refused.joined(separator: "\n"))</ul>"
        return Listings.costs(costs.items, .marginal).html(
            caption:
                "A million images through resnet18, batch 1, fp32: marginal cost, one outcome in ten below p10, one in ten above p90"
        )
            + list
    }

    private func figure(_ picture: String?) -> String {
        guard let picture else { return "" }
        return """
            <figure class="card"><img class="picture" src="\(HTMLText.escaped(picture))" alt="Time per image against multiply-accumulates; the table \
            below has the numbers"><figcaption>Median time of a request over its images, in latency mode, with its 95 % interval; both axes are \
            logarithmic; the area grows with the network’s parameters; hollow points are of grade C.</figcaption></figure>

            """
    }
}
