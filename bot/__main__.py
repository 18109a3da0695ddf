"""`python -m bot` is `medic`."""

from bot.cli import main

main()
