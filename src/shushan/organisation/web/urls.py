"""Addresses of the organisation."""

from django.urls import path

from shushan.organisation.web import cases, groups, members, my, overview, roster

app_name = "organisation"
urlpatterns = [
    path("staff/organisation/", overview.overview, name="overview"),
    path("staff/organisation/units/<int:unit_id>/", overview.unit, name="unit"),
    path("staff/organisation/units/<int:unit_id>/posts/", overview.fill, name="posts"),
    path("staff/organisation/posts/<int:post_id>/departure/", overview.leave, name="departure"),
    path("staff/organisation/cases/", cases.listed, name="cases"),
    path("staff/organisation/cases/new/", cases.new, name="case-new"),
    path("staff/organisation/cases/<int:case_id>/", cases.page, name="case"),
    path("staff/organisation/cases/<int:case_id>/draft/", cases.edit, name="case-edit"),
    path("staff/organisation/cases/<int:case_id>/submission/", cases.submission, name="case-submission"),
    path("staff/organisation/cases/<int:case_id>/withdrawal/", cases.withdrawal, name="case-withdrawal"),
    path("staff/organisation/units/<int:unit_id>/roster/", roster.listed, name="roster"),
    path("staff/organisation/units/<int:unit_id>/roster/new/", roster.new, name="member-new"),
    path("staff/organisation/units/<int:unit_id>/group/", groups.members, name="group-members"),
    path("staff/organisation/members/<int:member_id>/", members.page, name="member"),
    path("staff/organisation/members/<int:member_id>/changes/<slug:act>/", members.change, name="member-change"),
    path("staff/organisation/transfers/<int:transfer_id>/receipt/", members.receipt, name="transfer-receipt"),
    path("staff/organisation/transfers/<int:transfer_id>/withdrawal/", members.withdrawal, name="transfer-withdrawal"),
    path("my/organisation/", my.page, name="my"),
]
