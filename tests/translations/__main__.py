"""`python3 dev.py texts`: collects all texts into the template and brings every catalogue in line with it."""

from tests.translations.collecting import update

print("\n".join(update()))
