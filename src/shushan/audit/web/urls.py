"""Address of the audit."""

from django.urls import path

from shushan.audit.web import views

app_name = "audit"
urlpatterns = [path("staff/audit/", views.looks, name="list")]
