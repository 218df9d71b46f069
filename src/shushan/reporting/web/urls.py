"""Addresses of the reports."""

from django.urls import path

from shushan.reporting.web import reports, templates

app_name = "reporting"
urlpatterns = [
    path("staff/work-reports/", reports.listed, name="reports"),
    path("staff/work-reports/new/", reports.new, name="report-new"),
    path("staff/work-reports/<int:report_id>/", reports.page, name="report"),
    path("staff/work-reports/<int:report_id>/finish/", reports.finish, name="finish"),
    path("staff/work-reports/<int:report_id>/report.<slug:suffix>", reports.download, name="document"),
    path("staff/work-reports/<int:report_id>/pictures/<int:place>.jpg", reports.picture, name="picture"),
    path("staff/work-reports/<int:report_id>/comparison/<int:other_id>/", reports.comparison, name="comparison"),
    path("staff/report-templates/", templates.listed, name="templates"),
    path("staff/report-templates/new/", templates.new, name="template-new"),
    path("staff/report-templates/<slug:code>/", templates.page, name="template"),
    path("staff/report-templates/<slug:code>/versions/<int:number>/", templates.version, name="template-version"),
]
