"""The named styles of a report workbook."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import Element

from xlcsp import theme
from xlcsp.domain.numbers import MINUS, MOST_PLACES, POUND, is_money, places_of
from xlcsp.domain.plan import Series
from xlcsp.libraries import order_fonts

order_fonts(Font)

BODY = 10.0  # the size of running text, in points


def _font(
    size: float = BODY,
    colour: str = theme.INK,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: str | None = None,
) -> Font:
    return Font(name=theme.FONT, size=size, bold=bold, italic=italic, color=colour, underline=underline)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


_HAIR = Side(style="thin", color=theme.RULE)
_BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_COVER = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_UPRIGHT = Alignment(horizontal="center", vertical="center", text_rotation=90, wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center", indent=1, shrink_to_fit=True)  # never ### for a figure


TOO_SMALL = " too small"
"""Ends the name of a style of a difference that would be printed as 0."""
_LAST_DIGIT = re.compile(r"0(?=\D*$)")
_FIGURES = ("text", "number", "decimal", "percent", "pounds", "pence")


def _number_formats(decimals: int) -> dict[str, str]:
    places = f"0.{'0' * decimals}".rstrip(".")
    plain = {"number": "#,##0", "decimal": f"#,##{places}", "percent": f"{places}%", "whole percent": "0%"}
    plain |= {"pounds": f'"{POUND}"#,##0', "pence": f'"{POUND}"#,##0.00'}
    for at in range(decimals + 1, MOST_PLACES + 1):  # for numbers of the plan
        plain |= {f"decimal {at}": f"#,##0.{'0' * at}", f"percent {at}": f"0.{'0' * at}%"}
    apart = {"points": f'{places}" pp"'} | {f"change {name}": form for name, form in plain.items() if "%" not in form}
    signed = {"change": f"{places}%", **apart}
    less = {f"{name}{TOO_SMALL}": _less_than(form) for name, form in apart.items()}
    return plain | {name: f"+{form};\\{MINUS}{form};{form}" for name, form in signed.items()} | less


def _less_than(form: str) -> str:
    """The format of a difference that is printed as 0: it reads ``down <0.1``, and is a number that can be added up."""
    least = _LAST_DIGIT.sub("1", form.replace('"', "").replace("#,##", ""))
    return f'"up <{least}";"down <{least}";{form}'


def _figure_styles(decimals: int) -> Iterator[NamedStyle]:
    """The styles of figures printed above their sentences."""
    for name, form in {"text": "General", **_number_formats(decimals)}.items():
        if name in (*_FIGURES, f"decimal {decimals + 1}"):  # rates below 1 have one more
            font = _font(12, theme.BRAND, bold=True)
            yield NamedStyle(f"csp figure {name}", font=font, border=_BOX, alignment=_TEXT, number_format=form)


def _block_styles() -> Iterator[NamedStyle]:
    """The styles of the line at the head of a measure's block."""
    yield NamedStyle("csp block title", font=_font(14, theme.BRAND, bold=True), alignment=_COVER)
    right = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)
    yield NamedStyle("csp aside", font=_font(colour=theme.MUTED), alignment=right)
    yield NamedStyle("csp marked", font=_font(), border=_BOX, alignment=right)


def _named_styles(decimals: int) -> list[NamedStyle]:
    head = {"fill": _fill(theme.BRAND), "border": _BOX}
    styles = [
        NamedStyle("csp cover", font=_font(28, theme.BRAND, bold=True), alignment=_COVER),
        NamedStyle("csp cover line", font=_font(14, theme.MUTED), alignment=_COVER),
        NamedStyle("csp page title", font=_font(16, theme.BRAND, bold=True), alignment=_COVER),
        NamedStyle("csp lead", font=_font(13), alignment=_COVER),
        NamedStyle("csp link", font=_font(colour=theme.BRAND, underline="single"), border=_BOX, alignment=_TEXT),
        NamedStyle("csp title", font=_font(18, theme.BRAND, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle("csp subtitle", font=_font(11, theme.MUTED), alignment=Alignment(vertical="center")),
        NamedStyle("csp heading", font=_font(13, theme.BRAND, bold=True), alignment=Alignment(vertical="bottom")),
        NamedStyle("csp head", font=_font(BODY, theme.WHITE, bold=True), alignment=_CENTRE, **head),
        NamedStyle("csp head left", font=_font(BODY, theme.WHITE, bold=True), alignment=_TEXT, **head),
        NamedStyle("csp text", font=_font(), border=_BOX, alignment=_TEXT),
        NamedStyle("csp strong", font=_font(bold=True), border=_BOX, alignment=_TEXT),
        NamedStyle("csp said", font=_font(colour=theme.QUOTED, italic=True), border=_BOX, alignment=_TEXT),
        NamedStyle("csp muted", font=_font(colour=theme.MUTED), border=_BOX, alignment=_TEXT),
        NamedStyle("csp note", font=_font(colour=theme.MUTED), alignment=Alignment(vertical="center")),
        NamedStyle("csp plain", font=_font(10), alignment=_TEXT),
        NamedStyle("csp band", font=_font(10, theme.BRAND, bold=True), fill=_fill(theme.BRAND_PALE), border=_BOX,
                   alignment=_TEXT),
        NamedStyle("csp theme", font=_font(11, theme.WHITE, bold=True), alignment=_UPRIGHT, **head),
        *(
            NamedStyle(f"csp {name}", font=_font(), border=_BOX, alignment=_RIGHT, number_format=form)
            for name, form in _number_formats(decimals).items()
        ),
        *_block_styles(),
        *_figure_styles(decimals),
        NamedStyle("csp day", font=_font(), border=_BOX, alignment=_TEXT, number_format="d mmm yyyy"),
        NamedStyle("csp total", font=_font(10, bold=True), border=_BOX, alignment=_CENTRE, number_format="0"),
    ]  # fmt: skip
    for word, (fill, ink) in theme.RAG_COLOURS.items():
        style = NamedStyle(f"csp {word}", font=_font(BODY, ink, bold=True), alignment=_CENTRE, border=_BOX)
        style.fill = _fill(fill)
        styles.append(style)
        tile = NamedStyle(f"csp tile {word}", font=_font(30, ink, bold=True), alignment=_CENTRE)
        tile.fill = _fill(fill)
        caption = NamedStyle(f"csp caption {word}", font=_font(12, ink, bold=True), alignment=_CENTRE)
        caption.fill = _fill(fill)
        styles += [tile, caption]
    return styles


_CELL_STYLES = "cellXfs"
_PARTS = ("_fonts", "_fills", "_borders", "_alignments", "_protections", "_number_formats", "_named_styles")
"""Where an openpyxl workbook keeps its named styles."""


class _Shared(StyleArray):  # type: ignore[misc]
    """The array shared by all cells of a style; compared by identity, not by its numbers."""

    __hash__ = object.__hash__


class Styles:
    """The named styles of a workbook, each as the small array that openpyxl keeps per cell. decimals: the settings'."""

    def __init__(self, book: Workbook, decimals: int = 1) -> None:
        fresh = _book_of(decimals)
        for part in _PARTS:
            setattr(book, part, getattr(fresh, part))  # as openpyxl's reader does; a report never changes them
        self.arrays: dict[str, StyleArray] = {}
        self.quoted: dict[str, StyleArray] = {}
        for style in fresh._named_styles:  # noqa: SLF001 - openpyxl gives their names only
            name = style.name.removeprefix("csp ")
            self.arrays[name] = _Shared(style.as_tuple())
            self.quoted[name] = _Shared(self.arrays[name])
            self.quoted[name].quotePrefix = 1


@functools.cache  # binding sixty styles to a workbook is a twentieth of a report's time
def _book_of(decimals: int) -> Workbook:
    """A workbook with the named styles and nothing else."""
    book = Workbook()
    for style in _named_styles(decimals):
        book.add_named_style(style)
    return book


def stylesheet(book: Workbook, decimals: int) -> Any:
    """What openpyxl's ``write_stylesheet`` gives for a report's workbook, of parts that it gave once.

    Made anew it would take a twentieth of a report's time.
    """
    whole, styles = _stylesheet_of(decimals)
    tree, used = deepcopy(whole), book._cell_styles  # noqa: SLF001
    cells = tree.find(_CELL_STYLES)
    cells.extend(deepcopy(styles[tuple(array)]) for array in used)
    cells.set("count", str(len(used)))
    return tree


@functools.cache
def _stylesheet_of(decimals: int) -> tuple[Any, Mapping[tuple[int, ...], Any]]:
    """A stylesheet without the cells' styles, and each of these by its array."""
    book = Workbook()
    styles = Styles(book, decimals)
    for array in (*styles.arrays.values(), *styles.quoted.values()):
        book._cell_styles.add(array)  # noqa: SLF001
    tree = write_stylesheet(book)
    cells = tree.find(_CELL_STYLES)
    formats = {tuple(array): xf for array, xf in zip(book._cell_styles, deepcopy(cells), strict=True)}  # noqa: SLF001
    del cells[:]
    return tree, formats


def number_style(series: Series, value: Fraction | None, *, is_of_plan: bool = False, places: int = 0) -> str:
    """The style of a value of the series; ``text`` where there is none.

    is_of_plan: whether it is a target or baseline, which keeps the plan's decimals: 3.65 beside 3.4. places: the
    decimals that tell it from the number beside it, where they are more.
    """
    if value is None:
        return "text"
    is_share = series.is_proportion
    own = places_of(value * 100 if is_share else value, series.decimals) if is_of_plan else series.decimals
    places = series.places(value, max(places, own))
    if is_money(series.unit) and not is_share:
        return "pence" if places else "pounds"
    if not places and not is_share:
        return "number"
    name = "percent" if is_share else "decimal"
    return f"{name} {places}" if places > series.decimals else name


class StyledCell(Cell):  # type: ignore[misc]
    """A cell that has a style, which the writer asks it twice."""

    __slots__ = ()
    has_style = True


class Height:
    """A row's height in the form openpyxl's writer needs; its own class has fifteen attributes, all validated."""

    def __init__(self, points: float) -> None:
        self._points = points

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "ht", safe_string(self._points)
        yield "customHeight", "1"


class Width:
    """A column's width in the form the writer needs."""

    outlineLevel = 0  # noqa: N815 - openpyxl's name

    def __init__(self, column: int, width: float) -> None:
        self.min, self.width = column, width

    def reindex(self) -> None:
        """Called by the writer; it knows its column already."""

    def to_tree(self) -> Any:
        """Its element."""
        place = str(self.min)
        return Element("col", width=safe_string(self.width), customWidth="1", min=place, max=place)


class Area(NamedTuple):
    """A merged range in the form the writer needs; openpyxl's own class validates every number."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = (f"{get_column_letter(c)}{r}" for c, r in ((self.left, self.top), (self.right, self.bottom)))
        return first if first == last else f"{first}:{last}"
