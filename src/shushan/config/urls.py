"""All addresses of the house. Each room brings its own with full paths; Wagtail's pages come last."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

from shushan.config import rooms
from shushan.ui.guide import style_guide

urlpatterns: list[URLPattern | URLResolver] = [path("language/", set_language, name="set_language")]
urlpatterns.append(path("", include("shushan.ui.urls")))
if rooms.has("shushan.protocols.urls"):
    urlpatterns.append(path("", include("shushan.protocols.urls")))

urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
    path("", include("shushan.config.home.urls")),
    path("style-guide/", style_guide, name="style-guide"),
    *[path("", include(module)) for module in rooms.with_addresses()],
    path("admin/", include(wagtail_admin_urls)),
    path("documents/", include(wagtail_document_urls)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns = [*static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT), *urlpatterns]

handler400 = "shushan.ui.errors.bad_request"
handler403 = "shushan.ui.errors.forbidden"
handler404 = "shushan.ui.errors.not_found"
handler500 = "shushan.ui.errors.server_error"
handler429 = "shushan.ui.errors.too_many"  # asked for by django-allauth
