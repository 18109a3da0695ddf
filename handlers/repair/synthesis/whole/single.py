"""One refused statement mended by the search, with just enough around it to be judged."""

from __future__ import annotations

from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.search import Search
from handlers.repair.synthesis.whole.sound import is_header, stands

_HEAD = "async def _():\n "
_BODY = "\n  pass"
_SECONDS = 0.2
_PATIENCE = 4.0
_CHOICES = 3


def mend_statement(search: Search, text: str) -> str | None:
    """The likeliest statement that `text`, its first line without indentation, may have been; None where none is found.

    The work is charged to `search`, whose costs and language it shares.
    """
    if search.meter.spent():
        return None
    tail = _BODY if is_header(text) else ""
    whole = _HEAD + text + tail
    fault = find_fault(whole)
    if fault is None:
        return None
    own = Search(search.costs, search.model, Meter(Effort.within(_SECONDS, _PATIENCE)), keep=True)
    found = own.run(whole, fault, _CHOICES)
    search.meter.spend(own.meter.units)
    for each in found:
        body = each.source[len(_HEAD) : len(each.source) - len(tail)]
        if each.source == _HEAD + body + tail and stands(body) and not body.lstrip().startswith("#"):
            return body
    return None
