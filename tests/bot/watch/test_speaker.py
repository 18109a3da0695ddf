import pytest

from bot.incidents.events import Acknowledge
from tests.bot.watch.speaking import heard


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/medic.db"


async def test_an_incident_is_one_root_with_its_thread_and_ends_where_the_channel_sees_it(url):
    async with heard(url) as here:
        await here.sees(failing="postgres", ok="redis auth backend gateway")
        root = await here.until_said("postgres fails")
        await here.sees(failing="postgres auth")
        await here.until_said("auth fails because of postgres")
        incident = next(iter((await here.watch.state("staging")).incidents))
        await here.happens(Acknowledge(incident, "<@U0ALICE1|alice>"))
        await here.until_said("taking care")
        await here.sees(ok="postgres auth redis backend gateway")
        end = await here.until_said("Ended after")
        await here.until(lambda: "Ended" in here.roots()[0]["plain"])
        await here.until_quiet()
        assert [one["ts"] for one in here.roots()] == [root["ts"]]
        assert end["broadcast"]
        assert [one["broadcast"] for one in here.messages()[1:-1]] == [False, False]
        assert "<@U0ALICE1> is taking care" in here.messages()[2]["plain"]
