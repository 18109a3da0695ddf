"""The page in a real browser. Skipped where none is installed."""

from __future__ import annotations

import io
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.clock import VirtualClock
from bot.workspace.limits import Limits
from bot.workspace.model.apps import AppRegistration
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ALICE, ROOM, ROOM_ID, actions, button, modal, plain, section, text_input

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no browser (chromium or google-chrome) is installed"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Desk:
    """A workspace with an app, and a way to sit down in front of it."""

    slack: LocalSlack
    app: AppRegistration
    client: AsyncWebClient
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    async def sit(self, user: str = "alice", width: int = 1280) -> Page:
        """Open the page as a user; whatever the browser complains about is kept."""
        page = await self.browser.new_page(viewport={"width": width, "height": 800})
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.slack.url}/?user={user}")
        await page.wait_for_selector("body[data-ready]")
        self.pages.append(page)
        return page


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    slack = LocalSlack(VirtualClock(), Limits().unlimited())
    await slack.start()
    app = slack.install(kit.manifest(), join=[ROOM])
    desk = Desk(slack, app, kit.client_of(slack, app), browser)
    yield desk
    for page in desk.pages:
        await page.close()
    await slack.stop()
    assert desk.complaints == []


def bolt_of(desk: Desk, register: Callable[[AsyncApp], None]) -> Any:
    bolt = kit.bolt_of(desk.slack, desk.app)
    register(bolt)
    return kit.over_sockets(desk.slack, desk.app, bolt)


async def test_a_command_is_completed_sent_and_answered(desk: Desk) -> None:
    def register(bolt: AsyncApp) -> None:
        @bolt.command("/diagnose")
        async def _(ack: Any, say: Any, command: Any) -> None:
            await ack(f"On *{command['text']}*")
            await say(text="x", blocks=[{"type": "header", "text": plain("backend is down")}])

    page = await desk.sit()
    async with bolt_of(desk, register):
        await page.click("#main .composer-field")
        await page.keyboard.type("/di")
        await expect(page.locator(".completion")).to_contain_text("/diagnose")
        await page.keyboard.press("Enter")
        await page.keyboard.type("staging")
        await page.keyboard.press("Enter")
        private = page.locator(".message.is-private")
        await expect(private).to_contain_text("Only visible to you")
        await expect(private.locator("strong")).to_have_text("staging")
        await expect(page.locator(".b-header")).to_have_text("backend is down")
    await page.fill("#main .composer-field", "/nonsense")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.is-private").last).to_contain_text("/nonsense is not a valid command")


async def test_untrusted_text_stays_text(desk: Desk) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    page = await desk.sit()
    await desk.slack.control.say("bob", ROOM, f"{evil} & `<b>` javascript:alert(3)")
    link = "<javascript:alert(4)|click me> <https://example.com/?a=1&amp;b=2|good>"
    escaped = evil.replace("<", "&lt;").replace(">", "&gt;")
    await desk.client.chat_postMessage(channel=ROOM, text=f"{escaped} {link}")
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": evil}]]}
    await desk.client.chat_postMessage(
        channel=ROOM, text="x", blocks=[section(evil), table, {"type": "context", "elements": [plain(evil)]}]
    )
    messages = page.locator("#main .message-body")
    await expect(messages).to_have_count(3)
    for index in range(3):
        await expect(messages.nth(index)).to_contain_text("<img src=x onerror=alert(1)>" if index < 2 else "alert(2)")
    assert await page.locator("#main .messages img, #main .messages script").count() == 0
    assert await messages.nth(1).locator("a").evaluate_all("links => links.map(link => link.href)") == [
        "https://example.com/?a=1&b=2"
    ]


async def test_a_thread_is_read_answered_and_updated_live(desk: Desk) -> None:
    page = await desk.sit()
    root = (await desk.client.chat_postMessage(channel=ROOM, text="root"))["ts"]
    reply = (await desk.client.chat_postMessage(channel=ROOM, thread_ts=root, text=":hourglass: probing"))["ts"]
    await page.click("text=1 reply")
    thread = page.locator("#thread")
    await expect(thread.locator(".message").last).to_contain_text("probing")
    assert await thread.locator(".emoji svg").count() == 1
    await desk.client.chat_update(channel=ROOM_ID, ts=reply, text=":white_check_mark: healthy")
    await expect(thread.locator(".message").last).to_contain_text("healthy (edited)")
    await thread.locator("textarea").fill("thanks")
    await thread.locator("textarea").press("Enter")
    await expect(thread.locator(".message").last).to_contain_text("thanks")
    await expect(page.locator("#main .thread-link")).to_contain_text("2 replies")
    assert desk.slack.control.transcript(ROOM)[-1]["thread_ts"] == root
    await page.click("[aria-label='Close thread']")
    await expect(thread).to_be_hidden()


async def test_a_button_asks_first_and_its_modal_shows_errors(desk: Desk) -> None:
    confirm = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes, go"), "deny": plain("No")}

    def register(bolt: AsyncApp) -> None:
        @bolt.action("go")
        async def _(ack: Any, body: Any, client: Any) -> None:
            await ack()
            view = modal(section("*Why* now?"), text_input(), callback_id="form", title=plain("Reason"))
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        @bolt.view("form")
        async def _(ack: Any, view: Any, client: Any) -> None:
            why = view["state"]["values"]["why"]["text"]["value"]
            if why == "bad":
                await ack(response_action="errors", errors={"why": "Not that."})
            else:
                await ack()
                await client.chat_postMessage(channel=ROOM_ID, text=f"because {why}")

    page = await desk.sit()
    await desk.client.chat_postMessage(
        channel=ROOM, text="x", blocks=[actions(button(confirm=confirm, style="primary"))]
    )
    async with bolt_of(desk, register):
        await page.click("button.button-primary:has-text('Go')")
        await page.click("dialog >> text=No")
        await expect(page.locator("dialog")).to_have_count(0)
        await page.click("button.button-primary:has-text('Go')")
        await page.click("dialog >> text=Yes, go")
        dialog = page.locator("dialog")
        await expect(dialog.locator("h2")).to_have_text("Reason")
        await dialog.locator("[type=submit]").click()
        await expect(dialog.locator(".b-error")).to_contain_text("Please complete this required field.")
        await dialog.locator("input").fill("bad")
        await dialog.locator("[type=submit]").click()
        await expect(dialog.locator(".b-error")).to_contain_text("Not that.")
        await expect(dialog.locator("input")).to_have_value("bad")
        await dialog.locator("input").fill("good")
        await dialog.locator("[type=submit]").click()
        await expect(page.locator("dialog")).to_have_count(0)
        await expect(page.locator(".message").last).to_contain_text("because good")


async def test_each_person_sees_their_own_workspace(desk: Desk) -> None:
    await desk.client.chat_postEphemeral(channel=ROOM_ID, user=ALICE, text="for alice alone")
    await desk.client.views_publish(user_id=ALICE, view={"type": "home", "blocks": [section("Home of alice")]})
    page = await desk.sit()
    await expect(page.locator(".message")).to_contain_text("for alice alone")
    await page.click(".sidebar-item:has-text('Medic')")
    await expect(page.locator(".home-card")).to_have_text("Home of alice")
    await page.click(".account")
    await page.click("[role=menuitem]:has-text('Bob Baker')")
    await expect(page.locator(".account")).to_contain_text("Bob Baker")
    await expect(page.locator(".home-empty")).to_be_visible()
    await page.click(".sidebar-item:has-text('incident-staging')")
    await expect(page.locator("#main h1")).to_contain_text("incident-staging")
    await expect(page.locator(".message")).to_have_count(0)
    await desk.slack.control.say("carol", "#general", "hello")
    await expect(page.locator(".sidebar-item.is-unread")).to_contain_text("general")


async def test_pictures_are_shown_and_other_files_offered(desk: Desk) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    await desk.client.files_upload_v2(content=picture.getvalue(), filename="a.png", channel=ROOM_ID, alt_txt="red")
    await desk.client.files_upload_v2(content="text", filename="a.log", channel=ROOM_ID)
    page = await desk.sit()
    image = page.locator(".file-image img")
    await expect(image).to_have_attribute("alt", "red")
    await page.wait_for_function("document.querySelector('.file-image img').naturalWidth === 40")
    async with page.expect_download() as download:
        await page.click("a.file")
    assert (await download.value).suggested_filename == "a.log"


async def test_it_fits_a_phone(desk: Desk) -> None:
    row = [{"type": "raw_text", "text": "a long cell of a wide table"}] * 6
    await desk.client.chat_postMessage(
        channel=ROOM, text="x", blocks=[{"type": "table", "rows": [row]}, section("w" * 300)]
    )
    page = await desk.sit(width=360)
    await expect(page.locator(".b-table")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await expect(page.locator(".sidebar-item").first).not_to_be_in_viewport()
    await page.click(".hamburger")
    await page.click(".sidebar-item:has-text('general')")
    await expect(page.locator("#main h1")).to_contain_text("general")


async def test_no_text_is_left_to_the_emoji_font_which_has_digits_and_blanks_of_its_own(desk: Desk) -> None:
    page = await desk.sit()
    families = await page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "sans-serif" in families
    assert "Emoji" not in families
