"""The command line: ``python -m metrics COMMAND …``; every page's work is a command, too.

Exit 0 done, 1 refused (nothing changed), 2 not understood. ``--json`` prints one document on stdout; messages go
to stderr, never a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from metrics.intake.reading_host import prepare
from metrics.without_pandas import WithoutPandas

if TYPE_CHECKING:
    from metrics.intake.begun import Begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in ``arguments`` (default: what was typed) and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["import"]:
        # Loading what reads a file takes as long as loading everything else.
        prepare("metrics.intake.sandbox")
    from metrics.commands.arguments import UsageEnds, parse

    try:
        asked = parse(arguments)
    except UsageEnds as end:
        # Told here, before the store's code is loaded: help and a mistyped option are answered at once.
        return _print(end.exit_code, end.stdout, end.stderr)
    try:
        with _begun(asked) as begun:
            from metrics.commands.progress_bar import ProgressBar
            from metrics.i18n import translator

            with ProgressBar(sys.stderr, translator()) as bar:
                from metrics.commands.running import run

                answer = run(arguments, Path.cwd(), bar.tell, begun)
    except KeyboardInterrupt:
        return 1
    return _print(answer.exit, answer.stdout, answer.stderr)


def _begun(asked: argparse.Namespace) -> AbstractContextManager[Begun | None]:
    """Begin to read what is to be imported; meanwhile the rest of the program loads and the store is opened."""
    if asked.command != "import":
        return nullcontext()
    from metrics.intake.begun import Begun

    begun = Begun([(Path.cwd() / path, path.name) for path in asked.files])
    begun.start()
    return begun


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
    # Nothing here multiplies matrices; threads that wait for it keep a processor busy while the program loads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.meta_path.insert(0, WithoutPandas)
    sys.exit(main())
