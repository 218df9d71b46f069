"""Where a reader agrees inside WeChat to one message: 一次性订阅消息 of a service account.

Sources: developers.weixin.qq.com "公众号一次性订阅消息" (mp/subscribemsg with action get_confirm; comes back with openid,
template_id, action ``confirm`` or ``cancel``, scene, reserved; cgi-bin/message/template/subscribe), read 2026-11. The
scene is 0 to 10000, ``reserved`` at most 128 letters and digits. An account has one template for it, and one consent
lets one message through.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlencode, urlsplit

from shushan.notices.public import ConsentNotTaken

DOOR: Final = "https://mp.weixin.qq.com/mp/subscribemsg"


class WechatAsker:
    """One service account. ``url`` as for the channel, with ``subscribe=TEMPLATE_ID``."""

    def __init__(self, url: str) -> None:
        """Read the account from an address.

        :raises ValueError: no app id, or no template.
        """
        self._app, self._template = unquote(urlsplit(url).username or ""), consent_template(url)
        if not (self._app and self._template):
            raise ValueError("WECHAT_URL: expected https://APPID:SECRET@api.weixin.qq.com/?subscribe=TEMPLATE_ID")

    def address(self, *, back: str, scene: int, nonce: str) -> str:
        """Return where the reader is asked; WeChat sends them to ``back`` with the answer."""
        asked = {
            "action": "get_confirm", "appid": self._app, "scene": scene, "template_id": self._template,
            "redirect_url": back, "reserved": nonce,
        }  # fmt: skip
        return f"{DOOR}?{urlencode(asked)}#wechat_redirect"

    def agreed(self, said: Mapping[str, str], *, scene: int) -> str:
        """Return the openid of whoever agreed, nothing when they said no.

        :raises ConsentNotTaken: that is the answer to another question
        """
        if said.get("template_id") != self._template or said.get("scene") != str(scene):
            raise ConsentNotTaken.stale()
        return said.get("openid", "") if said.get("action") == "confirm" else ""


def consent_template(url: str) -> str:
    """Return the template of one-time messages that the address names, or nothing."""
    return next((unquote(q[10:]) for q in urlsplit(url).query.split("&") if q.startswith("subscribe=")), "")
