"""Pages about terminals."""

from django.urls import path

from shushan.protocols.web import applications, authorization, developers, my_applications, sessions, views

app_name = "protocols"
urlpatterns = [
    path("staff/terminals/", views.terminals, name="terminals"),
    path("staff/terminals/new/", views.new, name="terminal-new"),
    path("staff/terminals/<int:terminal_id>/", views.terminal, name="terminal"),
    path("staff/terminals/<int:terminal_id>/profile/", views.profile, name="terminal-profile"),
    path("staff/terminals/<int:terminal_id>/session/", sessions.session, name="terminal-session"),
    path("staff/terminals/<int:terminal_id>/password/", views.password, name="terminal-password"),
    path("staff/terminals/<int:terminal_id>/retirement/", views.retirement, name="terminal-retirement"),
    path("staff/applications/", applications.lines, name="applications"),
    path("staff/applications/new/", applications.new, name="application-new"),
    path("staff/applications/<int:application_id>/", applications.page, name="application"),
    path("staff/applications/<int:application_id>/edit/", applications.edit, name="application-edit"),
    path("staff/applications/<int:application_id>/tokens/", applications.token_new, name="application-token-new"),
    path("staff/applications/<int:application_id>/closing/", applications.closing, name="application-closing"),
    path("staff/applications/tokens/<int:token_id>/", applications.token, name="application-token"),
    path(
        "staff/applications/tokens/<int:token_id>/revocation/", applications.token_revocation, name="token-revocation"
    ),
    path("my/applications/", my_applications.mine, name="my-applications"),
    path("my/applications/authorization/", authorization.authorization, name="authorization"),
    path("my/applications/<int:consent_id>/narrowing/", my_applications.narrowing, name="my-application-narrowing"),
    path("my/applications/<int:consent_id>/withdrawal/", my_applications.withdrawal, name="my-application-withdrawal"),
    path("developers/", developers.developers, name="developers"),
]
