"""Pages about units."""

from django.urls import path

from shushan.units.web import views

app_name = "units"
urlpatterns = [
    path("staff/units/", views.tree, name="tree"),
    path("staff/units/new/", views.new, name="new"),
    path("staff/units/<int:unit_id>/", views.unit, name="unit"),
    path("staff/units/<int:unit_id>/closing/", views.closing, name="closing"),
]
