"""Writes Vega, Vega-Lite and vega-embed as one ES module that exports `vegaEmbed`.

Usage: write_vega_bundle.py PIN FILE

Only `vegaEmbed` is exported: vl-convert binds `vega` and `vegaLite` to null, and vegaEmbed brings both. It carries the
expression interpreter that `{ast: true}` selects, so that a page needs no 'unsafe-eval'.
"""

import os
import sys

import vl_convert

pin, path = sys.argv[1:]
newest = max(vl_convert.get_vegalite_versions(), key=lambda text: [int(part) for part in text.split(".")])
body = vl_convert.javascript_bundle(snippet="export { vegaEmbed };", vl_version=newest)
if not body.rstrip().endswith("as vegaEmbed};"):
    sys.exit("the bundle does not end with the export of vegaEmbed")
banner = (
    f"/* Vega {vl_convert.get_vega_version()}, Vega-Lite {newest}, vega-embed {vl_convert.get_vega_embed_version()} "
    f"(BSD-3-Clause, University of Washington Interactive Data Lab), bundled by {pin} */\n"
)
os.makedirs(os.path.dirname(path), exist_ok=True)
# Written beside and renamed: a half-written bundle is never served.
temporary = f"{path}.{os.getpid()}"
with open(temporary, "w", encoding="utf-8") as file:
    file.write(banner + body)
os.replace(temporary, path)
print(f"{path}: {os.path.getsize(path)} bytes")
