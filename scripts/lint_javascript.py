"""Parses every tracked JavaScript module in headless Chromium, without running it.

Each module is put behind an import that fails. Parsing comes before linking, so a module with wrong syntax reports a
SyntaxError and a sound one only the failing import; neither is evaluated.
"""

import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = """<!doctype html><meta charset="utf-8"><pre id="complaints"></pre><script>
const modules = %s;
const complaints = [];
(async () => {
  for (const [name, text] of modules) {
    await new Promise((resolve) => {
      const script = document.createElement("script");
      const parsed = (event) => {
        if (event.message.includes("SyntaxError")) complaints.push(`${name}:${event.lineno}: ${event.message}`);
      };
      addEventListener("error", parsed);
      script.type = "module";
      script.onload = script.onerror = () => { removeEventListener("error", parsed); resolve(); };
      script.src = URL.createObjectURL(new Blob([text + '\\nimport "data:text/plain,none";\\n'], { type: "text/javascript" }));
      document.head.append(script);
    });
  }
  document.getElementById("complaints").textContent = JSON.stringify(complaints);
})();
</script>"""


def complaints_about(names: list[str]) -> list[str]:
    modules = json.dumps([[name, Path(name).read_text(encoding="utf-8")] for name in names]).replace("<", "\\u003c")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(PAGE % modules, encoding="utf-8")
        # --no-sandbox: Chromium refuses to start as root with it; the page holds nothing but our own text, unevaluated.
        dump = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
             "--virtual-time-budget=20000", "--dump-dom", page.as_uri()],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=True,
        ).stdout
    found = re.search(r'<pre id="complaints">(.*?)</pre>', dump, re.DOTALL)
    if not found or not found.group(1):
        return ["Chromium did not come to the end of the modules"]
    return json.loads(html.unescape(found.group(1)))


def main() -> int:
    listing = subprocess.run(["git", "ls-files", "-z", "*.js", "*.mjs"], check=True, capture_output=True, text=True).stdout
    names = [name for name in listing.split("\0") if name]
    complaints = complaints_about(names) if names else []
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


sys.exit(main())
