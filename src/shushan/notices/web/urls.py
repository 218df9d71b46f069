"""Addresses of the notices."""

from django.urls import path

from shushan.notices.web import choices, consents, inbox, outbox, texts, wechat

app_name = "notices"
urlpatterns = [
    path("my/notices/", inbox.inbox, name="inbox"),
    path("my/notices/read/", inbox.read, name="read"),
    path("my/notices/<int:notice_id>/archive/", inbox.archive, name="archive"),
    path("my/notices/choices/", choices.own, name="choices"),
    path("my/notices/wechat/", wechat.wechat, name="wechat"),
    path("my/notices/wechat/go/", wechat.go, name="wechat-go"),
    path("my/notices/wechat/back/", wechat.back, name="wechat-back"),
    path("my/notices/wechat/consents/", consents.agreed, name="wechat-agreed"),
    path("my/notices/wechat/consents/<str:code>/", consents.ask, name="wechat-ask"),
    path("my/notices/wechat/removal/", wechat.removal, name="wechat-removal"),
    path("my/notices/choices/<int:reader_id>/", choices.of_child, name="choices-of-child"),
    path("staff/readers/<int:reader_id>/notices/", choices.at_desk, name="at-desk"),
    path("staff/readers/<int:reader_id>/notices/contacts/", choices.trust, name="trust-contact"),
    path("staff/notices/", outbox.outbox, name="outbox"),
    path("staff/notices/<int:message_id>/", outbox.message, name="message"),
    path("staff/notices/<int:message_id>/retries/", outbox.retry, name="retry"),
    path("staff/notices/texts/", texts.texts, name="texts"),
    path("staff/notices/texts/<str:code>/<str:language>/", texts.text, name="text"),
    path("staff/notices/texts/<str:code>/<str:language>/restorations/", texts.restore, name="restore-text"),
    path("staff/notices/texts/<str:code>/<str:language>/trials/", texts.trial, name="try-text"),
]
