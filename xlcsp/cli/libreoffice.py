"""``xlcsp libreoffice``: the functions for cells in LibreOffice Calc, installed for this user or removed."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlcsp.cli.common import DONE, Commands, command, named, say


def add(commands: Commands) -> None:
    """The command's parser."""
    words = "install the functions for cells in LibreOffice Calc, or remove them"
    examples = ("libreoffice install", "libreoffice install --profile profile", "libreoffice remove --profile profile")
    parser = command(commands, "libreoffice", words, run, *examples)
    parser.add_argument("action", choices=("install", "remove"), help="install (again after an upgrade), or remove")
    parser.add_argument(
        "--profile", type=named, metavar="DIR", help="another folder of settings than LibreOffice's usual one"
    )


def run(args: argparse.Namespace) -> int:
    """Installs or removes them, and says where and what follows."""
    import os
    import sys

    from xlcsp.libreoffice.install import install, named, remove, usual

    profile = named(args.profile) if args.profile else usual(sys.platform, os.environ, Path.home())
    if args.action == "remove":
        is_new = remove(profile)
        say(f"The functions were {'removed from' if is_new else 'not installed in'} {profile.folder}.")
        return DONE
    is_new = install(profile, sys.executable)
    say(f"The functions {'are now' if is_new else 'were already'} installed in {profile.folder}, for this version.")
    say("Start LibreOffice and type =CSP_VERSION() in a cell. The handbook (xlcsp guide) explains each one.")
    return DONE
