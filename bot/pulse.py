"""Whether the parts that run by themselves still do: each beats when a round is done, and is late when it does not."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.core.ports import Clock


@dataclass(slots=True)
class Pulse:
    """One for each process. `beats`: part -> when it last beat (seconds of `Clock.monotonic`); `within`: how often it
    must, in seconds.
    """

    clock: Clock
    within: dict[str, float] = field(default_factory=dict)
    beats: dict[str, float] = field(default_factory=dict)

    def expect(self, part: str, within: float) -> None:
        """From now on `part` must beat at least every `within` seconds."""
        self.within[part] = within
        self.beats[part] = self.clock.monotonic()

    def beat(self, part: str) -> None:
        """A round of `part` is done."""
        self.beats[part] = self.clock.monotonic()

    def parts(self) -> dict[str, bool]:
        """Part -> whether it is on time."""
        now = self.clock.monotonic()
        return {part: now - self.beats[part] <= within for part, within in self.within.items()}

    @property
    def is_healthy(self) -> bool:
        """Whether every part is on time."""
        return all(self.parts().values())


def silently() -> None:
    """A beat that nobody listens to."""
