"""Commands that are answered at once; one of them may have several forms, told apart by their first word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.dispatch import nearest
from bot.orders.command import Order
from handlers.core.errors import Usage


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its first word (empty: it has none), what follows, and how that is read."""

    verb: str
    arguments: str
    read: Callable[[str], Order]


@dataclass(frozen=True, slots=True)
class Family:
    """A slash command and its forms. A form without a verb is meant where no verb was typed."""

    name: str
    summary: str
    forms: tuple[Form, ...]
    hears_people: bool = False

    @property
    def arguments(self) -> str:
        """All forms in one line."""
        return " | ".join(_typed(form) for form in self.forms)

    @property
    def usage(self) -> str:
        """One line for each form."""
        return "\n".join(self._line(form) for form in self.forms)

    @property
    def brief(self) -> str:
        """The form without a verb, or the verbs."""
        plain = next((form for form in self.forms if not form.verb), None)
        return self._line(plain) if plain else f"/{self.name} {'|'.join(form.verb for form in self.forms)}"

    def usage_for(self, text: str) -> str:
        """The form that was meant; all of them where none was."""
        form, _ = self._form(text)
        return self._line(form) if form else self.usage

    def parse(self, text: str) -> Order:
        """The order; Usage names the mistake."""
        form, rest = self._form(text)
        if form is not None:
            return form.read(rest)
        word = text.split(maxsplit=1)[0] if text.split() else ""
        verbs = tuple(form.verb for form in self.forms)
        raise Usage(f"there is no `{word[:40]}`; {nearest(word, verbs)}" if word else "what is to be done?")

    def named(self, name: str) -> Family:
        """The same under another name."""
        return replace(self, name=name)

    def _form(self, text: str) -> tuple[Form | None, str]:
        word, _, rest = text.strip().partition(" ")
        for form in self.forms:
            if form.verb and form.verb == word.lower():
                return form, rest.strip()
        return next((form for form in self.forms if not form.verb), None), text.strip()

    def _line(self, form: Form) -> str:
        return f"/{self.name} {_typed(form)}".rstrip()


def _typed(form: Form) -> str:
    return f"{form.verb} {form.arguments}".strip()
