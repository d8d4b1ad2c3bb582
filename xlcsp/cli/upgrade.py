"""``xlcsp upgrade``: a copy of the master with all that this version adds, beside the old one, which stays as it is."""

from __future__ import annotations

import argparse

from xlcsp.cli.common import DONE, PROBLEMS, Commands, add_master, command, say, write_copy


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "write a copy of the master with what this version added, beside the old one"
    add_master(command(commands, "upgrade", words, run, "upgrade example"))


def run(args: argparse.Namespace) -> int:
    """Writes the copy, and says what is new and what was left as it was."""
    from xlcsp.domain.numbers import listed
    from xlcsp.files import write as files
    from xlcsp.master.lite.bundle import stale_texts, write_texts
    from xlcsp.master.lite.parts import is_lite
    from xlcsp.master.upgrade import upgraded
    from xlcsp.planbook import find_master

    path = find_master(args.master)
    files.refuse_if_open(path)  # unsaved changes would be missing in the copy
    result = upgraded(path, path.read_bytes())
    for change in (*result.changes, *result.kept):
        say(change)
    texts = stale_texts(path.parent) if is_lite(path.name, result.content) else {}
    write_texts(path.parent, texts)
    if texts:
        say(f"Beside it, {listed(texts)} {'is' if len(texts) == 1 else 'are'} this version's now.")
    if not result.changes:
        say(f"{path.name} holds all that this version has; it stays as it is.")
        return PROBLEMS if result.kept else DONE
    target = path.with_name(f"{path.stem} upgraded{path.suffix}")
    write_copy(target, result.content)
    say(f"Check it. Then put {path.name} away and give its name to the copy. Forms sent out stay valid.")
    return PROBLEMS if result.kept else DONE
