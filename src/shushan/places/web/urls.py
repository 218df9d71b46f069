"""Addresses of the places."""

from django.urls import path

from shushan.places.web import closures, holidays, public_pages, special, staff

app_name = "places"
urlpatterns = [
    path("sites/", public_pages.sites, name="sites"),
    path("sites/<slug:code>/", public_pages.site, name="site"),
    path("staff/sites/", staff.sites, name="staff-sites"),
    path("staff/sites/new/", staff.new_site, name="new-site"),
    path("staff/sites/<slug:code>/", staff.site, name="staff-site"),
    path("staff/sites/<slug:code>/hours/", staff.hours, name="hours"),
    path("staff/sites/<slug:code>/closures/", closures.closures, name="closures"),
    path("staff/sites/<slug:code>/closures/<int:closure_id>/end/", closures.closure_end, name="closure-end"),
    path(
        "staff/sites/<slug:code>/closures/<int:closure_id>/withdrawal/",
        closures.closure_withdrawal,
        name="closure-withdrawal",
    ),
    path("staff/sites/<slug:code>/holidays/", holidays.rule, name="holiday-rule"),
    path("staff/holidays/", holidays.days, name="holidays"),
    path("staff/holidays/day/", holidays.new_day, name="holiday-day"),
    path("staff/holidays/notice/", holidays.notice, name="holiday-notice"),
    path("staff/sites/<slug:code>/special-days/", special.days, name="special-days"),
    path("staff/sites/<slug:code>/special-days/withdrawal/", special.withdrawal, name="special-day-withdrawal"),
    path("staff/population/", staff.population, name="population"),
]
