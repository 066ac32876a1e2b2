"""TEST FIXTURE. Invented prices, devices, budgets and bills in the shapes of Sources/Wire/CostBodies.swift; nothing here is a price of anybody."""
import re

START = "2026-11-20T08:00:00.000Z"
HOUR_MS = 3_600_000
HOSTILE = "<script>alert(1)</script>"
# host, ms of a resnet18 request of one image in fp32, USD an hour, level of the time's evidence
RENTED = [
    ("aws/c7i.large/us-east-1/spot", 9.1, 0.0412, "transferred"), ("aws/c7i.large/us-east-1/on_demand", 9.1, 0.0893, "transferred"), ("aws/g4dn.xlarge/us-east-1/use1-az4/spot", 2.2, 0.2131, "datasheet"),
    ("aws/g4dn.xlarge/us-east-1/on_demand", 2.2, 0.526, "datasheet"), ("aws/g5.xlarge/eu-west-1/spot", 1.1, 0.46, "datasheet"), ("azure/Standard_D2s_v5/westeurope/spot", 10.4, 0.0231, "transferred"),
    ("azure/Standard_D2s_v5/westeurope/on_demand", 10.4, 0.115, "transferred"), ("gcp/g2-standard-4/us-central1/spot", 1.2, 0.283, "datasheet"), ("gcp/g2-standard-4/us-central1/on_demand", 1.2, 0.7068, "datasheet"),
    ("gcp/c3-highcpu-4/us-central1/reserved", 8.0, 0.107, "transferred"),
]
RANGES = {"lifetime_years": (0.1, 50), "utilisation": (0.001, 1), "idle_watts": (0, 100_000), "load_watts": (0.1, 100_000), "pue": (1, 10)}
MONEY = re.compile(r"-?\d+(\.\d{1,9})?")
EXPECTS_MONEY = "an amount of US dollars as text with at most 9 decimals, as 0.2131"


class Refused(Exception):
    """What the coordinator answers 400 to, with every field that is wrong."""

    def __init__(self, *fields):
        super().__init__("; ".join(f"{f['field']}: expected {f['expected']}" for f in fields))
        self.fields = list(fields)


def wrong(field, expected, received=None):
    return {"field": field, "expected": expected, **({} if received is None else {"received": str(received)})}


def money(value):
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return text or "0"


def spread(value, low, high, show=lambda v: v):
    return {"p10": show(value * low), "p50": show(value), "p90": show(value * high)}


def evidence(level, summary, *sources):
    return {"level": level, "summary": summary, "sources": list(sources)}


class Costs:
    def __init__(self, name):
        self.name = name
        self.devices = {}
        self.budgets = []
        if name == "empty":
            return
        self.devices = {"attic": {"name": "attic", "hardware": "Fixture CPU @ 2.50GHz", "price_usd": "900", "load_watts": 120, "idle_watts": 35}, "kitchen": {"name": "kitchen"}}
        if name == "hostile":
            self.devices[HOSTILE] = {"name": HOSTILE, "hardware": "<img src=x onerror=alert(1)>", "price_usd": "400", "load_watts": 65}
        self.budgets = [self.budget(1, "every month", "month", "25", "8.4172", "1.25"), self.budget(2, HOSTILE if name == "hostile" else "first sweep", "sweep", "2", "1.9", "0.2", subject=1)]

    def budget(self, number, name, scope, limit, spent="0", reserved="0", basis="marginal", **more):
        left = float(limit) - float(spent) - float(reserved)
        state = "exhausted" if left <= 0 else "warning" if left <= float(limit) / 5 else "open"
        return {"id": number, "name": name, "scope": scope, "basis": basis, "state": state, "limit_usd": limit, "spent_usd": spent, "reserved_usd": reserved, "left_usd": money(left), "created_at": START, **more}

    # Devices

    def device(self, name):
        device = self.devices[name]
        rate_of = lambda field, standard: (device.get(field, standard), field in device)
        inputs = []
        for field, value, unit, bounds in [("lifetime_years", 4.0, " years", "2.0 to 7.0 years"), ("utilisation", 0.2, "", "0.05 to 0.8"), ("pue", 1.0, "", "1.0 to 1.58")]:
            value, stated = rate_of(field, value)
            inputs.append({"name": field, "value": f"{value}{unit}", "source": "stated by the user" if stated else "convention; ask the user", "confirmed": stated, **({} if stated else {"range": bounds})})
        tariff = float(device.get("tariff", {}).get("usd_per_kwh", 0.16))
        stated = "tariff" in device
        inputs.append({"name": "tariff", "value": f"{tariff} USD/kWh", "source": "stated by the user" if stated else "US residential average 2023 (EIA)", "confirmed": stated, **({} if stated else {"range": "0.05 to 0.45 USD/kWh"})})
        for field in ["is_sunk", "is_on_anyway", "is_dedicated"]:
            inputs.append({"name": field, "value": "yes" if device.get(field) else "no", "source": "stated by the user" if field in device else "default", "confirmed": field in device, **({} if field in device else {"range": "yes or no"})})
        if "price_usd" in device:
            inputs.append({"name": "residual_usd", "value": f"{device['residual_usd']} USD" if "residual_usd" in device else "0.2 of the price", "source": "stated by the user" if "residual_usd" in device else "convention; ask the user",
                           "confirmed": "residual_usd" in device, **({} if "residual_usd" in device else {"range": "0.0 to 0.5 of the price"})})
        rates, missing = self.rates(name)
        body = {"device": device, "inputs": inputs, "missing": missing}
        if rates:
            body["rate"] = {"host": f"device:{name}", "marginal_usd_per_hour": money(rates[0]), "source": f"load_watts of {name}: {device['load_watts']} W",
                            **({} if rates[1] is None else {"full_usd_per_hour": money(rates[1])})}
        return body

    def rates(self, name):
        device = self.devices[name]
        missing = [] if "load_watts" in device else [f"nothing says what {name} draws: state load_watts"]
        if "price_usd" not in device:
            missing.append(f"{name} has no price: state price_usd, or is_sunk if it must not count")
        if "load_watts" not in device:
            return None, missing
        marginal = device["load_watts"] / 1000 * float(device.get("tariff", {}).get("usd_per_kwh", 0.16)) * device.get("pue", 1)
        if "price_usd" not in device:
            return (marginal, None), missing
        price = float(device["price_usd"])
        residual = float(device.get("residual_usd", 0.2 * price))
        return (marginal, marginal + (price - residual) / (device.get("lifetime_years", 4) * 8760 * device.get("utilisation", 0.2))), missing

    def put_device(self, name, body):
        fields = []
        for field in ["price_usd", "residual_usd"]:
            if field in body and not (isinstance(body[field], str) and MONEY.fullmatch(body[field])):
                fields.append(wrong(field, EXPECTS_MONEY, body[field]))
        for field, (low, high) in RANGES.items():
            value = body.get(field)
            if value is not None and not (isinstance(value, (int, float)) and low <= value <= high):
                fields.append(wrong(field, f"a number from {low} to {high}", value))
        rate = body.get("tariff", {}).get("usd_per_kwh", "0")
        if not MONEY.fullmatch(rate):
            fields.append(wrong("tariff.usd_per_kwh", EXPECTS_MONEY, rate))
        if not fields and float(body.get("residual_usd", 0)) > float(body.get("price_usd", 1e12)):
            fields.append(wrong("residual_usd", f"at most the price, {body['price_usd']}", body["residual_usd"]))
        if fields:
            raise Refused(*fields)
        self.devices[name] = {**body, "name": name}
        return self.device(name)

    def prices(self):
        items = []
        for host, _, rate, _ in [] if self.name == "empty" else RENTED:
            parts = host.split("/")
            quote = {"provider": parts[0], "instance_type": parts[1], "region": parts[2], "purchase": parts[-1], "usd_per_hour": money(rate), "effective_at": START, "fetched_at": START, "source": "prices-2026-11-02.csv (fixture)", "quality": "snapshot"}
            items.append({"quote": {**quote, **({"zone": parts[3]} if len(parts) == 5 else {})}, "age_seconds": 1_663_200})
        return {"items": items, "as_of": START}

    # Comparison

    def rows(self, body, models):
        fields = []
        known = {m[0]: m[4] for m in models}
        for model in body.get("models", []):
            if model not in known:
                fields.append(wrong("model", f"one of {', '.join(known)}", model))
        for index, batch in enumerate(body.get("batches", [1])):
            if not isinstance(batch, int) or not 1 <= batch <= 4096:
                fields.append(wrong(f"batches[{index}]", "a whole number from 1 to 4096", batch))
        work = body.get("work", {})
        for name, value in work.items():
            if not isinstance(value, (int, float)) or value <= 0:
                fields.append(wrong(f"work.{name}", "a number above 0", value))
        rate = body.get("assumptions", {}).get("interruptions_per_hour")
        if rate is not None and not (isinstance(rate, (int, float)) and 0.0001 <= rate <= 20):
            fields.append(wrong("assumptions.interruptions_per_hour", "a number from 0.0001 to 20.0", rate))
        if fields:
            raise Refused(*fields)
        rows, refused = [], []
        for model in body["models"]:
            for batch in body.get("batches", [1]):
                for precision in body.get("precisions", ["fp32"]):
                    scale = known[model] / 1_814_073_344 * (0.1 + 0.9 * batch) * (1 if precision == "fp32" else 0.6)
                    title = f"{model} b{batch} {precision}"
                    for host, ms, price, level in self.machines(body):
                        if precision == "int8" and not host.startswith("device:"):
                            refused.append({"host": host, "configuration": title, "reason": "no run anywhere says how fast int8 is there"})
                        else:
                            rows.append(self.row(host, model, batch, precision, ms * scale, price, level, work, rate))
        return rows, refused

    def machines(self, body):
        machines = [(f"device:{name}", 6.0 if name != "kitchen" else 40.0, None, "measured" if name == "attic" else "calibrated") for name in self.devices if body.get("devices") is None or name in body["devices"]]
        for machine in RENTED:
            parts = machine[0].split("/")
            if all(body.get(field) is None or value in body[field] for field, value in [("providers", parts[0]), ("regions", parts[2]), ("purchases", parts[-1])]):
                machines.append(machine)
        return machines

    def row(self, host, model, batch, precision, ms, rate, level, work, interruptions=None):
        images = work.get("images") or work.get("epochs", 0) * work.get("images_per_epoch", 0) or work.get("requests_per_second", 0) * work.get("hours", 730.5) * 3600 * batch
        busy = images / batch * ms / HOUR_MS * (3 if "epochs" in work else 1)
        isSpot = host.endswith("/spot")
        makespan = busy * (1.25 if isSpot else 1)
        row = {"host": host, "model": model, "batch": batch, "precision": precision, "machines": 1, "request_ms": spread(ms, 0.8, 1.3), "work_hours": spread(busy, 0.8, 1.3), "paid_hours": spread(busy * (1.1 if isSpot else 1), 0.8, 1.35),
               "makespan_hours": spread(makespan, 0.8, 2.1 if isSpot else 1.3), "time_evidence": evidence(level, f"{level}, 3 runs, ×0.80…1.30", "run 0f3a…", "docs/pricing-run-time.md"), "level": level, "method": "simulated" if isSpot else "closed_form"}
        if rate is None:
            name = host[7:]
            rates, missing = self.rates(name)
            absent = {"absent": missing[0] if missing else ""}
            marginal, full = rates or (None, None)
            row["marginal_usd"] = absent if marginal is None else spread(busy * marginal, 0.7, 1.4, money)
            row["full_usd"] = {"absent": missing[-1]} if full is None else spread(busy * full, 0.8, 1.3, money)
            row["price_evidence"] = evidence("assumed", "assumed: lifetime_years, utilisation, residual_usd", "(price − residual) / (years · 8760 · utilisation)")
            row["level"] = "assumed"
        else:
            row["marginal_usd"] = row["full_usd"] = spread(busy * rate * (1.1 if isSpot else 1), 0.8, 1.5 if isSpot else 1.3, money)
            row["price_evidence"] = evidence("measured", f"{rate} USD an hour, snapshot, since 2026-11-02", "prices-2026-11-02.csv (fixture)")
            row.update({"price_age_days": 19.25 if host.startswith("aws") else 45.5, "policy": "spot_only" if isSpot else "on_demand_only"})
            if isSpot:
                row["interruption_evidence"] = evidence("assumed", "prior: once in 2.33 hours (0.68 to 8.1)", "docs/pricing.md, F11") if interruptions is None else evidence("assumed", f"an interruption every {1 / interruptions:.1f} h, as stated in the question", "interruptions_per_hour")
                row.update({"level": "assumed", "draws": 500, "seed": 1})
        if "p50" in row["marginal_usd"]:
            row["marginal_usd_per_million_images"] = money(float(row["marginal_usd"]["p50"]) * 1e6 / images)
        return row

    def compare(self, body, models):
        rows, refused = self.rows(body, models)
        basis = body.get("basis", "marginal") + "_usd"
        keys = {"time": lambda r: r["makespan_hours"]["p50"], "latency": lambda r: r["request_ms"]["p50"]}
        rows.sort(key=keys.get(body.get("order"), lambda r: float(r[basis].get("p50", "inf"))))
        first = body.get("offset", 0)
        return {"items": rows[first:first + body.get("limit", 100)], "total": len(rows), "refused": refused[:100], "refused_total": len(refused), "formula_version": "cost-1"}

    def plan(self, body, models):
        limits = body.get("limits", {})
        fields = [wrong(f"limits.{name}", "a number from 0.01 to 87600", value) for name, value in limits.items() if name not in ("basis", "budget_usd") and not isinstance(value, (int, float))]
        if "budget_usd" in limits and not MONEY.fullmatch(limits["budget_usd"]):
            fields.append(wrong("limits.budget_usd", EXPECTS_MONEY, limits["budget_usd"]))
        if fields:
            raise Refused(*fields)
        basis = limits.get("basis", "marginal") + "_usd"
        rows = [row for row in self.rows(body, models)[0] if "p90" in row[basis]]
        cost = lambda row: float(row[basis]["p90"])
        has = {"deadline_hours": lambda row: row["makespan_hours"]["p90"], "budget_usd": cost, "latency_ms": lambda row: row["request_ms"]["p90"]}
        limit = {name: float(limits[name]) for name in has if name in limits}
        keeps = lambda row, but=None: all(has[name](row) <= most for name, most in limit.items() if name != but)
        ways = [{**row, **({"on_time": 0.97} if "deadline_hours" in limit else {})} for row in sorted(filter(keeps, rows), key=cost)]
        front, best = [], float("inf")
        for row in ways:
            if row["makespan_hours"]["p90"] < best:
                front.append(row)
                best = row["makespan_hours"]["p90"]
        bindings = []
        for name in limit if not ways else []:
            able = sorted((row for row in rows if keeps(row, name)), key=has[name])
            if able:
                bindings.append({"limit": name, "needed": has[name](able[0]), "way": able[0]})
        answer = {"ways": ways, "front": front, "bindings": bindings, "formula_version": "cost-1"}
        if not ways and not bindings:
            answer["nearest"] = min(rows, key=cost)
        return answer

    # Estimated and actual

    def reconciliation(self):
        summary = lambda n, covered, ratio, widening=None, **more: {
            **more, "n": n, "covered": covered, "summary": f"n = {n}",
            **({} if n == 0 else {"coverage": covered / n, "coverage_low": max(0, covered / n - 0.1), "coverage_high": min(1, covered / n + 0.08), "median_actual_over_estimate": ratio}),
            **({} if widening is None else {"widening": widening})}
        empty = {"items": [], "all": summary(0, 0, None), "kinds": [], "requests": [], "requests_version": "requests-1", "alerts": []}
        if self.name == "empty":
            return empty
        rate = {"host": "device:attic", "marginal_usd_per_hour": "0.0192", "full_usd_per_hour": "0.1219", "source": "load_watts of attic: 120 W"}
        estimate = {"seconds": {"p10": 4, "p50": 5, "p90": 6.5}, "widening": 1, "n": 9, "group": {"kind": "benchmark"}, "formula_version": "attempt-1"}
        items = []
        for number, seconds in enumerate([5.1, 4.4, 8.0, 6.2, 5.6], 1):
            items.append({"attempt": {"job": number, "attempt": 1}, "run": f"{number:032x}", "kind": "benchmark", "seconds": seconds, "estimated_seconds": estimate["seconds"], "ratio": seconds / 5, "covered": 4 <= seconds <= 6.5,
                          "counts": True, "rate": rate, "marginal_usd": money(0.0192 * seconds / 3600), "full_usd": money(0.1219 * seconds / 3600), "ended_at": f"2026-11-20T08:0{number}:00.000Z", "estimate": estimate})
        host = HOSTILE if self.name == "hostile" else "aws/g4dn.xlarge/us-east-1/on_demand"
        before = {"host": host, "marginal_usd_per_hour": "0.4", "full_usd_per_hour": "0.4", "source": "an old table"}
        alert = {"job": 5, "estimates": 3, "estimated_at": START, "estimate": estimate, "before": before, "now": {**before, "marginal_usd_per_hour": "0.526", "full_usd_per_hour": "0.526", "source": "prices-2026-11-02.csv (fixture)"}, "ratio": 1.315}
        one = summary(5, 4, 1.12)
        return {**empty, "items": items, "all": one, "kinds": [{**one, "kind": "benchmark"}], "alerts": [alert],
                "requests": [summary(64, 55, 1.01, 1, level="measured"), summary(40, 26, 0.97, 1.25, level="calibrated")]}

    # Budgets and bills

    def open_budget(self, body):
        fields = []
        if not MONEY.fullmatch(body.get("limit_usd", "")) or float(body["limit_usd"]) <= 0:
            fields.append(wrong("limit_usd", EXPECTS_MONEY, body.get("limit_usd")))
        if body.get("scope") != "month" and not isinstance(body.get("subject"), int):
            fields.append(wrong("subject", "a whole number from 1 to 9223372036854775807", body.get("subject")))
        if fields:
            raise Refused(*fields)
        budget = self.budget(len(self.budgets) + 1, body.get("name") or "every month", body["scope"], body["limit_usd"], basis=body.get("basis", "marginal"), **({"subject": body["subject"]} if "subject" in body else {}))
        self.budgets.append(budget)
        return budget

    def change_budget(self, number, body):
        if not MONEY.fullmatch(body.get("limit_usd", "")) or float(body["limit_usd"]) <= 0:
            raise Refused(wrong("limit_usd", EXPECTS_MONEY, body.get("limit_usd")))
        old = self.budgets[number - 1]
        changed = self.budget(number, old["name"], old["scope"], body["limit_usd"], old["spent_usd"], old["reserved_usd"], old["basis"], **({"subject": old["subject"]} if "subject" in old else {}))
        self.budgets[number - 1] = changed
        return changed

    def close_budget(self, number):
        self.budgets[number - 1].update({"state": "closed", "closed_at": START})

    def bills(self, run, attempts):
        """Bills of ended attempts; runs on `kitchen` have none, since its price is not known."""
        if self.name == "empty" or run["tags"].get("worker") != "attic" or "attic" not in self.devices:
            return []
        rates = self.rates("attic")[0]
        bills = []
        for attempt in attempts:
            if "ended_at" not in attempt:
                continue
            seconds = 8.0
            bills.append({"attempt": attempt["id"], "run": run["id"], "outcome": attempt["outcome"], "seconds": seconds, "marginal_usd": money(rates[0] * seconds / 3600), "full_usd": money(rates[1] * seconds / 3600), "estimated_seconds_p90": 6.5,
                          "ended_at": attempt["ended_at"], "rate": {"host": "device:attic", "marginal_usd_per_hour": money(rates[0]), "full_usd_per_hour": money(rates[1]), "source": "load_watts of attic: 120 W"}})
        return bills
