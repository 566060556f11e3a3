"""Holds a running sandbox against its own description. Exit code 0: no check failed.

    BASE_URL=http://127.0.0.1:4010 SANDBOX_KEY=sk_test_schemathesis python run.py

Wants the packages of requirements.txt; what is checked, and how much, stands in schemathesis.toml. Further arguments go to
`schemathesis run`, for example `--include-operation-id createRefund`.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent


def main():
    base_url = os.environ.get("BASE_URL", "http://127.0.0.1:4010").rstrip("/")
    environment = {
        **os.environ,
        "BASE_URL": base_url,
        "SANDBOX_KEY": os.environ.get("SANDBOX_KEY", "sk_test_schemathesis"),
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    # It leaves notes where it runs.
    with TemporaryDirectory() as folder:
        return subprocess.call(
            [*command, f"{base_url}/_sandbox/openapi.json", *sys.argv[1:]], env=environment, cwd=folder
        )


if __name__ == "__main__":
    sys.exit(main())
