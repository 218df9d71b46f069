"""The organisation of the demonstration: a general branch, rearranged by an approved case, with posts and rosters.

"One general branch and three branches", the approval by the bureau's Party committee and a branch of one site are the
report's. Names of people, the days, the document numbers, the two earlier branches and who is where are assumed.
"""

from __future__ import annotations

from datetime import date, datetime

from shushan.approvals import public as approvals
from shushan.demonstration.build import then
from shushan.demonstration.build.house import FOUNDED
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.people import public as people
from shushan.units import public as units

BODY = "区文化和旅游局党委"
FIRST_DAY, APPROVED_ON = date(2019, 7, 1), date(2020, 3, 18)
LETTERS_ON, RECEIPTS_ON = date(2020, 3, 19), date(2020, 3, 23)
TERM = 3  # years
OLD = (
    ("found", "DZ", "general-branch", "LIB", "海川区图书馆党总支", "General Branch of Haichuan District Library", "C"),
    ("found", "DZ1", "branch", "DZ", "第一党支部", "First Branch", "C"),
    ("found", "DZ2", "branch", "DZ", "第二党支部", "Second Branch", "H"),
)
NEW = (
    ("change", "DZ1", "branch", "DZ", "中心馆党支部", "Branch of the Central Library", "C"),
    ("change", "DZ2", "branch", "DZ", "河口馆区党支部", "Branch of the Hekou Site", "H"),
    ("found", "DZ3", "branch", "DZ", "盐湾馆区党支部", "Branch of the Yanwan Site", "Y"),
    ("found", "DZ1A", "group", "DZ1", "中心馆第一党小组", "First Group of the Central Library", "C"),
    ("found", "DZ1B", "group", "DZ1", "中心馆第二党小组", "Second Group of the Central Library", "C"),
    ("found", "DZ2A", "group", "DZ2", "河口第一党小组", "First Group of Hekou", "H"),
    ("found", "DZ2B", "group", "DZ2", "河口第二党小组", "Second Group of Hekou", "H"),
)
GROUPED_ON = date(2020, 3, 30)
LEADERS = {
    "DZ1A": "祝晓峰",
    "DZ1B": "梅若兰",
    "DZ2A": "方向东",
    "DZ2B": "邵海生",
}  # assumed, as is who is in which group
# Invented people: name, branch before, branch after, site where they work; a star marks a probationary member.
MEMBERS = (
    ("罗静姝", "DZ1", "DZ1", "C"), ("钟立夏", "DZ1", "DZ1", "C"), ("祝晓峰", "DZ1", "DZ1", "C"),
    ("尹书航", "DZ1", "DZ1", "C"), ("梅若兰", "DZ1", "DZ1", "C"), ("丁远帆", "DZ1", "DZ1", "C"),
    ("*江一鸣", "DZ1", "DZ1", "C"), ("崔明月", "DZ2", "DZ2", "H"), ("方向东", "DZ2", "DZ2", "H"),
    ("韩雪梅", "DZ2", "DZ2", "H"), ("邵海生", "DZ2", "DZ2", "H"), ("*施小禾", "DZ2", "DZ2", "H"),
    ("卢文渊", "DZ1", "DZ3", "Y"), ("汪春晖", "DZ1", "DZ3", "Y"), ("贾思齐", "DZ2", "DZ3", "Y"),
    ("毕秋实", "DZ2", "DZ3", "Y"),
)  # fmt: skip
OF_STAFF = (("guanzhang", "DZ1"), ("shuji", "DZ1"), ("liutong", "DZ1"), ("bianmu", "DZ1"), ("fuwutai-h", "DZ2"))
POSTS = (
    ("DZ", organisation.PostKind.SECRETARY, "沈清荷"), ("DZ", organisation.PostKind.DEPUTY_SECRETARY, "温如玉"),
    ("DZ", organisation.PostKind.ORGANISATION_MEMBER, "罗静姝"), ("DZ", organisation.PostKind.PUBLICITY_MEMBER, "钟立夏"),
    ("DZ1", organisation.PostKind.SECRETARY, "罗静姝"), ("DZ2", organisation.PostKind.SECRETARY, "崔明月"),
    ("DZ1", organisation.PostKind.ORGANISATION_MEMBER, "祝晓峰"), ("DZ1", organisation.PostKind.PUBLICITY_MEMBER, "尹书航"),
    ("DZ2", organisation.PostKind.ORGANISATION_MEMBER, "方向东"), ("DZ2", organisation.PostKind.PUBLICITY_MEMBER, "韩雪梅"),
)  # fmt: skip


def build_branches(actor: Actor, sites: dict[str, int], staff: dict[str, int], now: datetime) -> None:
    """Found the general branch, enrol the members, fill the posts, rearrange the branches by an approved case."""
    today = ledger.local_day(now)
    writer, checker = (
        then.acting(staff[name], called, "organisation.*", "approvals.*")
        for name, called in (("shuji", "温如玉"), ("guanzhang", "沈清荷"))
    )
    codes = _case(writer, checker, sites, "设立党总支和两个党支部", OLD, FIRST_DAY, "〔2019〕11号（演示）")
    members = _members(actor, sites, staff, codes)
    persons = {line.name: line.person_id for line in organisation.roster(on=FIRST_DAY)}
    for code, kind, name in POSTS:
        _terms(actor, codes[code], kind, persons[name], FIRST_DAY, today)
    library = people.staff_by_account("guanzhang")
    assert library is not None
    organisation.fill_post(
        actor=actor, at=FOUNDED, unit_id=codes["LIB"], kind=organisation.PostKind.DIRECTOR, person_id=library.person_id,
        since=date(2018, 1, 2), basis="任命文件（演示）",
    )  # fmt: skip
    codes = _case(writer, checker, sites, "调整党支部设置：一个馆区一个支部", NEW, APPROVED_ON, "〔2020〕7号（演示）")
    for number, (member_id, after) in enumerate(members, 1):
        _transferred(actor, member_id, codes[after], number)
    _terms(actor, codes["DZ3"], organisation.PostKind.SECRETARY, persons["卢文渊"], RECEIPTS_ON, today)
    _groups(actor, codes, persons, today)


def _case(
    writer: Actor, checker: Actor, sites: dict[str, int], title: str, lines: tuple[tuple[str, ...], ...], on: date,
    number: str,
) -> dict[str, int]:  # fmt: skip
    at = then.at(on)
    plans = [
        organisation.LinePlan(organisation.LineAct(act), code, name, name_en, kind, parent, sites[site])
        for act, code, kind, parent, name, name_en, site in lines
    ]
    reason = "按馆区设置支部，使党建工作与业务工作结合（演示，假定）"
    case_id = organisation.draft_case(actor=writer, at=at, title=title, reason=reason, body=BODY, lines=plans)
    request_id = organisation.submit_case(actor=writer, at=at, today=on, case_id=case_id)
    for document in (None, approvals.Document(BODY, f"海文旅党{number}", on)):
        step = approvals.page(request_id).next_step
        assert step is not None
        approvals.agree(actor=checker, at=at, today=on, request_id=request_id, step_id=step.id, document=document)
    return {value.code: value.id for value in units.tree(on=on)}


def _members(
    actor: Actor, sites: dict[str, int], staff: dict[str, int], codes: dict[str, int]
) -> list[tuple[int, str]]:
    """Enrol everybody and return (member's id, branch afterwards) of those who move."""
    moving = []
    for name, before, after, site in MEMBERS:
        appointed = people.appoint_staff(
            actor=actor, at=FOUNDED, since=FOUNDED.date(), said=people.Particulars(name=name.lstrip("*")),
            site_id=sites[site], position="馆员",
        )  # fmt: skip
        person_id = people.staff_member(appointed).person_id
        member_id = _enrol(actor, person_id, codes[before], is_full=not name.startswith("*"))
        if after != before:
            moving.append((member_id, after))
    for username, code in OF_STAFF:
        _enrol(actor, staff[username], codes[code], is_full=True)
    return moving


def _enrol(actor: Actor, person_id: int, unit_id: int, *, is_full: bool) -> int:
    kind = organisation.MemberKind.FULL if is_full else organisation.MemberKind.PROBATIONARY
    return organisation.enrol_member(
        actor=actor, at=then.at(FIRST_DAY), person_id=person_id, unit_id=unit_id, kind=kind, since=FIRST_DAY,
        came=organisation.Came.TAKEN_OVER, basis="建册（演示）",
    )  # fmt: skip


def _transferred(actor: Actor, member_id: int, unit_id: int, number: int) -> None:
    sent = organisation.send_member(
        actor=actor, at=then.at(LETTERS_ON), member_id=member_id, letter_number=f"演示介字 {number} 号",
        letter_on=LETTERS_ON, to_unit_id=unit_id,
    )  # fmt: skip
    organisation.receive_member(
        actor=actor, at=then.at(RECEIPTS_ON), transfer_id=sent, received_on=RECEIPTS_ON, receipt=f"演示回字 {number} 号",
        today=RECEIPTS_ON,
    )  # fmt: skip


def _groups(actor: Actor, codes: dict[str, int], persons: dict[str, int], today: date) -> None:
    """Divide the branches of the centre and of Hekou into two groups each, by turns, each with its leader."""
    for branch in ("DZ1", "DZ2"):
        roster = organisation.roster(on=GROUPED_ON, unit_ids=[codes[branch]])
        groups = [code for code in LEADERS if code.startswith(branch)]
        led = {LEADERS[code]: code for code in groups}
        others = [one for one in roster if one.name not in led]
        for n, code in enumerate(groups):
            own = [one.id for one in roster if led.get(one.name) == code] + [one.id for one in others[n :: len(groups)]]
            organisation.set_group(
                actor=actor, at=then.at(GROUPED_ON), unit_id=codes[code], member_ids=own, since=GROUPED_ON
            )
            _terms(
                actor, codes[code], organisation.PostKind.GROUP_LEADER, persons[LEADERS[code]], GROUPED_ON, today
            )  # fmt: skip


def _terms(actor: Actor, unit_id: int, kind: organisation.PostKind, person_id: int, since: date, today: date) -> None:
    """Fill a post term after term until today, always by the same person (assumed)."""
    begins = since
    while begins <= today:
        ends = date(begins.year + TERM, 7, 1)
        post = organisation.fill_post(
            actor=actor, at=then.at(begins), unit_id=unit_id, kind=kind, person_id=person_id, since=begins,
            term_until=ends, basis="换届选举（演示，假定）",
        )  # fmt: skip
        if ends <= today:
            organisation.leave_post(actor=actor, at=then.at(ends), post_id=post, until=ends)
        begins = ends
