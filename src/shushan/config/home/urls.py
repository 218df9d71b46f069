"""Address of the staff home."""

from django.urls import path

from shushan.config.home import views

app_name = "staff"
urlpatterns = [path("staff/", views.home, name="home")]
