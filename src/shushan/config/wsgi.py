"""The WSGI application that every web process serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shushan.config.settings")
application = get_wsgi_application()


def _work_inside() -> None:
    """Run the worker as a thread of this process (``serve --small``)."""
    import atexit
    import threading

    from shushan.jobs.worker import run

    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), name="worker", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(10)

    atexit.register(end)


if os.environ.get("SHUSHAN_WORKER_INSIDE"):
    _work_inside()
