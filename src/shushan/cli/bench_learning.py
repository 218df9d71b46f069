"""Heartbeats over HTTP while lessons are watched, and ten thousand essays compared. Prints JSON.

Every learner tells, as a player would, the seconds since the last acknowledged heartbeat. Afterwards the database is asked
whether what was acknowledged is there.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from typing import Any, Final

from shushan.cli.setting_up import start_django

LEARNERS: Final = 200
LENGTH: Final = 900_000  # seconds of the lesson: nobody comes to its end
ESSAYS: Final = 10_000
LETTERS: Final = 900  # of an essay
COPIES: Final = 50  # essays that have a third of another
THREADS: Final = 8
PATH: Final = "/learning/heartbeats/"


def main() -> None:
    """Do one part: ``prepare``, ``beat PORT SECONDS`` (tokens on standard input), ``check`` (answers there), ``compare``."""
    part = sys.argv[1]
    if part == "beat":
        print(json.dumps(_beaten(json.load(sys.stdin), int(sys.argv[2]), float(sys.argv[3]))))
        return
    start_django()
    if part == "prepare":
        print(json.dumps(_prepared()))
    elif part == "check":
        print(json.dumps(_checked(json.load(sys.stdin))))
    else:
        print(json.dumps(_compared()))


def _prepared() -> list[str]:
    """Make a lesson and so many learners with a sitting each; return their tokens."""
    from datetime import timedelta

    from shushan.cli.bench_people import free_cards
    from shushan.files import public as files
    from shushan.kernel.actor import Actor, ActorKind, Grant, system
    from shushan.kernel.clock import now
    from shushan.learning import public as learning
    from shushan.people.models import Person
    from shushan.places import public as places

    at, actor = now(), system("bench")
    course = learning.save_course(actor=actor, at=at, name=f"bench {at}", audience=learning.Audience.EVERYONE)
    kept = files.keep([b"RIFF"], name="bench.wav", kind="learning.lesson", actor=actor, at=at)
    said = learning.LessonPlan(
        "bench", learning.LessonKind.VIDEO, file_id=kept.id, media_type="audio/wav", seconds=LENGTH
    )
    lesson = learning.save_lesson(actor=actor, course_id=course, said=said)
    learning.open_course(actor=actor, at=at, course_id=course)
    free_cards(LEARNERS, places.sites()[0].id)  # a new library has no readers yet
    people = Person.objects.filter(reader__isnull=False).order_by("pk").values_list("pk", flat=True)[:LEARNERS]
    began = at - timedelta(hours=11)
    return [
        learning.begin(
            actor=Actor(ActorKind.READER, person, "bench", (Grant("learning.study-own"),)), at=began, lesson_id=lesson
        ).token
        for person in people
    ]


def _beaten(tokens: list[str], port: int, seconds: float) -> dict[str, Any]:
    """Send heartbeats from some threads without a pause; return times in milliseconds and what was acknowledged."""
    times: list[list[float]] = [[] for _n in range(THREADS)]
    refused = [0] * THREADS
    acknowledged: dict[str, int] = {}
    until = time.perf_counter() + seconds

    def work(n: int) -> None:
        mine = tokens[n::THREADS]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        number = 0
        while time.perf_counter() < until:
            number += 1
            for token in mine:
                body = json.dumps(
                    {
                        "token": token,
                        "number": number,
                        "seen": [[10 * number, 10 * number + 10]],
                        "at": 10 * number + 10,
                    }
                )
                began = time.perf_counter()
                connection.request("POST", PATH, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                said = json.loads(answer.read())
                times[n].append((time.perf_counter() - began) * 1000)
                if answer.status == 200:
                    acknowledged[token] = said["watched"]
                else:
                    refused[n] += 1
                if time.perf_counter() >= until:
                    break

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    every = [one for some in times for one in some]
    return {"seconds": took, "times": every, "refused": sum(refused), "acknowledged": acknowledged}


def _checked(acknowledged: dict[str, int]) -> int:
    """Return for how many learners the database holds fewer seconds than were acknowledged."""
    from django.core import signing

    from shushan.learning.models import Sitting

    kept = dict(Sitting.objects.values_list("pk", "attendance__watched_seconds"))
    return sum(
        kept[signing.loads(token, salt="learning.sitting")[0]] < seconds for token, seconds in acknowledged.items()
    )


def _compared() -> dict[str, float]:
    """Write so many essays, some of them partly copied, and let the job compare them."""
    from shushan.jobs.worker import do_one_job
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.learning import public as learning
    from shushan.learning.models import Campaign, Essay, SimilarPair
    from shushan.ledger import public as ledger
    from shushan.people.models import Person

    chance, at = random.Random(7), now()  # noqa: S311 - no secret
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:ESSAYS])
    today = ledger.local_day(at)
    campaign = Campaign.objects.create(name=f"bench {at}", since=today, last=today, made_label="bench", made_at=at)
    texts = ["".join(chance.choices(letters, k=LETTERS)) for _n in range(ESSAYS)]
    for copy in range(COPIES):
        texts[-copy - 1] = texts[copy][: LETTERS // 2] + texts[-copy - 1][: LETTERS // 2]
    Essay.objects.bulk_create(
        [
            Essay(
                campaign=campaign, person_id=people[n % len(people)], title=f"{n}", text=text, state="submitted",
                handed_in_on=today, made_at=at, changed_at=at,
            )
            for n, text in enumerate(texts)
        ],
        batch_size=500,
    )  # fmt: skip
    learning.start_comparing(actor=system("bench"), at=at)
    began, cpu = time.perf_counter(), time.process_time()
    while do_one_job("bench"):
        pass
    found = SimilarPair.objects.filter(first__campaign=campaign).count()
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "pairs": found}


if __name__ == "__main__":
    main()
