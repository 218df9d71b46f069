"""The shell as a Django app: it wires the ports of the rooms when all of them stand."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wire the house."""

    name = "shushan.config"
    label = "config"

    def ready(self) -> None:
        """Wire every port."""
        from shushan.config.wiring import wire

        wire()
