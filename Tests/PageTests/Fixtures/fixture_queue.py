"""TEST FIXTURE. A queue as the coordinator's, over the invented runs: what is paused, cancelled and tried again; and one search."""
STATES = {"scheduled": "ready", "finished": "done", "killed": "cancelled"}


class Queue:
    def __init__(self, scenario):
        self.scenario = scenario
        self.paused_at = None
        self.paused = set()
        self.paused_workers = {}

    def state(self, run):
        return "paused" if run["job"] in self.paused and run["status"] == "scheduled" else STATES.get(run["status"], run["status"])

    def job(self, run):
        c = self.scenario
        job = {"id": run["job"], "run": run["id"], "sweep": 1, "configuration": run["configuration"], "state": self.state(run), "priority": 0, "attempts": len(c.attempts(run)),
               "failures": 0, "losses": 0, "cancel_requested": False, "created_at": run["created_at"]}
        job.update(c.training.estimate(run))
        if "failure" in run:
            job.update(failure=run["failure"], failures=1)
        if "ended_at" in run:
            job["finished_at"] = run["ended_at"]
        return {**job, "progress": 0.42, "worker": 1} if run["status"] == "running" else job

    def jobs(self, query):
        jobs = [self.job(run) for run in self.scenario.runs if "job" in run]
        jobs = [job for job in jobs if query.get("state") in (None, job["state"]) and query.get("sweep") in (None, "1")]
        jobs.sort(key=lambda job: job["id"], reverse=True)
        return {"items": jobs[:int(query.get("limit", 100))]}

    def whole(self):
        states = [self.state(run) for run in self.scenario.runs if "job" in run]
        counts = {name: states.count(name) for name in ("blocked", "scheduled", "ready", "paused", "running")}
        return {**counts, **({"paused_at": self.paused_at} if self.paused_at else {})}

    def act(self, parts, stamp):
        """What a button does; None where there is no such path."""
        match parts:
            case ["queue", "pause" | "resume" as verb]:
                self.paused_at = stamp if verb == "pause" else None
                return self.whole()
            case ["workers", number, "pause" | "resume" as verb]:
                self.paused_workers[int(number)] = stamp if verb == "pause" else None
                return {}
            case ["jobs", number, verb]:
                run = next((run for run in self.scenario.runs if run.get("job") == int(number)), None)
                return None if run is None else self.one(run, verb)
            case ["sweeps", "1", "pause" | "resume" | "cancel" as verb]:
                for run in self.scenario.runs:
                    if run["status"] == "scheduled":
                        self.one(run, verb)
                return self.scenario.sweeps()[0]
        return None

    def one(self, run, verb):
        match verb:
            case "pause":
                self.paused.add(run["job"])
            case "resume":
                self.paused.discard(run["job"])
            case "cancel":
                run["status"] = "killed"
            case "retry":
                run["status"] = "scheduled"
                run.pop("failure", None)
                run.pop("ended_at", None)
            case _:
                return None
        return self.job(run)

    def search(self):
        """Four samples of successive halving with rungs at 1 and 3 epochs, by the first runs."""
        shown = [(0.91, [(1, 0.84, 1, 1, True), (3, 0.9, 1, 1, True)], None), (0.71, [(1, 0.71, 2, 2, True)], "stopped early by search: rank 3 of 3 at epoch 3, cut 0.9000, reached 0.7100"),
                 (0.55, [(1, 0.55, 3, 3, False)], "stopped early by search: rank 3 of 3 at epoch 1, cut 0.8400, reached 0.5500"), (None, [], None)]
        samples = []
        for run, (latest, decisions, reason), rate in zip(self.scenario.runs, shown, (0.1, 0.01, 0.5, 0.02)):
            sample = {"job": run["job"], "run": run["id"], "state": "done" if latest else "ready", "values": {"learning_rate": rate},
                      "decisions": [{"job": run["job"], "epoch": e, "step": e * 100, "value": v, "position": p, "rank": r, "continues": c} for e, v, p, r, c in decisions]}
            samples.append({**sample, **({"latest": latest} if latest else {}), **({"end_reason": reason} if reason else {})})
        return {"sweep": self.scenario.sweeps()[0], "plan": {"method": "asha", "metric": "validation_accuracy", "reduction_factor": 3, "samples": 4, "space": {"learning_rate": {"log_uniform": [0.01, 0.5]}}},
                "rungs": [1, 3], "used_seconds": 840.0, "samples": samples}
