"""The command line: ``python -m metrics COMMAND …``; every page's work is a command, too.

Exit 0 done, 1 refused (nothing changed), 2 not understood. ``--json`` prints one document on stdout; messages go
to stderr, never a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from metrics.intake.reading_host import prepare
from metrics.without_pandas import WithoutPandas


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in ``arguments`` (default: what was typed) and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    from metrics.commands.arguments import UsageEnds, parse

    try:
        asked = parse(arguments)
    except UsageEnds as end:
        # Told here, before the store's code is loaded: help and a mistyped option are answered at once.
        return _print(end.exit_code, end.stdout, end.stderr)
    if asked.command == "import":
        # Beside the store's code, what reads files is loaded as well.
        prepare("metrics.intake.sandbox")
    try:
        from metrics.commands.progress_bar import ProgressBar
        from metrics.i18n import translator

        with ProgressBar(sys.stderr, translator()) as bar:
            from metrics.commands.running import run

            answer = run(arguments, Path.cwd(), bar.tell)
    except KeyboardInterrupt:
        return 1
    return _print(answer.exit, answer.stdout, answer.stderr)


def _print(exit_code: int, stdout: str, stderr: str) -> int:
    _write(sys.stderr, stderr)
    try:
        _write(sys.stdout, stdout)
    except BrokenPipeError:
        # The reader (a pager, `head`) has seen enough; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exit_code


def _write(stream: TextIO, text: str) -> None:
    # Programs read UTF-8 whatever the terminal is set to.
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))
    stream.flush()


if __name__ == "__main__":
    # Its own pool keeps what it has had once; a long import needs the memory again for something else.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    sys.meta_path.insert(0, WithoutPandas)
    sys.exit(main())
