"""The release of a report: no longer a draft, with figures and hashes, kept read-only; a reissue says what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlcsp import __version__
from xlcsp.domain.figures import SCHEDULED, SUPPLIED, changes_of, figure_words
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.numbers import percentage
from xlcsp.domain.periods import Quarter
from xlcsp.errors import WorkbookError
from xlcsp.files import write as files
from xlcsp.files.alone import alone
from xlcsp.files.cells import plain
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import exact
from xlcsp.pipeline import Made, Wanted, write
from xlcsp.planbook import Master
from xlcsp.report.as_json import report_json
from xlcsp.report.model import Report
from xlcsp.report.released import FIGURES, VERSION, Edition, Notice, figure_text, last_version, number_of, read_figures
from xlcsp.report.revised import correction_of

MANIFEST = "release.json"
ERROR = "correction of an error"
_READ_ONLY, _READ_ONLY_FOLDER = 0o444, 0o555


def release(made: Made, version: str, reason: str, wanted: Wanted) -> list[Path]:
    """Stores the report of the quarter under ``reports/<quarter>/v<version>/``; returns the files.

    The folder appears whole or not at all, and is never changed. A version after the first carries a notice of every
    figure that changed since the one before: old, new, why, and what it did to the RAG. Raises WorkbookError if the
    version already exists or is not above the last one, or if no reason is given.
    """
    with alone(made.master.path.parent):
        return _released(made, version, reason, wanted)


def _released(made: Made, version: str, reason: str, wanted: Wanted) -> list[Path]:
    home = made.path.with_suffix("")
    before, reason = last_version(home), plain(reason)
    _check(version, reason, home, before)
    report = made.report
    previous = read_figures(before) if before else None
    notices = tuple(_notices(report, previous)) if previous else ()
    edition = Edition(version, reason, before.name.removeprefix("v") if before else "", notices)
    report = replace(report, edition=edition)
    target = home / f"v{version}"
    with files.new_folder(target) as draft:
        written = write(replace(made, report=report), wanted, draft / f"{report.quarter.folder} v{version}.xlsx")
        if written.failed:
            raise WorkbookError("\n".join((*written.failed, f"Version {version} was not released.")))
        figures = report_json(report, sorted(path.name for path in draft.iterdir()))
        (draft / FIGURES).write_bytes(files.json_bytes(figures))
        (draft / MANIFEST).write_bytes(files.json_bytes(_manifest(report, made.master, draft)))
        for path in draft.iterdir():
            path.chmod(_READ_ONLY)
    target.chmod(_READ_ONLY_FOLDER)
    return sorted(target.iterdir())


def _check(version: str, reason: str, home: Path, before: Path | None) -> None:
    if not VERSION.fullmatch(version):
        raise WorkbookError(f'version "{version}" is not a version. Write it as 1.0, then 1.1 for a reissue.')
    if not reason:
        raise WorkbookError("A release says why it is made. Give it with --reason.")
    if (home / f"v{version}").exists():
        raise WorkbookError(
            f"{home / f'v{version}'}: it is released already and is never changed. Take the next version."
        )
    if before is not None and number_of(before.name.removeprefix("v")) >= number_of(version):
        raise WorkbookError(f"version {version} is not above {before.name}, which is released. Take the next version.")


def _notices(report: Report, previous: dict[str, Any]) -> Iterator[Notice]:
    """What is printed differently from the version before, figure by figure."""
    old_series = {series["id"]: series for series in previous["series"]}
    now = report_json(report, [])
    measures, decimals = {measure["ref"]: measure for measure in now["measures"]}, report.settings.decimals
    for new in now["series"]:
        old = old_series.get(new["id"])
        if old is None:
            continue
        effect, on_last_year = _effect(old, new), _effect_on_last_year(old, new, decimals)
        for quarter, was, is_now in (
            *_figures(old, new, report.quarter.start, decimals),
            *_late_figures(old, new, report),
        ):
            if was != is_now:
                kind, why = _why(report, new["id"], quarter, is_new=was == MISSING)
                what = f"{': '.join(filter(None, (measures[new['ref']]['measure'], new['series'])))}, {quarter}"
                is_late = quarter.start < report.quarter.start
                before, after = (figure_words(text, kind_of(new["kind"]), new["unit"]) for text in (was, is_now))
                own_effect = on_last_year if is_late else effect
                yield Notice(new["ref"], what, before, after, why, kind, own_effect, new["id"])


def _figures(old: dict[str, Any], new: dict[str, Any], start: int, decimals: int) -> Iterator[tuple[Quarter, str, str]]:
    """Each quarter of the year, with its figure then and now."""
    for index in range(len(new["quarters"])):
        was, now = figure_text(old, index), figure_text(new, index)
        if was != now and was.endswith("%"):
            now = _with_percentage(new, index, now, decimals)
        yield Quarter(start, index + 1), was, now


def _with_percentage(series: dict[str, Any], index: int, text: str, decimals: int) -> str:
    """``18 of 21 (85.7%)``."""
    share = exact(series["percentages"][index])
    return text if share is None or text.endswith("%") else f"{text} ({percentage(share, decimals)})"


def _late_figures(old: dict[str, Any], new: dict[str, Any], report: Report) -> Iterator[tuple[Quarter, str, str]]:
    """The same for last year, if late figures complete it."""
    if new.get("outturn"):
        blank = [None] * len(new["quarters"])
        empty = dict.fromkeys(("quarters", "denominators", "milestones", "percentages"), blank)
        years = [{**series, **empty, **_last_year(series.get("outturn") or {})} for series in (old, new)]
        yield from _figures(years[0], years[1], report.quarter.start - 1, report.settings.decimals)


def _last_year(outturn: dict[str, Any]) -> dict[str, Any]:
    """Last year's figures; one that was due and did not come is missing, as it was printed."""
    late = outturn.get("late", ())
    for key in ("quarters", "denominators"):
        values = enumerate(outturn.get(key, ()), 1)
        outturn = outturn | {key: [MISSING if value is None and f"Q{at}" in late else value for at, value in values]}
    return outturn if late else {}


def _effect(old: dict[str, Any], new: dict[str, Any]) -> str:
    """``RAG from Red to Amber``, for the series itself; empty if nothing changed."""
    parts = [
        f"{name} from {old[key]} to {new[key]}"
        for key, name in (("rag", "RAG"), ("verdict", "verdict"))
        if old[key] != new[key]
    ]
    return "; ".join(parts)


def _effect_on_last_year(old: dict[str, Any], new: dict[str, Any], decimals: int) -> str:
    """``outturn from no figure to 591.3 per 100,000; verdict from Cannot be determined to Target achieved``."""
    before, after = ((series.get("outturn") or {}) for series in (old, new))
    per = f" per {new['per']:,}" if new["per"] else ""
    kind = kind_of(new["kind"])

    def outturn_words(outturn: dict[str, Any]) -> str:
        value = exact(outturn.get("value"))
        return "no figure" if value is None else f"{kind.text(value, decimals, new['unit'])}{per}"

    steps = [
        ("outturn", outturn_words(before), outturn_words(after)),
        ("verdict", before.get("verdict") or "none yet", after.get("verdict") or "none yet"),
    ]
    return "; ".join(f"{name} from {was} to {now}" for name, was, now in steps if was != now)


def _why(report: Report, series: str, quarter: Quarter, *, is_new: bool) -> tuple[str, str]:
    """The kind of the change and its reason, from the last revision of that figure.

    Without a revision, the figure came late.
    """
    revisions = changes_of(series, quarter, report.revisions)
    if not revisions:
        return SUPPLIED if is_new else SCHEDULED, "figure received after the release"
    last = revisions[-1]
    correction = correction_of(last, report)
    if correction is not None:
        return SUPPLIED if last.is_supplied else ERROR, correction.reason
    return last.kind, last.new.reason or f"newer return, {last.new.source.file}"


def _manifest(report: Report, master: Master, folder: Path) -> dict[str, Any]:
    """The hashes of the release's sources and contents, so that it can be made again and compared."""
    return {
        "version": report.edition.version,
        "reason": report.edition.reason,
        "replaces": report.edition.replaces or None,
        "quarter": str(report.quarter),
        "partnership": report.settings.partnership,
        "data_date": report.data_date.isoformat(),
        "program": f"{files.PROGRAM} {__version__}",
        "inputs": {
            master.path.name: files.sha256(master.path.read_bytes()),
            **{receipt.file: receipt.sha256 for receipt in report.receipts if receipt.sha256},
        },
        "files": {path.name: files.sha256(path.read_bytes()) for path in sorted(folder.iterdir())},
        "notices": [
            {"ref": notice.ref, "what": notice.what, "old": notice.old, "new": notice.new, "why": notice.why,
             "kind": notice.kind, "effect": notice.effect}
            for notice in report.edition.notices
        ],
        "open": {
            "missing": [f"{provider}, {quarter}" for provider, quarter, _ in report.missing],
            "problems": [str(problem) for problem in report.problems],
            "queries": [str(query) for query in report.queries],
        },
    }  # fmt: skip
