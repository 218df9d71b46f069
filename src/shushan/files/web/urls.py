"""Address of downloads."""

from django.urls import path

from shushan.files.web import views

app_name = "files"
urlpatterns = [path("files/<str:token>/", views.download, name="download")]
