"""People in texts: stored as `<@U012AB|ann>`, the form in which Slack hands over a mention, shown as each place can.

A mention that is stored was made by a person or by the bot. What services say passes `harmless` first, so that no
error text can call anybody.
"""

from __future__ import annotations

import html
import re

_NAME = 36  # characters of a name; a person as a whole fits 64
_PERSON = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|([^<>|]{0,80}))?>")
_ESCAPED = re.compile(r"&lt;@([UW][A-Z0-9]{2,20})(?:\|[^<>|&]{0,80})?&gt;")
_GROUP = re.compile(r"<!subteam\^[A-Z0-9]+(?:\|@?([^<>|]*))?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^<>|]*))?>")
_CALL = re.compile(r"<!([a-z]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"<((?:https?://|mailto:)[^<>|]+)(?:\|[^<>]*)?>")


def person(user: str, name: str = "") -> str:
    """A person, by Slack's id and, for places that know no ids, by name."""
    safe = re.sub(r"[<>|&]", "", name)[:_NAME]
    return f"<@{user}|{safe}>" if safe else f"<@{user}>"


def user_of(text: str) -> str:
    """The user id of a text that is one person and nothing else; empty otherwise."""
    match = _PERSON.fullmatch(text.strip())
    return match[1] if match else ""


def plain(text: str) -> str:
    """For a terminal or a file: `@ann` where Slack would show the person."""
    return _PERSON.sub(lambda match: f"@{match[2] or match[1]}", text)


def in_slack(text: str) -> str:
    """As mrkdwn: everything escaped, except that people are mentions."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ESCAPED.sub(r"<@\1>", escaped)


def harmless(text: str) -> str:
    """Text from outside, in which nobody is mentioned whatever it says."""
    return text.replace("<@", "<\u200b@")


def typed(text: str) -> str:
    """What a person typed, as Slack hands it over, as text: people stay, links and groups become words."""
    text = _GROUP.sub(lambda match: f"@{match[1] or 'group'}", text)
    text = _CHANNEL.sub(lambda match: f"#{match[1] or 'channel'}", text)
    text = _CALL.sub(lambda match: f"@{match[1]}", text)
    return html.unescape(_LINK.sub(r"\1", text)).strip()
