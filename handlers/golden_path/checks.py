"""The stages that ask nobody: they look at the token, and at the answer."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.golden_path.answer import answer_text, check_answer
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.template import fill, present
from handlers.golden_path.token import check_token
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import Input
from handlers.stack.journey_stages import AnswerStage, TokenStage


@dataclass(slots=True)
class TokenRunner:
    """Looks at the token; asks nobody."""

    stage: TokenStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Judge."""
        memory, rules = self.walk.memory, self.stage.check
        claims = check_token(fill(self.stage.value, memory), rules, at + self.walk.session.wall)
        lifetime = memory.get("expires_in")
        if isinstance(lifetime, int | float) and lifetime <= 0:
            raise Failed(Failure("token-expired", "token", f"the login says it expires in {lifetime:g} s"))
        memory["claims"] = claims
        user = claims.get(rules.user) if rules.user else None
        if present(user):
            memory["user_id"] = str(user)
        return Step(done=True, detail=", ".join(rules.algorithms) if claims else "opaque")

    def receive(self, event: Input) -> Step:  # noqa: ARG002 - part of the Runner protocol
        """Nothing is awaited."""
        return Step()


@dataclass(slots=True)
class AnswerRunner:
    """Looks at the answer that the events brought."""

    stage: AnswerStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Judge."""
        failure = check_answer(self.walk.answer_event, self.stage.answer)
        if failure:
            raise Failed(failure)
        self.walk.answer = answer_text(self.walk.answer_event, self.stage.answer)
        return Step(done=True, ended=at, detail=f"{len(self.walk.answer)} characters")

    def receive(self, event: Input) -> Step:  # noqa: ARG002 - part of the Runner protocol
        """Nothing is awaited."""
        return Step()
