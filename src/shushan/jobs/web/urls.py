"""Addresses of the jobs."""

from django.urls import path

from shushan.jobs.web import views

app_name = "jobs"
urlpatterns = [
    path("staff/jobs/", views.job_list, name="list"),
    path("staff/jobs/<int:job_id>/", views.job, name="job"),
    path("staff/jobs/<int:job_id>/cancellation/", views.cancel, name="cancel"),
    path("staff/jobs/<int:job_id>/retries/", views.retry, name="retry"),
    path("staff/jobs/<int:job_id>/repetitions/", views.repeat, name="repeat"),
]
