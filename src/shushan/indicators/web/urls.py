"""Addresses of the indicators."""

from django.urls import path

from shushan.indicators.web import acts, late, new, value, values

app_name = "indicators"
urlpatterns = [
    path("staff/values/", values.listed, name="values"),
    path("staff/values/new/", new.page, name="value-new"),
    path("staff/values/new/manual/", new.manual, name="value-manual"),
    path("staff/values/new/estimate/", new.estimate, name="value-estimate"),
    path("staff/values/late/", late.page, name="late"),
    path("staff/values/late/search/", late.search, name="late-search"),
    path("staff/values/late/<int:late_id>/decision/", late.decision, name="late-decision"),
    path("staff/values/restatements/", late.restated, name="restatements"),
    path("staff/values/<int:value_id>/acts/<slug:act>/", acts.act, name="value-act"),
    path("staff/values/<int:value_id>/rows/", value.rows, name="value-rows"),
    path("staff/values/<int:value_id>/rows.csv", value.rows_csv, name="value-rows-csv"),
    path("values/<int:value_id>/", value.page, name="value"),
]
