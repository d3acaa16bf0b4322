from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from belgiantech import catalogues


class Command(BaseCommand):
    """Bring the message catalogues in line with the code, or check that they are and are complete.

    Needs neither xgettext nor msgfmt. Translations that are still used are kept; new ones come in empty.
    """

    help = "Update the message catalogues; with --check, list what is wrong with them and change nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="list problems and exit 1 if there are any")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        messages = catalogues.extract(Path(settings.BASE_DIR))
        locale = Path(settings.LOCALE_PATHS[0])
        if check:
            self._check(messages, locale)
            return
        for language in catalogues.LANGUAGES:
            catalogue = catalogues.merge(messages, catalogues.catalogue_of(locale, language), language)
            self.stdout.write(f"{language}: {len(catalogue)} messages, {len(catalogue.untranslated_entries())} empty")
        catalogues.compile_catalogues(locale)

    def _check(self, messages: list[catalogues.Message], locale: Path) -> None:
        problems = [
            problem
            for language in catalogues.LANGUAGES
            for problem in catalogues.problems(messages, catalogues.catalogue_of(locale, language), language)
        ]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems in the message catalogues: `make messages`, then translate.")
        self.stdout.write(f"{len(messages)} messages, complete in {len(catalogues.LANGUAGES) + 1} languages")
