"""Addresses of the options."""

from django.urls import path

from shushan.options.web import views

app_name = "options"
urlpatterns = [
    path("staff/settings/", views.settings_list, name="list"),
    path("staff/settings/<str:code>/", views.setting, name="edit"),
]
