"""What is sent out in a quarter: return forms, forms for comments, reminders and questions, each with its e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xlcsp.domain.periods import Quarter
from xlcsp.files.alone import alone
from xlcsp.planbook import Master
from xlcsp.returns.chase import Drafted, ask, chase, chase_comments
from xlcsp.returns.collect import collect
from xlcsp.returns.folder import comment_paths
from xlcsp.returns.issue import Issued, due_forms, issue, lead_letter, no_address


def issue_forms(master: Master, quarter: Quarter, issued: date) -> Iterator[Issued]:
    """Issues the return forms, each with the draft of its e-mail. issued: the date of issue."""
    due = due_forms(master, quarter, issued)
    with alone(master.path.parent):
        yield from issue(master, due, issued)


def issue_comments(master: Master, quarter: Quarter, issued: date) -> Iterator[Issued]:
    """Issues the theme leads' forms for comments on the report; an existing form is never touched."""
    from xlcsp.forms.mail import DRAFT, comments_covering, write_draft
    from xlcsp.pipeline import make
    from xlcsp.report.to_comment import comment_forms
    from xlcsp.returns.lead_form import write_comments

    paths = comment_paths(master, quarter)
    for form in comment_forms(make(master, quarter).report, issued):
        path = paths[form.lead]
        if path.exists():
            words = f"{path}: it exists already and was not touched. Delete it first to issue it anew."
            yield Issued(None, words, is_kept=True)
            continue
        write_comments(form, path)
        letter = lead_letter(master, form.lead, quarter, issued, path)
        draft = path.with_suffix(DRAFT)
        write_draft(comments_covering(letter), draft)
        yield Issued(path)
        remark = "\n".join(letter.faults) or ("" if letter.to else no_address(master, form.lead))
        yield Issued(draft, remark, is_wrong=bool(letter.faults))


@dataclass(frozen=True, slots=True)
class Reminded:
    """The drafts: reminders to those who are late with a return or comments, and questions on returns."""

    late: tuple[Drafted, ...]
    asked: tuple[Drafted, ...]


def remind(master: Master, quarter: Quarter, today: date) -> Reminded:
    """Drafts reminders and questions, in place of earlier drafts."""
    with alone(master.path.parent):
        collection = collect(master, quarter)
    late = (*chase(master, collection, today), *chase_comments(master, collection, today))
    return Reminded(late, tuple(ask(master, collection, today)))
