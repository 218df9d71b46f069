"""Addresses of the development of members."""

from django.urls import path

from shushan.development.web import cases

app_name = "development"
urlpatterns = [
    path("staff/development/", cases.listed, name="cases"),
    path("staff/development/new/", cases.new, name="new"),
    path("staff/development/<int:case_id>/", cases.page, name="case"),
    path("staff/development/<int:case_id>/steps/<slug:code>/", cases.step, name="step"),
    path("staff/development/<int:case_id>/records/<int:record_id>/taking-back/", cases.taking_back, name="taking-back"),
    path("staff/development/<int:case_id>/receiving/", cases.receiving, name="receiving"),
    path("staff/development/<int:case_id>/returning/", cases.returning, name="returning"),
    path("staff/development/<int:case_id>/ending/", cases.ending, name="ending"),
]
