"""Addresses for machines (outside the languages)."""

from django.urls import path

from shushan.protocols.api import api, document, nothing
from shushan.protocols.doors.oauth import metadata
from shushan.protocols.oai.views import oai
from shushan.protocols.sru.views import sru
from shushan.protocols.unapi import unapi

urlpatterns = [
    path("api/v1/openapi.json", document, name="api-document"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", nothing, name="api-nothing"),
    path(".well-known/oauth-authorization-server", metadata, name="oauth-metadata"),
    path("oai/", oai, name="oai"),  # many type the address of a machine with a stroke at its end; reversed, it has none
    path("sru/", sru, name="sru"),
    path("oai", oai, name="oai"),
    path("sru", sru, name="sru"),
    path("unapi", unapi, name="unapi"),
]
