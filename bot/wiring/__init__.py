"""The only place where objects meet: settings and a stack in, a running bot out. Nothing in here decides anything."""

from bot.wiring.bot import Bot, open_bot
from bot.wiring.options import BotOptions, SlackAccess

__all__ = ["Bot", "BotOptions", "SlackAccess", "open_bot"]
