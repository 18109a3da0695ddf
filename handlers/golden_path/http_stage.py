"""The stage that makes one HTTP request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from handlers.golden_path.closes import explain_status
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.network_failures import unreachable
from handlers.golden_path.template import dig, fill, fill_texts, fill_url, present
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import Answered, Http, Input, Unreachable
from handlers.stack.journey_stages import HttpStage


@dataclass(slots=True)
class HttpRunner:
    """One request; the answer's status, values and schema are checked, its captures remembered."""

    stage: HttpStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Ask."""
        stage, memory = self.stage, self.walk.memory
        request = Http(
            method=stage.method,
            url=fill_url(stage.url, memory),
            until=self.walk.until(at, stage.within),
            headers=fill_texts(stage.header, memory),
            json=fill(stage.json_body, memory),
            form=None if stage.form is None else fill_texts(stage.form, memory),
        )
        return Step((request,))

    def receive(self, event: Input) -> Step:
        """Judge the answer."""
        if isinstance(event, Unreachable):
            raise unreachable(self.stage.stage, event)
        if not isinstance(event, Answered):
            return Step()
        expect, name = self.stage.expect, self.stage.stage
        if event.status not in expect.statuses:
            said = event.body[:300].decode("utf-8", "replace").strip()
            what = f"answered {explain_status(event.status)}" + (f" ({said})" if said else "")
            raise Failed(Failure(f"{name}-{event.status}", name, what))
        if expect.json_values or expect.schema_name or self.stage.capture:
            self._take(_answer_json(name, event.body))
        return Step(done=True, detail=f"{event.status}")

    def _take(self, document: Any) -> None:
        name = self.stage.stage
        for path, wanted in self.stage.expect.json_values.items():
            found = dig(document, path)
            if found != fill(wanted, self.walk.memory):
                shown = json.dumps(found)[:80] if present(found) else "missing"
                raise Failed(Failure(f"{name}-json", name, f"`{path}` is {shown}, expected {json.dumps(wanted)}"))
        schema = self.walk.plan.schemas.get(self.stage.expect.schema_name or "")
        breach = schema.breach(document, name) if schema else None
        if breach:
            raise Failed(Failure(f"{name}-{breach.id}", name, breach.what, document))
        self.walk.capture(self.stage.capture, document, name)


def _answer_json(name: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Failed(Failure(f"{name}-not-json", name, "the answer is not JSON")) from error
