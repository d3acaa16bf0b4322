"""The project's own settings on a database of the benchmark's, a database for each number of entries."""

from belgiantech.settings import *  # noqa: F403
from belgiantech.settings import BASE_DIR, env

DATABASES = {
    "default": {
        "ENGINE": "belgiantech.embedded_postgres",
        "NAME": f"bench_{env.integer('BENCH_ENTRIES', 10_000)}",
        "DATA_DIR": BASE_DIR / ".bench" / "postgres",
        "CONN_MAX_AGE": env.integer("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
