"""The indicators as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Signed values, duties, evaluation sets."""

    name = "shushan.indicators"
    label = "indicators"
    verbose_name = _("指标与责任")

    def ready(self) -> None:
        """Stand in the menu, register the work of the night."""
        from shushan.indicators import jobs, menu, options
        from shushan.indicators.duties import telling

        menu.register()
        jobs.register()
        assert telling.DIGEST and options.SIGN_BY_DAY  # the kind of notice and the settings are declared
