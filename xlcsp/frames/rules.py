"""The rules for an analyst's own table, given as a mapping and read like the sheet *Settings*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Settings
from xlcsp.errors import PlanError
from xlcsp.files.cells import Sheet
from xlcsp.files.table import Faults
from xlcsp.planbook.settings import RULES, with_rules
from xlcsp.planbook.table import PlanRow


@dataclass(frozen=True, slots=True)
class _Setting(PlanRow):
    """A setting; messages name it as it was given."""

    name: str = ""

    def cell(self, column: str) -> str:  # noqa: ARG002
        """Its name."""
        return self.name


def settings_of(given: Settings | Mapping[str, object] | None, at: Quarter) -> Settings:
    """The settings for that quarter. Raises PlanError for an unknown setting or an invalid value."""
    if isinstance(given, Settings):
        return replace(given, quarter=at)
    faults = Faults("settings")
    rows: dict[str, PlanRow] = {}
    for name, value in (given or {}).items():
        row = _Setting(Sheet("", [[value]]), 1, {"value": 1}, faults, name)  # type: ignore[list-item]
        known = next((rule for rule in RULES if rule.replace(" ", "_") == name.strip().lower().replace(" ", "_")), None)
        if known:
            rows[known] = row
        else:
            row.fault(
                "value", f'"{name}" is not a setting of a table', f"It is one of: {', '.join(RULES)}", "Correct it"
            )
    settings = with_rules(Settings("", at), rows)
    if faults.found:
        raise PlanError(faults.found)
    return settings
