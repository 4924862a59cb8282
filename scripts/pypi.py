"""An environment with packages from PyPI, for checks by programs and messages of others. It is made once, under target/."""

import fcntl
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# How a script ends that cannot have its packages; a test then knows that it cannot be run here.
ABSENT = 77


def environment(name, packages):
    """The interpreter of an environment that has the packages; where they cannot be had, says so and ends."""
    folder = TARGET / name
    python, ready = folder / "bin" / "python", folder / "ready"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists() or ready.read_text() != " ".join(packages):
                subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
                pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
                subprocess.run(pip + packages, check=True, capture_output=True)
                ready.write_text(" ".join(packages))
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or b""
        print(f"{' '.join(packages)} cannot be had here: {error} {said.decode(errors='replace')[-300:]}", file=sys.stderr)
        sys.exit(ABSENT)
    return str(python)
