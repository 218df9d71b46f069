"""What the common look needs of Django."""

UI_SETTINGS = {
    "MIDDLEWARE_EXTRA": ["shushan.ui.preferences.remember"],
    "CONTEXT_PROCESSORS_EXTRA": ["shushan.ui.context.look"],
    "CSRF_FAILURE_VIEW": "shushan.ui.errors.csrf_failure",
}
