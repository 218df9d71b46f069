"""Addresses of the search."""

from django.urls import path

from shushan.search.web import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/feed/", views.NewResults(), name="feed"),
    path("search/suggest/", views.suggestions, name="suggest"),
]
