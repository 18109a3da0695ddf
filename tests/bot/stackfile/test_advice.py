"""What is allowed and still worth a word, and which values are secrets."""

from __future__ import annotations

from tests.bot.stackfile.stacks import SMALL, changed, loaded


def test_a_variable_that_is_not_set_is_a_warning_at_its_place() -> None:
    stack = loaded(changed("db.internal", '"${DB_HOST}"'))
    assert stack.missing == ("DB_HOST",)
    assert str(stack.warnings[0]).startswith("stack.yaml:7:36: DB_HOST is not set")


def test_a_password_in_the_file_is_a_warning_and_a_secret_all_the_same() -> None:
    stack = loaded(changed("https://backend", "https://me:hunter22@backend"))
    assert str(stack.warnings[0]).startswith("stack.yaml:12:18: a password is written in the file")
    assert "hunter22" not in str(stack.warnings)
    assert stack.secrets == {"hunter22"}


def test_every_value_of_a_variable_is_a_secret() -> None:
    stack = loaded(changed("db.internal", '"${DB_HOST}"'), DB_HOST="db.hidden.example.com", UNUSED="x" * 9)
    assert stack.secrets == {"db.hidden.example.com"}
    assert "db.hidden" not in repr(stack)


def test_switches_small_numbers_and_names_the_file_shows_are_no_secrets() -> None:
    text = changed("port: 5432", 'port: "${DB_PORT}"').replace("timeout: 5s", "timeout: ${LIMIT}")
    text = text.replace("db.internal", '"${DB_HOST}"')
    assert loaded(text, DB_PORT="5432", LIMIT="30s", DB_HOST="database").secrets == frozenset()


def test_a_file_without_variables_has_no_warnings() -> None:
    assert loaded(SMALL).warnings == ()
