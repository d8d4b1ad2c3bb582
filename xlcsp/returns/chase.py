"""Reminders to those who are late, and questions on returns, as drafts. Series that are not due are not chased."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlcsp.domain.figures import REJECTED
from xlcsp.domain.periods import Quarter, day
from xlcsp.domain.wording import in_sentence
from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.forms.mail import DRAFT, Letter, comments_questions, comments_reminder, questions, reminder, write_draft
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection
from xlcsp.returns.commentary import WHICH
from xlcsp.returns.folder import comment_paths, folder_of
from xlcsp.returns.issue import lead_letter, letter_of, name_of, no_address
from xlcsp.returns.standing import is_overdue, overdue
from xlcsp.returns.weigh import ASK_FOR_WORDS, ASK_WHY


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that was written, and to whom and why."""

    words: str
    path: Path

    def __str__(self) -> str:
        return f"{self.words}  {self.path}"


def chase(master: Master, collection: Collection, today: date) -> list[Drafted]:
    """Drafts a reminder for each return that is missing after its due date; returns them.

    The drafts stand beside the forms, ``forms/2014-15 Q3/Police reminder.eml``, and are made anew each time.
    """
    drafts = []
    for provider, quarter, due in overdue(collection.missing, today):
        letter = letter_of(master, provider, quarter, today)
        unusable = [
            f"{receipt.file}: {receipt.note}"
            for receipt in collection.receipts
            if receipt.state == REJECTED
            and receipt.quarter == quarter
            and provider in (receipt.provider, _named(receipt.file))
        ]
        path = folder_of(master, quarter) / f"{name_of(master, provider)} reminder{DRAFT}"
        write_draft(reminder(letter, unusable), path)
        to = _addressed(letter, master, provider)
        when = f", due {day(due)}" if due else ""
        drafts.append(Drafted(f"{quarter.short}  {provider}{when}: {to}", path))
    return drafts


def _addressed(letter: Letter, master: Master, name: str) -> str:
    """To whom the letter goes, and what is wrong with the addresses."""
    return "; ".join([*map(str, letter.to), *letter.faults]) or no_address(master, name)


def chase_comments(master: Master, collection: Collection, today: date) -> list[Drafted]:
    """Drafts a reminder to each theme lead whose form was issued and is overdue.

    The drafts stand beside the forms, ``forms/2014-15 Q3/comments/Head of safety reminder.eml``.
    """
    quarter = collection.quarter
    due = master.settings.comments_due.get(quarter.number)
    if due is None or not is_overdue(due, today):
        return []
    drafts = []
    for lead, form in collection.awaited_comments:
        letter = lead_letter(master, lead, quarter, today, form)
        path = form.with_name(f"{form.stem} reminder{DRAFT}")
        write_draft(comments_reminder(letter), path)
        to = _addressed(letter, master, lead)
        drafts.append(Drafted(f"{quarter.short}  comments of {lead}, due {day(due)}: {to}", path))
    return drafts


def ask(master: Master, collection: Collection, today: date) -> list[Drafted]:
    """Drafts an e-mail to each provider and theme lead with what is wrong or odd in its form of the quarter.

    The drafts stand beside the forms, ``forms/2014-15 Q3/Police questions.eml``.
    """
    at = collection.quarter
    senders = {receipt.file: receipt for receipt in collection.receipts if receipt.quarter == at}
    by_sender: dict[tuple[str, bool], list[str]] = {}
    for problem in (*collection.problems, *collection.queries):
        question, sender = _question(problem), senders.get(problem.file)
        if question and sender is not None:
            by_sender.setdefault((sender.provider, sender.is_comments), []).append(question)
    leads = {alike(lead): (lead, form) for lead, form in comment_paths(master, at).items()}
    drafts = []
    for (name, is_comments), questions_asked in by_sender.items():
        if is_comments and alike(name) in leads:
            lead, form = leads[alike(name)]
            letter, by = lead_letter(master, lead, at, today, form), _next_day(master, at, today, is_comments=True)
            path, message = form, comments_questions(letter, questions_asked, by)
        elif not is_comments and name in master.plan.providers:
            path = folder_of(master, at) / f"{name_of(master, name)}.xlsx"
            letter, by = letter_of(master, name, at, today), _next_day(master, at, today, is_comments=False)
            message = questions(letter, questions_asked, by)
        else:
            continue
        path = path.with_name(f"{path.stem} questions{DRAFT}")
        write_draft(message, path)
        drafts.append(Drafted(f"{at.short}  {name}, {len(questions_asked)} to ask", path))
    return drafts


def _next_day(master: Master, at: Quarter, today: date, *, is_comments: bool) -> date | None:
    """By when an answer is of use: the quarter's next day for returns or comments, otherwise the board's."""
    settings = master.settings
    days = (*([] if is_comments else [settings.return_due]), settings.comments_due, settings.board_date)
    known = (each[at.number] for each in days if at.number in each)
    return next((day for day in known if day >= today), None)


_RIGHT = "Is that right?"
_TO_THE_PROVIDER = (  # what the officer is told to do, reworded as a request to the provider
    (WHICH, "Which one is right?"),
    (ASK_WHY, "Please give the reason"),
    (ASK_FOR_WORDS, "Please send a short commentary"),
    ("Ask for ", "Please give "),
    ("Ask whether ", "Please say whether "),
    ("Check ", _RIGHT),
)
_OWN_TASKS = (
    "Move it",
    "Move the file",
    "Close it",
    "Ask for the right to",
    "The file is in",
    "Nothing,",
    "Nothing needs doing",
    "Issue the form anew",
)  # nothing for a provider
_OWN_CODES = ("reworded", "renumbered")  # the plan's words and numbers are the officer's
_OWN_PLACE = re.compile(r" \([^()]*\bCorrections![^()]*\)")  # a file that the provider does not have
_OWN_WAYS = re.compile(  # what else the officer could do
    ", or (?:ask|in the sheet) .*|; if not, enter closed_from .*|; if the form is not sent again.*"
)


def _question(problem: Problem) -> str:
    """Measure and series by their names, what was found, and what is asked of the provider; empty where nothing is."""
    if problem.do.startswith(_OWN_TASKS) or problem.code in _OWN_CODES:
        return ""
    cell = f" ({problem.sheet}, cell {problem.cell})" if problem.sheet and problem.cell else ""
    stated = _OWN_PLACE.sub("", problem.stated)
    text = ". ".join(part.rstrip(".") for part in (f"{stated}{cell}", problem.allowed, _request(problem.do)) if part)
    return text if text.endswith("?") else f"{text}."


def _request(do: str) -> str:
    """What the officer is told to do, as a request to the provider."""
    do = _OWN_WAYS.sub("", do)
    for start, question in _TO_THE_PROVIDER:
        if do.startswith(start):
            return question if question.endswith("?") else f"{question}{do[len(start) :]}"
    if not do:
        return _RIGHT
    return do if do.startswith(("If ", "It ", "The ", "Is ")) else f"Please {in_sentence(do)}"


def _named(file: str) -> str:
    """The provider to whom an unreadable file seems to belong, by the beginning of its name."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
