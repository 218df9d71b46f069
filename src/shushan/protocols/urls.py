"""Addresses for machines (outside the languages)."""

from django.urls import path

from shushan.protocols.api import api
from shushan.protocols.oai.views import oai
from shushan.protocols.sru.views import sru
from shushan.protocols.unapi import unapi

urlpatterns = [
    path("api/v1/", api.urls),
    path("oai", oai, name="oai"),
    path("sru", sru, name="sru"),
    path("unapi", unapi, name="unapi"),
]
