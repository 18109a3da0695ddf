"""People in texts: never lost, never called by what a service says."""

import pytest

from bot.incidents import mentions

ANN = "<@U012AB|ann>"


def test_a_person_is_a_mention_in_slack_and_a_name_elsewhere():
    said = f"{mentions.person('U012AB', 'ann')} & co <b>"
    assert mentions.in_slack(said) == "<@U012AB> &amp; co &lt;b&gt;"
    assert mentions.plain(said) == "@ann & co <b>"


def test_a_name_cannot_break_out_of_its_mention():
    assert mentions.in_slack(mentions.person("U012AB", "a|<!here>&")) == "<@U012AB>"


def test_a_long_name_is_cut_to_fit_the_record():
    assert len(mentions.person("U0123456789ABCDEFGHIJ", "n" * 200)) <= 64


@pytest.mark.parametrize("text", ["<!here>", "<!subteam^S1|@all>", "<#C1|general>", "<https://x|y>", "<@x>", "<@U1"])
def test_nothing_but_people_is_markup(text):
    assert "<" not in mentions.in_slack(text)


def test_what_a_service_says_calls_nobody():
    assert "<@" not in mentions.in_slack(mentions.harmless(f"500: {ANN}"))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("see <https://x.example/a?b=1&amp;c=2|x.example>", "see https://x.example/a?b=1&c=2"),
        (f"ask {ANN} in <#C1|general>", f"ask {ANN} in #general"),
        ("<!subteam^S1|@platform-oncall> <!here>", "@platform-oncall @here"),
    ],
)
def test_what_slack_hands_over_becomes_text(given, text):
    assert mentions.typed(given) == text


@pytest.mark.parametrize(("text", "user"), [(ANN, "U012AB"), (" <@W1AB> ", "W1AB"), (f"{ANN} x", ""), ("ann", "")])
def test_one_person_is_told_from_other_text(text, user):
    assert mentions.user_of(text) == user
