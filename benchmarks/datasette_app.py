"""Datasette on the folder that BENCH_DATASETTE names, for uvicorn. Runs in .bench/venv."""

import json
import os
from pathlib import Path

from datasette.app import Datasette  # type: ignore[import-not-found]  # lives in an environment of its own

# The file counts as immutable, which is quicker. Settings are as they come but for those given here.
SETTINGS = json.loads(os.environ.get("BENCH_DATASETTE_SETTINGS", "{}"))
app = Datasette([], config_dir=Path(os.environ["BENCH_DATASETTE"]), settings=SETTINGS).app()
