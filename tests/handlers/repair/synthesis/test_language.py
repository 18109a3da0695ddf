from __future__ import annotations

from handlers.repair.synthesis.language import LanguageModel, word_of_text

MODEL = LanguageModel.learn(["x = 1\ny = 2\nprint(x)\nprint(y)\n"] * 3)


def test_what_was_seen_is_likelier_than_what_was_not() -> None:
    assert MODEL.run(("print",), ("(",)) > MODEL.run(("print",), ("]",))


def test_sums_add_up_to_the_run() -> None:
    words = ["x", "=", "NUMBER"]
    assert abs(MODEL.each(words)[-1] - MODEL.run((), words)) < 1e-9


def test_a_base_lends_what_the_model_has_not_seen() -> None:
    small = LanguageModel.learn(["a = b\n"], base=MODEL)
    bare = LanguageModel.learn(["a = b\n"])
    assert small.run(("print",), ("(",)) > bare.run(("print",), ("(",))


def test_new_texts_become_the_words_tokens_would() -> None:
    names = frozenset({"print"})
    assert [word_of_text(t, names) for t in ("print", "foo", "if", "12", "'a'", ",")] == [
        "print",
        "NAME",
        "if",
        "NUMBER",
        "STRING",
        ",",
    ]
