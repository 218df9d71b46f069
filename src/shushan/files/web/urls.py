"""Addresses of downloads and of what is played."""

from django.urls import path

from shushan.files.web import views

app_name = "files"
urlpatterns = [
    path("files/<str:token>/", views.download, name="download"),
    path("files/<str:token>/play/", views.play, name="play"),
    path("files/<str:token>/view/", views.view, name="view"),
]
