"""Addresses of the common look (outside the languages: they only redirect)."""

from django.urls import path

from shushan.ui import preferences

app_name = "ui"
urlpatterns = [path("face/", preferences.choose, name="face")]
