"""Addresses of the circulation."""

from django.urls import path

from shushan.circulation.web import desk, lists, my, question

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
]
