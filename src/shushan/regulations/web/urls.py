"""Addresses of the regulations."""

from django.urls import path

from shushan.regulations.web import book, results

app_name = "regulations"
urlpatterns = [
    path("staff/regulations/rules/", book.listed, name="rules"),
    path("staff/regulations/rules/<str:code>/", book.rule, name="rule"),
    path("staff/regulations/rules/<str:code>/draft/", book.draft_of, name="draft-of"),
    path("staff/regulations/drafts/new/", book.new, name="draft-new"),
    path("staff/regulations/drafts/<int:draft_id>/", book.draft, name="draft"),
    path("staff/regulations/drafts/<int:draft_id>/text/", book.edit, name="draft-edit"),
    path("staff/regulations/drafts/<int:draft_id>/trial/", book.attempt, name="draft-trial"),
    path("staff/regulations/drafts/<int:draft_id>/submission/", book.submission, name="draft-submission"),
    path("staff/regulations/drafts/<int:draft_id>/withdrawal/", book.withdrawal, name="draft-withdrawal"),
    path("staff/regulations/results/", results.overview, name="overview"),
    path("staff/regulations/results/rebuilding/", results.rebuilding, name="rebuilding"),
    path("staff/regulations/units/", results.desks, name="desks"),
    path("staff/regulations/units/<int:unit_id>/", results.unit, name="unit"),
    path("staff/regulations/units/<int:unit_id>/desk/", results.desk, name="desk"),
    path("staff/regulations/units/<int:unit_id>/members/", results.members, name="members"),
    path("staff/regulations/duties/<str:path>/", results.duty, name="duty"),
    path("staff/regulations/duties/<str:path>/reason/", results.reason, name="reason"),
]
