"""Addresses of the approvals."""

from django.urls import path

from shushan.approvals.web import delegations, views

app_name = "approvals"
urlpatterns = [
    path("staff/approvals/", views.listed, name="list"),
    path("staff/approvals/<int:request_id>/", views.page, name="request"),
    path("staff/approvals/<int:request_id>/decisions/", views.decisions, name="decisions"),
    path("staff/approvals/<int:request_id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("staff/approvals/<int:request_id>/renewal/", views.renewal, name="renewal"),
    path("staff/approvals/delegations/", delegations.listed, name="delegations"),
    path("staff/approvals/delegations/<int:delegation_id>/end/", delegations.end, name="delegation-end"),
]
