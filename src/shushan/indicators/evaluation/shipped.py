"""The sets that come with the house. Each criterion says where its threshold comes from, and whether that was read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from shushan.indicators.evaluation.terms import CriterionPlan, Grade, SetPlan

ELSEWHERE: Final = "不由本平台提供"
REMEMBERED: Final = "凭记忆，待与正式文本核对"
READ: Final = "专家解读稿（max.book118.com），读过抄件"


def _ours(
    number: str, name: str, name_en: str, code: str, threshold: str, source: str, points: int, *, read: bool
) -> CriterionPlan:
    return CriterionPlan(
        number, name, points, code, threshold=Fraction(threshold), source=source, name_en=name_en, is_checked=read
    )


def _theirs(
    number: str, name: str, name_en: str, why: str, source: str, points: int, *, read: bool = False
) -> CriterionPlan:
    return CriterionPlan(
        number, name, points, source=source, why_not=f"{ELSEWHERE}：{why}", name_en=name_en, is_checked=read
    )


DEMONSTRATION_ZONE: Final = SetPlan(
    code="SFQ", name="国家公共文化服务体系示范区（东部，图书馆部分）",
    name_en="National demonstration zone of public culture services (east, libraries)", valid_from=date(2018, 1, 1),
    source="示范区创建标准，第四批 2018—2020；东部门槛" + REMEMBERED,
    note="第三批调整后的西部门槛（读过抄件）为 0.6 册、0.6 次、0.04 册、0.4 次。分值是本馆假定：标准本身只有达标与否。",
    criteria=(
        _ours("1", "人均占有公共图书馆藏书", "Holdings per resident", "T02", "1", "LIB-04 " + REMEMBERED, 20, read=False),
        _ours("2", "平均每册藏书年流通率", "Turnover per year", "L04", "1", "LIB-04 " + REMEMBERED, 20, read=False),
        _ours("3", "人均年增新书", "Additions per resident", "T04", "1/25", "LIB-03，第三批：" + READ, 20, read=True),
        _ours("4", "人均到馆次数", "Visits per resident", "V02", "1/2", "LIB-04 " + REMEMBERED, 20, read=False),
        _theirs("5", "三级以上公共图书馆达 80%", "80 % of libraries of grade 3 or better", "由评估机构公布",
                "LIB-03：" + READ, 10, read=True),
        _theirs("6", "图书馆免费开放", "Free of charge", "制度文件，附在依据里", "公共图书馆法", 10, read=True),
    ),
    grades=(Grade("基本达标", 60), Grade("达标", 100)),
)  # fmt: skip
GRADING: Final = SetPlan(
    code="PGDJ", name="县级公共图书馆评估定级（第六次，中部，一级必备条件）",
    name_en="Evaluation of county libraries (6th round, central region, grade 1)", valid_from=date(2017, 1, 1),
    source="第六次全国县级以上公共图书馆评估标准，ibefore.com.cn 2017（读过抄件）；评估每四年一次",
    note="分值是本馆假定：必备条件只有具备与否。东部门槛没有找到。",
    criteria=(
        _ours("1", "年文献外借量不少于 12 万册次", "Loans per year", "L02", "120000", "LIB-05", 25, read=True),
        _ours("2", "读者满意率不低于 85%", "Satisfaction", "A10", "85", "LIB-05", 25, read=True),
        _theirs("3", "馆舍建筑面积不少于 5000 平方米", "Floor space", "房产资料", "LIB-05", 25, read=True),
        _ours("4", "人均年新增文献入藏量不少于 0.02 册", "Additions per resident", "T04", "1/50", "LIB-05", 25, read=True),
    ),
    grades=(Grade("二级", 50), Grade("一级", 100)),
)  # fmt: skip
CIVILISED_DISTRICT: Final = SetPlan(
    code="WMCQ", name="全国文明城区（公共图书馆部分）", name_en="National civilised district (public libraries)",
    valid_from=date(2018, 1, 1), source="全国文明城区测评体系中与公共图书馆有关的内容，" + REMEMBERED,
    note="测评体系没有给图书馆单独的门槛；门槛和分值是本馆假定，用来看哪几条能由本平台的记录说明。",
    criteria=(
        _ours("1", "每周开放时长不少于 56 小时（全年按 52 周，每馆区合计）", "Opening hours", "V05", "2912",
              "LIB-02：贵州 2021 等地的标准", 20, read=True),
        _ours("2", "读者到馆人次", "Visits", "V01", "300000", "本馆假定", 20, read=False),
        _ours("3", "未成年人读书活动场次", "Reading activities for minors", "A01", "24", "本馆假定", 20, read=False),
        _theirs("4", "公共文化设施免费开放并有公示", "Free and posted", "实地考察", REMEMBERED, 20),
        _theirs("5", "志愿服务站点和学雷锋活动", "Volunteers", "志愿服务系统", REMEMBERED, 10),
        _theirs("6", "市民满意度问卷", "Survey of citizens", "由测评机构入户调查", REMEMBERED, 10),
    ),
)  # fmt: skip
SHIPPED: Final = (DEMONSTRATION_ZONE, GRADING, CIVILISED_DISTRICT)
