"""Write the hashed locks anew from pyproject.toml, without index addresses.

The development lock is held to the versions of the runtime lock, so that one environment can hold
both. Run with ``make lock``.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sysconfig.get_path("scripts")) / "uv"
COMMON = [
    *("--universal", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--quiet", "--python-version", "3.11"),
]


def main() -> None:
    """Compile bootstrap, runtime and development locks."""
    _compile(["-"], "bootstrap.txt", text="uv>=0.9,<1\n")
    _compile(["pyproject.toml", "--group", "build"], "runtime.txt")
    groups = ["--group", "build", "--group", "dev"]
    _compile(["pyproject.toml", *groups, "-c", "requirements/runtime.txt"], "dev.txt")


def _compile(arguments: list[str], target: str, text: str | None = None) -> None:
    command = [UV, "pip", "compile", *arguments, *COMMON, "-o", f"requirements/{target}"]
    done = subprocess.run(command, cwd=ROOT, input=text, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
