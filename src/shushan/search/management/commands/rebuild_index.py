"""Write the whole search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from shushan.search.public import rebuild


class Command(BaseCommand):
    """Rebuild the index from the rooms' documents."""

    help = "Write the whole search index anew (stop the worker first)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many documents there are."""
        self.stdout.write(f"{rebuild()} documents")
