"""Checks a compose file against the Compose specification: prints the names of its services, or what is wrong.

Usage: .deps/venv/bin/python scripts/check_compose.py FILE

The strict parser of the compose-spec wheel does it. Its compiled part is loaded by itself: the wheel's Python part wants
pydantic, which nothing here needs. Like `docker compose`, ${NAME:-default} is replaced first; the parser knows no variables.
"""

import importlib.machinery
import importlib.util
import re
import sys
import sysconfig
from pathlib import Path


def native_part():
    folder = Path(sysconfig.get_path("platlib"), "compose_spec")
    library = next(path for suffix in importlib.machinery.EXTENSION_SUFFIXES for path in folder.glob("compose_spec" + suffix))
    specification = importlib.util.spec_from_file_location("compose_spec", library)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", Path(sys.argv[1]).read_text(encoding="utf-8"))
try:
    print("\n".join(native_part().PyCompose.from_yaml(text).service_names()))
except ValueError as error:
    sys.exit(f"{sys.argv[1]}: {error}")
