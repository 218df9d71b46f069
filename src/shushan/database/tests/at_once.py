"""Acts at the same instant, by real threads with connections of their own, on whichever database the tests run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from shushan.kernel.errors import Refused


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run acts in threads that start together; return each one's answer or refusal, in order.

    What an act breaks off with otherwise leaves "no answer" in its place.
    """
    answers: list[object] = ["no answer"] * len(acts)
    start = threading.Barrier(len(acts))

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(90)
            answers[n] = act()
        except Refused as refusal:
            answers[n] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return answers
