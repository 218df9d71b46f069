"""Addresses of the people room."""

from django.urls import path

from shushan.people.web import account, colleagues, devices, doubles, family, moving_in, my, readers

app_name = "people"
urlpatterns = [
    # my library
    path("my/", my.home, name="my"),
    path("my/card/", my.card, name="my-card"),
    path("my/card/renewal/", my.card_renewal, name="my-card-renewal"),
    path("my/card/loss/", my.card_loss, name="my-card-loss"),
    path("my/profile/", my.profile, name="my-profile"),
    path("my/privacy/", my.privacy, name="my-privacy"),
    path("my/privacy/export/", my.export, name="my-export"),
    path("my/privacy/erasure/", my.erasure, name="my-erasure"),
    path("my/family/", family.home, name="my-family"),
    path("my/family/children/", family.new_child, name="my-child-new"),
    path("my/family/children/<int:reader_id>/", family.ward, name="my-ward"),
    path("my/family/children/<int:reader_id>/loss/", family.card_loss, name="my-ward-loss"),
    path("my/family/children/<int:reader_id>/export/", family.export, name="my-ward-export"),
    path("my/family/children/<int:reader_id>/consent/withdrawal/", family.withdrawal, name="my-ward-consent"),
    path("my/family/children/<int:reader_id>/erasure/", family.erasure, name="my-ward-erasure"),
    path("my/family/proxies/", family.proxies, name="my-proxies"),
    path("my/family/proxies/<int:proxy_id>/end/", family.proxy_end, name="my-proxy-end"),
    # accounts, beside the library's own pages
    path("account/claim/", account.claim, name="claim"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
    # readers
    path("staff/readers/", readers.lines, name="readers"),
    path("staff/readers/new/", readers.new, name="reader-new"),
    path("staff/readers/<int:reader_id>/", readers.page, name="reader"),
    path("staff/readers/<int:reader_id>/edit/", readers.edit, name="reader-edit"),
    path("staff/readers/<int:reader_id>/in-full/", readers.in_full, name="reader-in-full"),
    path("staff/readers/<int:reader_id>/verification/", readers.verification, name="reader-verification"),
    path("staff/readers/<int:reader_id>/consent/", readers.consent, name="reader-consent"),
    path("staff/readers/<int:reader_id>/freeze/", readers.freeze, name="reader-freeze"),
    path("staff/readers/<int:reader_id>/unfreeze/", readers.unfreeze, name="reader-unfreeze"),
    path("staff/readers/<int:reader_id>/cards/", readers.cards, name="reader-cards"),
    path("staff/readers/<int:reader_id>/renewals/", readers.renewals, name="reader-renewals"),
    path("staff/readers/<int:reader_id>/losses/", readers.losses, name="reader-losses"),
    path("staff/readers/<int:reader_id>/replacements/", readers.replacements, name="reader-replacements"),
    path("staff/readers/<int:reader_id>/erasure/", readers.erasure, name="reader-erasure"),
    path("staff/readers/doubles/", doubles.lines, name="doubles"),
    path("staff/readers/<int:reader_id>/merge/", doubles.other, name="merge-other"),
    path("staff/readers/<int:reader_id>/merge/<int:other_id>/", doubles.merge, name="merge"),
    path("staff/readers/<int:reader_id>/merge/<int:other_id>/not/", doubles.not_double, name="not-double"),
    path("staff/merges/<int:merge_id>/", doubles.of_merge, name="merged"),
    path("staff/merges/<int:merge_id>/undo/", doubles.undo, name="merge-undo"),
    path("staff/moving-in/", moving_in.home, name="moving-in"),
    path("staff/moving-in/<slug:kind>/<uuid:file_id>/", moving_in.columns, name="moving-in-columns"),
    path("staff/moving-in/<int:run_id>/", moving_in.run, name="moving-in-run"),
    path("staff/moving-in/<int:run_id>/start/", moving_in.start, name="moving-in-start"),
    path("staff/moving-in/<int:run_id>/undo/", moving_in.undo, name="moving-in-undo"),
    path("staff/moving-in/<int:run_id>/report/", moving_in.report, name="moving-in-report"),
    path("staff/cards/<int:card_id>/", readers.of_card, name="card"),
    # colleagues and their roles
    path("staff/colleagues/", colleagues.lines, name="colleagues"),
    path("staff/colleagues/new/", colleagues.new, name="colleague-new"),
    path("staff/colleagues/<int:staff_id>/", colleagues.page, name="colleague"),
    path("staff/colleagues/<int:staff_id>/post/", colleagues.post, name="colleague-post"),
    path("staff/colleagues/<int:staff_id>/grants/", colleagues.grants, name="colleague-grants"),
    path("staff/colleagues/<int:staff_id>/account/", colleagues.account, name="colleague-account"),
    path("staff/grants/<int:grant_id>/end/", colleagues.end_grant, name="grant-end"),
    # devices
    path("staff/devices/", devices.lines, name="devices"),
    path("staff/devices/new/", devices.new, name="device-new"),
    path("staff/devices/<int:device_id>/", devices.page, name="device"),
    path("staff/devices/<int:device_id>/token/", devices.token, name="device-token"),
    path("staff/devices/<int:device_id>/retirement/", devices.retirement, name="device-retirement"),
]
