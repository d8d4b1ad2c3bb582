"""The handbook as one self-contained HTML page, with its pictures embedded."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING

from xlcsp import __version__, theme
from xlcsp.handbook import chapters, part
from xlcsp.theme import as_hex

if TYPE_CHECKING:
    from markdown_it.token import Token

_INSERTED = re.compile(r"^\{\{(\w+)\}\}$", re.MULTILINE)
_STYLE = Template("""
:root { color-scheme: light; }
body { font: 16px/1.5 Calibri, Carlito, "Segoe UI", Arial, sans-serif; color: $ink; margin: 0; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: $white; padding: .5rem; }
header { background: $brand; color: $white; padding: 1.2rem 2rem; } header p { margin: .2rem 0 0; }
.all { display: flex; max-width: 78rem; margin: 0 auto; }
nav { flex: 0 0 15rem; padding: 1rem; position: sticky; top: 0; align-self: flex-start; max-height: 100vh;
  overflow: auto; box-sizing: border-box; }
nav ol { list-style: none; margin: 0; padding: 0; } nav li { margin: .35rem 0; }
main { flex: 1; min-width: 0; padding: 1rem 2rem 4rem; }
a { color: $link; } header a { color: $white; }
h1 { font-size: 1.7rem; }
h2 { font-size: 1.45rem; border-top: 2px solid $brand; padding-top: 1.2rem; margin-top: 3rem; }
h3 { font-size: 1.15rem; margin-top: 1.8rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
th { background: $brand; color: $white; text-align: left; } th, td { border: 1px solid $rule; padding: .35rem .6rem;
  vertical-align: top; overflow-wrap: break-word; }
td:first-child { overflow-wrap: normal; }
tr:nth-child(even) td { background: $pale; }
code { font: .9em Consolas, "Liberation Mono", monospace; background: $locked; padding: 0 .2em; }
pre { background: $locked; padding: .8rem; overflow: auto; } pre code { padding: 0; }
img { max-width: 100%; border: 1px solid $rule; } figure { margin: 1rem 0; }
figcaption { color: $muted; font-size: .92rem; }
@media (max-width: 60rem) { .all { display: block; } nav { position: static; max-height: none; } }
@media (max-width: 40rem) { main { padding: 1rem .8rem 3rem; } header { padding: 1rem; }
  ol, ul { padding-left: 1.4rem; } table { display: block; overflow-x: auto; } td, th { min-width: 6.5rem; } }
@media print { table { font-size: .85em; } pre { white-space: pre-wrap; } nav, .skip { display: none; }
  h2 { break-before: page; } figure, tr { break-inside: avoid; } }
""").substitute(
    ink=as_hex(theme.INK),
    white=as_hex(theme.WHITE),
    brand=as_hex(theme.BRAND),
    link=as_hex(theme.LINK),
    rule=as_hex(theme.RULE),
    pale=as_hex(theme.BRAND_PALE),
    locked=as_hex(theme.LOCKED),
    muted=as_hex(theme.MUTED),
)


def page(inserted: Mapping[str, str]) -> str:
    """The whole handbook as one HTML page.

    inserted: Markdown for each line ``{{name}}`` of the chapters. Raises KeyError for an unknown name.
    """
    body = "".join(_html(_INSERTED.sub(lambda match: inserted[match[1]], text)) for text in chapters())
    contents = "".join(f'<li><a href="#{at}">{words}</a></li>' for at, words in re.findall(_CHAPTER, body))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>xlcsp {__version__}: the handbook</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#text">Skip to the text</a>\n'
        f"<header><h1>xlcsp: the handbook</h1><p>From lead officers’ returns to the quarterly performance report. "
        f"Version {__version__}</p></header>\n"
        f'<div class="all">\n<nav aria-label="Contents"><ol>{contents}</ol></nav>\n<main id="text">\n{body}</main>\n'
        "</div>\n</body>\n</html>\n"
    )


def is_page(content: bytes) -> bool:
    """Whether a file is such a page, of any version."""
    return b": the handbook</title>" in content[:500]


_CHAPTER = re.compile(r'<h2 id="([^"]+)">(.+?)</h2>')


def _html(text: str) -> str:
    """A chapter as HTML: headings one level lower, with anchors, and pictures embedded."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1:]) + 1}"
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[at + 1].content))
        for child in token.children or ():
            if child.type == "image":
                _place(child)
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    return re.sub(r'<p>(<img [^>]*title="([^"]*)"[^>]*>)</p>', r"<figure>\1<figcaption>\2</figcaption></figure>", html)


def anchor(heading: str) -> str:
    """The anchor of a heading, made as on repository web pages."""
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")


def _place(picture: Token) -> None:
    """Replaces a picture's name by the picture."""
    image = part("pictures") / str(picture.attrGet("src")).rpartition("/")[2]
    picture.attrSet("src", f"data:image/png;base64,{base64.b64encode(image.read_bytes()).decode()}")
