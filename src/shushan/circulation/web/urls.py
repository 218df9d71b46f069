"""Addresses of the circulation."""

from django.urls import path

from shushan.circulation.web import desk, lists

app_name = "circulation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/scans/", desk.scan, name="scan"),
    path("desk/session/", desk.end_session, name="end-session"),
    path("desk/site/", desk.choose_site, name="choose-site"),
    path("my/loans/", lists.my_loans, name="my-loans"),
    path("loans/<int:loan_id>/renewals/", lists.renewals, name="renewals"),
    path("staff/loans/", lists.loans, name="loans"),
    path("staff/loans/<int:loan_id>/", lists.loan, name="loan"),
]
