"""The settings of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare

TASK_DAYS: Final[Option[int]] = declare(
    Option(
        code="meetings.task-reminder-days",
        default=3,
        label=_("任务到期前提醒"),
        help=_("提前这些天告诉任务的负责人一次；0 表示不提醒。"),
        unit=_("天"),
        check=lambda days: 0 <= days <= 60,
    )
)
