"""Addresses of the figures."""

from django.urls import path

from shushan.figures.web import views

app_name = "figures"
urlpatterns = [
    path("figures/", views.measures, name="list"),
    path("figures/verify_rows.py", views.verifier, name="verifier"),
    path("figures/<slug:code>/", views.card, name="card"),
    path("figures/<slug:code>/rows/", views.rows, name="rows"),
    path("figures/<slug:code>/rows.csv", views.rows_csv, name="rows-csv"),
    path("figures/<slug:code>/days.csv", views.days_csv, name="days-csv"),
]
