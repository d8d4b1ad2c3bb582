"""The partnership's logo, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logo:
    """The partnership's picture. name: as *Settings* have it. kind: png or jpeg. width, height: in pixels."""

    name: str
    content: bytes = field(repr=False)
    kind: str
    width: int
    height: int

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Its size when scaled to fit into that room in proportion."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale
