"""The audit as one JSON document."""

from __future__ import annotations

from dataclasses import asdict

from xlcsp.audit.judge import Audit
from xlcsp.audit.suggest import suggestion


def audit_json(audit: Audit) -> dict[str, object]:
    """``{"file", "year", "counts", "findings", "figures", "tables", "not_read"}``; every value of a finding is text."""
    return {
        "file": audit.file,
        "year": audit.year,
        "counts": {status: audit.count(status) for status in ("OK", "FAIL", "WARN", "GAP", "UNVERIFIABLE")},
        "findings": [{**one.as_dict(), "suggestion": suggestion(one)} for one in audit.findings],
        "figures": [asdict(one) for one in audit.figures],
        "tables": [
            {
                "name": table.name,
                "columns": [{"heading": column.heading, "meaning": column.meaning} for column in table.columns],
            }
            for table in audit.tables
        ],
        "not_read": [one._asdict() for one in audit.not_read],
    }
