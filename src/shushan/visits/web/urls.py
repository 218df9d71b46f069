"""Addresses of the visits."""

from django.urls import path

from shushan.visits.web import gates, hour_files, readings, views

app_name = "visits"
urlpatterns = [
    path("how-full/", views.how_full, name="how-full"),
    path("desk/counter/", views.counter, name="counter"),
    path("staff/visits/", readings.readings, name="readings"),
    path("staff/visits/gates/", gates.gates, name="gates"),
    path("staff/visits/gates/new/", gates.new, name="new-gate"),
    path("staff/visits/gates/<int:gate_id>/", gates.gate, name="gate"),
    path("staff/visits/file/", hour_files.upload, name="upload"),
    path("staff/visits/file/<uuid:file_id>/", hour_files.study, name="study"),
    path("staff/visits/<int:reading_id>/", readings.reading, name="reading"),
]
