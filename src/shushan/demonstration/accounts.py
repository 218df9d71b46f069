"""The accounts of the demonstration: one for each role, two directors. They open only invented data, so the password is no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "shushan-demo-2020"  # noqa: S105  it opens invented data only


@dataclass(frozen=True, slots=True)
class Account:
    """One account: the name to sign in with, the role, the site it is bound to (empty: everywhere), the person."""

    username: str
    role: str
    site: str
    name: str
    position: str


ACCOUNTS: Final = (
    Account("guanzhang", "director", "", "沈清荷", "馆长"),
    Account("guanli", "system-admin", "", "陆知夏", "系统管理员"),
    Account("fuwutai", "desk", "C", "贺小满", "服务台馆员"),
    Account("fuwutai-h", "desk", "H", "唐春生", "服务台馆员"),
    Account("liutong", "desk-lead", "", "顾文博", "流通主管"),
    Account("bianmu", "cataloguer", "", "叶雅琴", "编目员"),
    Account("bianji", "editor", "", "秦若溪", "网页编辑"),
    Account("shuji", "secretary", "", "温如玉", "党总支副书记"),
    Account("ducha", "inspector", "", "常立新", "督查员"),
    Account(
        "fuguanzhang", "director", "", "季云帆", "副馆长"
    ),  # approves what the director began: nobody does two steps
)
READER: Final = Account("duzhe", "reader", "C", "林晨曦", "读者")
CHILD: Final = Account("xiaoduzhe", "reader", "C", "林一诺", "小读者")
TERMINAL: Final = ("sip1", "sip1-demo", "demo")  # login, password, institution of the self-check machine
