"""Addresses of the honours."""

from django.urls import path

from shushan.honours.web import honours

app_name = "honours"
urlpatterns = [
    path("staff/honours/", honours.listed, name="honours"),
    path("staff/honours/new/", honours.new, name="new"),
    path("staff/honours/criteria/", honours.criteria, name="criteria"),
    path("staff/honours/<int:honour_id>/", honours.page, name="honour"),
    path("staff/honours/<int:honour_id>/decision/", honours.decision, name="decision"),
    path("staff/honours/<int:honour_id>/withdrawal/", honours.withdrawal, name="withdrawal"),
]
