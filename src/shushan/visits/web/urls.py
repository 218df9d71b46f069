"""Addresses of the visits."""

from django.urls import path

from shushan.visits.web import views

app_name = "visits"
urlpatterns = [
    path("how-full/", views.how_full, name="how-full"),
    path("desk/counter/", views.counter, name="counter"),
    path("staff/visits/", views.readings, name="readings"),
    path("staff/visits/file/", views.upload, name="upload"),
    path("staff/visits/<int:reading_id>/", views.reading, name="reading"),
]
