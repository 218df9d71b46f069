"""Facts, dimensions, rules and faults of own definitions in words. A fact without a word here is called by its code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.indicators.own.terms import CountRule, DraftState, Whole

ROOMS: dict[str, object] = {
    "visits": _("到馆"), "people": _("读者与证"), "circulation": _("流通"), "catalogue": _("馆藏"), "places": _("馆区与开放"),
    "notices": _("通知"), "learning": _("学习"), "meetings": _("组织生活"), "organisation": _("组织"), "honours": _("表彰"),
    "development": _("发展党员"), "regulations": _("制度"), "indicators": _("指标"), "reporting": _("报告"), "units": _("单位"),
}  # fmt: skip
RULES: dict[CountRule, object] = {
    CountRule.SUM: _("求和：把记录的数量相加"), CountRule.COUNT: _("计数：有多少条有效记录"),
    CountRule.DISTINCT: _("去重：有多少个不同的对象"), CountRule.STOCK: _("存量：到末日为止的累计"),
    CountRule.PEAK: _("峰值：一日之内进减出的最高数"), CountRule.MEDIAN: _("中位数：某一分项的中间值"),
    CountRule.RATIO: _("比率：一个指标除以另一个"),
}  # fmt: skip
WHOLES: dict[Whole, object] = {
    Whole.SITES: _("只算记在馆区名下的记录"), Whole.LIBRARY: _("全馆的记录都算，不论是否记在馆区名下"),
}  # fmt: skip
DRAFT_STATES: dict[DraftState, object] = {
    DraftState.OPEN: _("草稿"), DraftState.IN_USE: _("已启用"), DraftState.DISCARDED: _("已放弃"),
}  # fmt: skip
KEYS: dict[str, object] = {
    "reader": _("读者（化名）"), "subject": _("同一件事或物"), "site": _("馆区"), "unit": _("单位"), "day": _("日期"),
}  # fmt: skip
DIMS: dict[str, object] = {
    "age_band": _("年龄段"), "area": _("地区"), "basis": _("数值来源"), "branch": pgettext_lazy("one", "党组织"), "by": _("由谁"),
    "came": _("来去"), "campaign": _("读书活动"), "category": _("读者类别"), "channel": _("渠道"), "clc": _("中图法大类"),
    "code": _("指标编号"), "course": _("课程"), "days": _("天数"), "days_late": _("逾期天数"),
    "days_left": _("剩余天数"), "days_waited": _("等候天数"), "fine_fen": _("逾期费（分）"), "from_site": _("借出的馆区"),
    "gate": _("门"), "home_site": _("所属馆区"), "hour": _("钟点"), "in_time": _("按时"), "kind": _("种类"),
    "material": _("载体"), "method": _("方式"), "outcome": _("结果"), "reason": _("原因"), "role": _("岗位"),
    "rule": _("规则"), "step": _("步骤"), "to_site": _("送往的馆区"), "way": _("途径"), "what": _("项目"), "why": _("缘由"),
    "override": _("破例的规则"), "target": _("预约的对象"), "vote": _("表决方式"), "imported": _("导入的"), "post": _("职务"),
    "template": _("模板"), "typed": _("人工录入的个数"), "lines": _("变动条数"), "figure": _("指标"), "figures": _("指标个数"),
    "lesson": _("课时"), "which": _("哪一项"), "closure": _("闭馆编号"), "suspension_days": _("暂停借书天数"),
    "unit": _("单位"), "site": _("馆区"),
}  # fmt: skip
FACTS: dict[str, object] = {
    "catalogue.item-accessioned": _("馆藏登记入藏"), "catalogue.item-withdrawn": _("馆藏剔除"),
    "circulation.cash-differed": _("结账差额"), "circulation.cash-moved": _("现金进出"),
    "circulation.damage-noted": _("记下损坏"), "circulation.deposit-returned": _("退还押金"),
    "circulation.deposit-taken": _("收取押金"), "circulation.fee-cancelled": _("取消费用"),
    "circulation.fee-charged": _("产生费用"), "circulation.fee-paid": _("交费"), "circulation.fee-refunded": _("退费"),
    "circulation.fee-waived": _("减免费用"), "circulation.hold-cancelled": _("取消预约"),
    "circulation.hold-expired": _("预约过期"), "circulation.hold-filled": _("预约满足"),
    "circulation.hold-placed": _("提出预约"), "circulation.hold-shelf-moved": _("取书期限顺延"),
    "circulation.item-found": _("失而复得"), "circulation.item-lent": _("借出"), "circulation.item-lost": _("丢失"),
    "circulation.item-received": _("调拨收到"), "circulation.item-returned": _("归还"),
    "circulation.item-sent": _("调拨发出"), "circulation.loan-due-moved": _("应还日顺延"),
    "circulation.loan-recalled": _("催还"), "circulation.loan-renewed": _("续借"),
    "circulation.loan-taken-over": _("接收在借"), "circulation.loans-fell-due": _("到期借阅"),
    "circulation.loans-ran-late": _("逾期借阅"), "circulation.return-claimed": _("自称已还"),
    "development.case-opened": _("发展对象立卷"), "development.step-recorded": _("发展步骤记录"),
    "dues.fell-due": _("应交党费"), "dues.paid-in-month": _("当月交清党费"), "dues.payment-taken": _("收取党费"),
    "dues.published": _("公布党费收缴"),
    "honours.awarded": _("获得表彰"), "honours.recommended": _("推荐表彰"),
    "indicators.duty-covered": _("责任已有人有指标"), "indicators.duty-standing": _("责任在册"),
    "indicators.duty-unmeasured": _("责任没有指标"), "indicators.duty-unowned": _("责任没有负责人"),
    "indicators.measure-defined": _("启用本馆指标"), "indicators.measure-retired": _("停用本馆指标"),
    "indicators.records-came-late": _("签认后才到的记录"), "indicators.value-restated": _("数值重述"),
    "indicators.value-signed": _("数值签认"), "indicators.value-unlocked": _("数值解锁"),
    "learning.certificate-issued": _("发给证书"), "learning.course-opened": _("开课"),
    "learning.essay-accepted": _("征文通过"), "learning.essay-submitted": _("提交征文"),
    "learning.lesson-completed": _("学完一课"), "learning.study-fell-due": _("应学人数"),
    "learning.study-met": _("学满人数"), "learning.study-recorded": _("馆外学习登记"), "learning.work-read": _("读完一种书"),
    "meetings.meeting-held": _("会议已开"), "meetings.members-entitled": _("应到会"), "meetings.members-present": _("实到会"),
    "meetings.resolution-decided": _("表决事项"), "notices.handed-over": _("通知已交出"),
    "organisation.post-filled": _("任职"), "organisation.post-left": _("离任"),
    "organisation.roster-changed": _("名册增减"), "organisation.structure-changed": _("组织调整"),
    "people.card-activated": _("核验读者证"), "people.card-issued": _("新办读者证"), "people.card-lost": _("读者证挂失"),
    "people.card-renewed": _("读者证续期"), "people.card-replaced": _("补换读者证"),
    "people.card-validity": _("读者证生效与失效"), "people.card-withdrawn": _("注销读者证"),
    "people.consent-given": _("监护人同意"), "people.consent-withdrawn": _("监护人撤回同意"),
    "people.person-erased": _("个人资料删除"), "people.reader-frozen": _("暂停借书"),
    "people.reader-registered": _("登记读者"), "people.reader-unfrozen": _("恢复借书"),
    "people.readers-merged": _("合并读者"), "people.role-ended": _("岗位收回"), "people.role-given": _("岗位授予"),
    "places.closure-ended": _("闭馆结束"), "places.closure-withdrawn": _("撤销闭馆"), "places.day-closed": _("闭馆的一天"),
    "places.population-stated": _("常住人口登记"), "places.site-closed": _("馆区闭馆"),
    "places.site-kept-open": _("开放时间"), "places.site-reopened": _("恢复开馆"),
    "regulations.duty-judged": _("制度义务判定"), "reporting.report-finished": _("报告定稿"),
    "units.unit-closed": _("单位撤销"), "units.unit-founded": _("单位设立"), "visits.left": _("离馆"),
    "visits.visited": _("到馆人次"),
}  # fmt: skip
FAULTS: dict[str, object] = {
    "empty": _("请填写"), "code": _("编号以 Z 开头，后面一到九个大写字母或数字"), "taken": _("这个编号已被占用"),
    "factor": _("倍数只能是 1、100、1000、10000"), "range": _("小数 0 到 4 位，每单位 1 到 1000000"),
    "part": _("没有这个指标，或它已停用"), "part-ratio": _("比率的分子、分母不能又是比率"),
    "inside": _("涉及馆内或党组织的记录，只能供馆内使用"), "ratio-facts": _("比率不选事实、筛选和分项，它们随分子分母"),
    "facts": _("所选的事实里有不认识或重复的"), "no-facts": _("请至少选一种事实"), "many": _("事实选得太多"),
    "units": _("所选事实的单位不同，不能相加；请改用计数，或分成两个指标"), "stock": _("所选的事实不是有增有减的存量"),
    "minus": _("请选哪些事实是减，哪些是加；两边都要有"), "keys": _("请选按什么去重"),
    "number": _("中位数要选一个是数字的分项"), "dim": _("所选的事实不都有这个分项，或分项重复"),
    "values": _("每个筛选要有一到五十个值"), "personal": _("按读者去重或涉及党员的，少数几个人的数要隐去"),
}  # fmt: skip
