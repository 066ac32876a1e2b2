"""Checks every tracked file that no other tool checks: syntax of JSON and Python, links between documents, forbidden things."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

LARGEST = 1_000_000  # bytes; what is larger is fetched or generated, not committed

# Written so that this file does not match itself.
FORBIDDEN = {
    "an absolute path of somebody's machine": re.compile(r"(?<![\w./$}-])/(?:work|root|Users|home/[a-z]\w*)/(?=\w)"),
    "the host name of a package registry": re.compile(
        r"py[p]i\.org|python[h]osted\.org|registry\.npm[j]s|crates\.i[o]\b|pkg\.de[v]\b|gh[c]r\.io|qua[y]\.io|"
        # PyTorch's index of wheels; the published weights beside it, under /models, are no packages.
        r"docke[r]\.io|download\.pytorc[h]\.org(?!/models\b)"
    ),
    "a conflict marker": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY"),
    "an unfinished note": re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"),
}


def tracked(*arguments: str) -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z", *arguments], check=True, capture_output=True, text=True).stdout
    return [name for name in listing.split("\0") if name]


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub forms them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*?) *$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.replace(" ", "-"))
    return found


def broken_links(path: Path, text: str) -> list[str]:
    complaints = []
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = path.parent / name if name else path
        if not goal.exists():
            complaints.append(f"{path}: links to {target}, which is not there")
        elif anchor and goal.suffix == ".md" and anchor not in anchors(goal.read_text(encoding="utf-8")):
            complaints.append(f"{path}: links to {target}, a heading that is not there")
    return complaints


def complaints_about(path: Path) -> list[str]:
    data = path.read_bytes()
    if len(data) > LARGEST:
        return [f"{path}: {len(data)} bytes; at most {LARGEST} are committed"]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return []
    complaints = []
    for what, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            complaints.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group().strip()}")
    try:
        if path.suffix == ".json":
            json.loads(text)
        elif path.suffix == ".py":
            ast.parse(text)
        elif path.suffix == ".md":
            complaints += broken_links(path, text)
    except (ValueError, SyntaxError) as error:
        complaints.append(f"{path}: {error}")
    return complaints


def main() -> int:
    complaints = [f"{name}: tracked, yet ignored" for name in tracked("--cached", "--ignored", "--exclude-standard")]
    for name in tracked():
        path = Path(name)
        if path.is_file() and not path.is_symlink():
            complaints += complaints_about(path)
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


sys.exit(main())
