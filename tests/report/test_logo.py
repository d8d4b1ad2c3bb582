"""The partnership's logo, a picture beside the master, is on cover, Word and publication copy; others are named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image

from tests.support import Q1, partnership, send, write_plan
from xlcsp.cli import main
from xlcsp.errors import PlanError
from xlcsp.planbook import Master, read_master
from xlcsp.report.build import build_report
from xlcsp.report.outputs import Wanted, write_outputs
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect


def picture(kind: str, size: tuple[int, int] = (300, 100)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (29, 53, 87)).save(made, format=kind)
    return made.getvalue()


def with_logo(folder: Path, name: str, content: bytes | None) -> Path:
    path = write_plan(folder, settings={"quarter": "Q1", "logo": name})
    if content is not None:
        (folder / name).write_bytes(content)
    return path


def media(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as package:
        return [package.read(name) for name in package.namelist() if "/media/" in name]


def made(master: Master, folder: Path) -> tuple[Path, list[Path]]:
    collection = collect(master, Q1)
    report, path = build_report(master, collection), folder / "report.xlsx"
    write_report(report, path)
    others, failed = write_outputs(Wanted(docx=True, publish=True), report, master, collection, path)
    assert failed == []
    return path, others


@pytest.mark.parametrize(("kind", "name"), [("PNG", "logo.png"), ("JPEG", "our logo.JPG")])
def test_it_stands_on_cover_word_and_publication_copy(tmp_path: Path, kind: str, name: str) -> None:
    content = picture(kind)
    master = read_master(with_logo(tmp_path / "CSP", name, content))
    assert master.settings.logo is not None
    assert (master.settings.logo.width, master.settings.logo.height) == (300, 100)
    send(master, Q1)
    path, others = made(master, tmp_path)
    document, workbook = (next(one for one in others if one.suffix == end) for end in (".docx", ".xlsx"))
    for each in (path, document, workbook):
        assert content in media(each), each.name
    (ods,) = [one for one in others if one.suffix == ".ods"]
    with zipfile.ZipFile(ods) as package:
        (held,) = [name for name in package.namelist() if name.startswith("Pictures/")]
        assert package.read(held) == content
        assert held in package.read("META-INF/manifest.xml").decode()
        assert f"Logo of the {master.settings.partnership}" in package.read("content.xml").decode()
    told = docx.Document(str(document)).inline_shapes[0]._inline.docPr.get("descr")
    assert told == f"Logo of the {master.settings.partnership}"
    with zipfile.ZipFile(path) as package:
        assert f'descr="{told}"' in package.read("xl/drawings/drawing1.xml").decode()


def test_it_stands_on_the_return_form_which_is_read_as_ever(tmp_path: Path) -> None:
    content = picture("PNG")
    master = read_master(with_logo(tmp_path / "CSP", "logo.png", content))
    path = send(master, Q1)
    made = path.read_bytes()
    assert content in media(path)
    assert collect(master, Q1).problems == []
    assert send(master, Q1).read_bytes() == made


def test_without_one_nothing_is_shown(tmp_path: Path) -> None:
    master = partnership(tmp_path / "CSP", settings={"quarter": "Q1"})
    send(master, Q1)
    path, _ = made(master, tmp_path)
    assert master.settings.logo is None
    assert media(path) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, "is not there"),
        (b"GIF89a" + bytes(100), "is not a picture of these kinds"),
        (b"<svg/>", "is not a picture of these kinds"),
        (b"\x89PNG\r\n\x1a\n", "is not a picture of these kinds"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "is not a picture of these kinds"),
        (picture("PNG", (6_000, 10)), "has 6,000 by 10 pixels"),
        (bytes(2 * 2**20 + 1), "is too large"),
    ],
)
def test_a_wrong_path_or_kind_is_named_with_its_cell_and_what_to_do(
    tmp_path: Path, content: bytes | None, found: str
) -> None:
    path = with_logo(tmp_path, "logo.png", content)
    with pytest.raises(PlanError) as error:
        read_master(path)
    told = str(error.value)
    assert found in told
    assert "Settings!B" in told
    assert "Put it there, or clear the cell" in told


def test_the_new_year_takes_it_along(tmp_path: Path) -> None:
    folder = tmp_path / "CSP 2014-15"
    master = read_master(with_logo(folder, "logo.png", picture("PNG")))
    send(master, Q1)
    main(["new-year", str(folder)])
    again = read_master(tmp_path / "CSP 2015-16")
    assert again.settings.logo is not None
    assert again.settings.logo.content == picture("PNG")
