"""Addresses for machines (outside the languages)."""

from django.urls import path

from shushan.protocols.api import api

urlpatterns = [path("api/v1/", api.urls)]
