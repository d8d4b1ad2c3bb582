"""A progress bar on standard error for long work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Task as Shown
from rich.text import Text

from xlcsp.domain.numbers import shown

_One = TypeVar("_One")


class _Rate(ProgressColumn):
    """The number done per second."""

    def render(self, task: Shown) -> Text:
        return Text(f"{shown(task.speed, 1)}/s" if task.speed else "")


@contextmanager
def bar(total: int, words: str) -> Iterator[Progress]:
    """A bar on standard error with rate and time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        progress.add_task(words, total=total)
        yield progress


def watched(results: Iterable[_One], total: int, words: str) -> Iterator[_One]:
    """Passes items on and counts them on a bar."""
    with bar(total, words) as progress:
        for result in results:
            progress.advance(progress.task_ids[0])
            yield result
