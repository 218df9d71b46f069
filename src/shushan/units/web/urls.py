"""Pages about units."""

from django.urls import path

from shushan.units.web import lists, views

app_name = "units"
urlpatterns = [
    path("staff/units/", lists.tree, name="tree"),
    path("staff/units/changes/", lists.changes, name="changes"),
    path("staff/units/new/", views.new, name="new"),
    path("staff/units/<int:unit_id>/", views.unit, name="unit"),
    path("staff/units/<int:unit_id>/closing/", views.closing, name="closing"),
]
