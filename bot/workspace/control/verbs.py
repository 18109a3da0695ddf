"""The verbs of the control interface over HTTP: a table from name to what it does with its JSON arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.control.control import Control
from bot.workspace.control.overview import overview
from bot.workspace.control.transcript import Query
from bot.workspace.delivery.sockets import Socket
from bot.workspace.errors import Misuse
from bot.workspace.json_types import Json

Verb = Callable[[Control, Json], Any]


def _fault(control: Control, order: Json) -> None:
    fields = {key: order[key] for key in ("times", "after", "retry_after", "status", "error") if key in order}
    control.faults.order(Fault(order.get("method", "*"), Trouble(order["trouble"]), **fields))


async def _wait(control: Control, query: Json) -> Json:
    fields = {key: query[key] for key in Query.__dataclass_fields__ if key in query}
    return await control.wait_for_message(query["channel"], Query(**fields), float(query.get("seconds", 10.0)))


async def _socket(control: Control, order: Json) -> list[Json]:
    app = control.app(order.get("app", ""))
    sockets = control.courier.sockets.of(app.id)
    chosen = [socket for socket in sockets if order.get("number", socket.number) == socket.number]
    for socket in chosen:
        await _treat(control, socket, order)
    return [{"number": socket.number, "deaf": socket.deaf, "delivered": socket.delivered} for socket in sockets]


async def _treat(control: Control, socket: Socket, order: Json) -> None:
    match order.get("do", "list"):
        case "deafen":
            socket.deaf = True
        case "mute":
            socket.deaf = socket.mute = True
        case "heal":
            socket.deaf = socket.mute = False
        case "disconnect":
            await control.courier.sockets.disconnect(socket, order.get("reason", "refresh_requested"))
        case "drop":
            control.courier.sockets.drop(socket)
        case "list":
            pass
        case other:
            raise Misuse(f"unknown treatment {other!r}")


def _invite(control: Control, order: Json) -> None:
    control.admin.invite(order["channel"], order["user"], order.get("inviter", ""))


def _transcript(control: Control, query: Json) -> list[Json]:
    deleted = bool(query.get("with_deleted"))
    entries = control.transcript(query["channel"], query.get("user", ""), with_deleted=deleted)
    return entries[-int(query.get("last", len(entries))) :]


def _click(control: Control, order: Json) -> Any:
    ts, value = order.get("ts", ""), order.get("value")
    return control.click(order["user"], order["channel"], order["what"], ts=ts, value=value)


def _click_in_view(control: Control, order: Json) -> Any:
    return control.click_in_view(order["user"], order["what"], value=order.get("value"), app=order.get("app", ""))


def _add_channel(control: Control, order: Json) -> str:
    return control.admin.add_channel(order["name"], order.get("members", ()), private=bool(order.get("private"))).id


VERBS: Mapping[str, Verb] = {
    "workspace": lambda control, order: overview(control, order.get("user", "")),
    "slash": lambda control, order: control.slash(order["user"], order["channel"], order["line"]),
    "say": lambda control, order: control.say(
        order["user"], order["channel"], order["text"], order.get("thread_ts", "")
    ),
    "share": lambda control, order: control.share(
        order["user"], order["channel"], order["name"], order["content"].encode(), order.get("text", "")
    ),
    "click": _click,
    "click_in_view": _click_in_view,
    "submit": lambda control, order: control.submit(order["user"], order.get("values")),
    "close": lambda control, order: control.close(order["user"]),
    "shortcut": lambda control, order: control.shortcut(order["user"], order["callback_id"]),
    "message_shortcut": lambda control, order: control.message_shortcut(
        order["user"], order["channel"], order["ts"], order["callback_id"]
    ),
    "open_home": lambda control, order: control.open_home(order["user"], order.get("app", "")),
    "home": lambda control, order: control.home(order["user"], order.get("app", "")),
    "modal": lambda control, order: control.modal(order["user"]),
    "transcript": _transcript,
    "wait": _wait,
    "fault": _fault,
    "clear_faults": lambda control, _: control.faults.clear(),
    "repeat_next": lambda control, order: control.courier.repeat_next(order.get("copies", 2)),
    "sockets": _socket,
    "add_user": lambda control, order: control.admin.add_user(order["name"], order.get("real_name", "")).id,
    "add_channel": _add_channel,
    "set_group": lambda control, order: control.admin.set_group(order["handle"], order["members"]).id,
    "invite": _invite,
    "remove": lambda control, order: control.admin.remove(order["channel"], order["user"]),
    "archive": lambda control, order: control.admin.archive(order["channel"], order.get("archived", True)),
    "delete_message": lambda control, order: control.admin.delete_message(order["channel"], order["ts"]),
}
