"""Addresses of the circulation."""

from django.urls import path

from shushan.circulation.web import desk, holds, lists, my, my_holds, question, transits

app_name = "circulation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/scans/", desk.scan, name="scan"),
    path("desk/session/", desk.session, name="end-session"),
    path("desk/site/", desk.choose_site, name="choose-site"),
    path("desk/slip/", desk.slip, name="slip"),
    path("my/loans/", my.my_loans, name="my-loans"),
    path("my/loans/history/", my.history, name="history"),
    path("loans/<int:loan_id>/renewals/", my.renewals, name="renewals"),
    path("staff/lending-question/", question.question, name="question"),
    path("staff/loans/", lists.loans, name="loans"),
    path("staff/loans/<int:loan_id>/", lists.loan, name="loan"),
    path("my/holds/", my_holds.my_holds, name="my-holds"),
    path("holds/", my_holds.place, name="place-hold"),
    path("holds/<int:hold_id>/cancellations/", my_holds.cancel, name="hold-cancellations"),
    path("holds/<int:hold_id>/suspensions/", my_holds.suspend, name="hold-suspensions"),
    path("holds/<int:hold_id>/thaws/", my_holds.thaw, name="hold-thaws"),
    path("staff/holds/", holds.holds, name="holds"),
    path("staff/holds/pick-list/", holds.pick_list, name="pick-list"),
    path("staff/holds/shelf/", holds.shelf, name="hold-shelf"),
    path("staff/holds/<int:hold_id>/", holds.hold, name="hold"),
    path("staff/holds/<int:hold_id>/priorities/", holds.prioritise, name="hold-priorities"),
    path("staff/holds/<int:hold_id>/slip/", holds.slip, name="hold-slip"),
    path("staff/records/<int:record_id>/holds/", holds.queue, name="queue"),
    path("staff/transits/", transits.transits, name="transits"),
    path("staff/transits/sent/", transits.send, name="send-item"),
    path("staff/transits/<int:transit_id>/", transits.transit, name="transit"),
    path("staff/transits/<int:transit_id>/losses/", transits.give_up, name="transit-losses"),
    path("staff/transits/<int:transit_id>/slip/", transits.slip, name="transit-slip"),
]
