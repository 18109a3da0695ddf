"""Block Kit's limits, as its reference documents them. Characters unless said otherwise."""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100

IDENTIFIER: Final = 255  # block_id, action_id, callback_id, external_id
URL: Final = 3000
PRIVATE_METADATA: Final = 3000
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24  # the words on submit and close
VIEW_BYTES: Final = 250_000

TEXT: Final = 3000  # any text object that has no limit of its own
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2000
HEADER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2000
IMAGE_TITLE: Final = 2000
ALT_TEXT: Final = 2000
MARKDOWN: Final = 12_000  # also the sum over all markdown blocks of a message
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
TABLE_CHARACTERS: Final = 10_000

BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
ACCESSIBILITY_LABEL: Final = 75
PLACEHOLDER: Final = 150
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
SELECT_OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
OVERFLOW_OPTIONS: Final = 5
CHOICES: Final = 10  # checkboxes and radio buttons
INPUT_CHARACTERS: Final = 3000

CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

MESSAGE_TEXT: Final = 40_000  # longer text is cut
UPDATE_TEXT: Final = 4_000  # chat.update refuses longer text, counted in bytes of the escaped text
METADATA_BYTES: Final = 16_000
ATTACHMENTS: Final = 100
