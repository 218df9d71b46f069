"""Pages about terminals."""

from django.urls import path

from shushan.protocols.web import offline, sessions, views

app_name = "protocols"
urlpatterns = [
    path("staff/terminals/", views.terminals, name="terminals"),
    path("staff/terminals/new/", views.new, name="terminal-new"),
    path("staff/terminals/<int:terminal_id>/", views.terminal, name="terminal"),
    path("staff/terminals/offline/", offline.acts, name="offline"),
    path("staff/terminals/offline/<uuid:key>/settlement/", offline.settlement, name="offline-settlement"),
    path("staff/terminals/<int:terminal_id>/profile/", views.profile, name="terminal-profile"),
    path("staff/terminals/<int:terminal_id>/session/", sessions.session, name="terminal-session"),
    path("staff/terminals/<int:terminal_id>/password/", views.password, name="terminal-password"),
    path("staff/terminals/<int:terminal_id>/retirement/", views.retirement, name="terminal-retirement"),
]
