#!/usr/bin/env python3
"""TEST FIXTURE. Serves web-static with the page's security policy and invented runs, seeded, in the shapes of Sources/Wire.

Nothing here was measured: the numbers exist to exercise the page and are never shown as results.

    fixture_server.py --root REPOSITORY [--port 0] [--scenario live|done|trained|empty|hostile|huge|compare|token|refused|figures|figures-metered] [--seed 1] [--vega FILE]

Prints "listening PORT" on standard output. POST /__fixture/NAME changes the state: advance (the next job moves on), reset/SCENARIO,
break and mend (every answer of the API is 503, and back). GET /__fixture/requests lists what was asked.
"""
import argparse
import hashlib
import json
import mimetypes
import pathlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlparse

from fixture_costs import Refused
from fixture_figures import make_scenario

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
TOKEN = "fixture-token"


class Fixture:
    def __init__(self, arguments):
        self.arguments = arguments
        self.lock = threading.Lock()
        self.requests = []
        self.reset(arguments.scenario)

    def reset(self, name):
        self.scenario = make_scenario(name, self.arguments.seed)
        self.broken = False

    def static(self, path):
        root = pathlib.Path(self.arguments.root).resolve() / "web-static"
        if path == "/vendor/vega.js":
            return pathlib.Path(self.arguments.vega)
        file = (root / ("index.html" if path == "/" else path.lstrip("/"))).resolve()
        return file if file.is_relative_to(root) else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are written apart: with Nagle each answer would wait 40 ms for an acknowledgement.
    disable_nagle_algorithm = True
    fixture = None

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json", headers=()):
        self.send_response(status)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def answer_json(self, value, status=200, cacheable=False):
        body = json.dumps(value, sort_keys=True).encode()
        if not cacheable:
            return self.answer(status, body)
        tag = 'W/"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        headers = [("ETag", tag), ("Cache-Control", "no-cache")]
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", headers=headers)
        self.answer(200, body, headers=headers)

    def error(self, status, code, message, **more):
        self.answer_json({"error": {"code": code, "message": message, **more}}, status)

    def do_PUT(self):
        self.change("PUT")

    def do_DELETE(self):
        self.change("DELETE")

    def change(self, method):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = [unquote(part) for part in urlparse(self.path).path[len("/api/v1/"):].split("/")]
        with self.fixture.lock:
            self.fixture.requests.append(f"{method} {self.path}")
            if not self.may():
                return
            try:
                answer = self.fixture.scenario.ask(method, parts, json.loads(text or "null"))
            except Refused as refused:
                return self.error(400, "invalid_input", str(refused), fields=refused.fields)
        if answer is None:
            return self.error(404, "not_found", "there is no " + " ".join(parts))
        if method == "DELETE":
            self.send_response(204)
            self.end_headers()
            return
        self.answer_json(answer, 201 if parts == ["budgets"] else 200)

    def do_POST(self):
        parts = self.path.strip("/").split("/")
        if parts[0] == "api":
            return self.change("POST")
        with self.fixture.lock:
            if parts[:2] == ["__fixture", "advance"]:
                self.fixture.scenario.advance()
            elif parts[:2] == ["__fixture", "reset"]:
                self.fixture.reset(parts[2])
            elif parts[:2] in (["__fixture", "break"], ["__fixture", "mend"]):
                self.fixture.broken = parts[1] == "break"
            else:
                return self.error(404, "not_found", "no such switch")
        self.answer_json({})

    def do_GET(self):
        url = urlparse(self.path)
        if url.path == "/__fixture/requests":
            return self.answer_json(self.fixture.requests)
        with self.fixture.lock:
            self.fixture.requests.append(self.path)
            if url.path.startswith("/api/v1/"):
                return self.api(url.path[len("/api/v1/"):].split("/"), parse_qs(url.query))
        file = self.fixture.static(url.path)
        if file is None or not file.is_file():
            return self.error(404, "not_found", "no such page")
        kind = {"js": "text/javascript"}.get(file.suffix[1:]) or mimetypes.guess_type(file.name)[0] or "application/json"
        self.answer(200, file.read_bytes(), kind)

    def may(self):
        """Whether the API answers at all; says why not."""
        scenario = self.fixture.scenario
        if self.fixture.broken:
            self.error(503, "unavailable", "the database does not answer")
        elif scenario.name == "token" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.error(401, "unauthenticated", "this coordinator needs a token.")
        elif scenario.name == "refused":
            self.error(500, "internal", "a defect of the coordinator")
        else:
            return True
        return False

    def api(self, parts, query):
        scenario = self.fixture.scenario
        if not self.may():
            return
        answer = scenario.answer(parts, {name: values[0] for name, values in query.items()})
        if answer is None:
            return self.error(404, "not_found", "there is no " + " ".join(parts))
        if isinstance(answer, str):
            return self.answer(200, answer.encode(), "text/csv; charset=utf-8")
        self.answer_json(answer, cacheable=parts[0] in ("runs", "devices", "budgets", "bills"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--scenario", default="live")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vega", default="")
    arguments = parser.parse_args()
    arguments.vega = arguments.vega or str(pathlib.Path(arguments.root) / ".deps/web/vega.js")
    Handler.fixture = Fixture(arguments)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler)
    sys.stdout.write(f"listening {server.server_address[1]}\n")
    sys.stdout.flush()
    # The test that started this server holds its standard input open: when the test is gone, so is the server.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
