"""The door by which WeChat tells the library who somebody is there: web authorisation of a service account.

Sources: developers.weixin.qq.com "网页授权" (connect/oauth2/authorize with scope ``snsapi_base``, sns/oauth2/access_token),
read 2026-11. The state may hold letters and digits only, at most 128; a code holds five minutes and for one use. The
account must name the library's own domain as 网页授权域名.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlencode, urlsplit

from shushan.adapters.plain_http import NotReached, json_object, request
from shushan.notices.public import NotBound

DOOR: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
_USED: Final = (40029, 40163, 42003)  # an invalid code, one that was used, one that ran out


class WechatDoor:
    """One service account. ``url`` as for the channel: ``https://APPID:SECRET@api.weixin.qq.com/``."""

    def __init__(self, url: str) -> None:
        """Read the account from an address.

        :raises ValueError: no app id or no secret.
        """
        parts = urlsplit(url)
        self._base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._app, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        if not (self._app and self._secret):
            raise ValueError("WECHAT_URL: expected https://APPID:SECRET@api.weixin.qq.com/")

    def address(self, *, back: str, state: str) -> str:
        """Return where somebody goes inside WeChat; WeChat sends them to ``back`` with a code and the state."""
        asked = {
            "appid": self._app, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base", "state": state,
        }  # fmt: skip
        return f"{DOOR}?{urlencode(asked)}#wechat_redirect"

    def openid_of(self, code: str) -> str:
        """Return who somebody is at this account.

        :raises NotBound: the code is none, was used, or ran out; WeChat refused; nobody answered
        """
        asked = {"appid": self._app, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        try:
            _status, _headers, data = request(
                "GET", f"{self._base}/sns/oauth2/access_token?{urlencode(asked)}", b"", {}
            )
        except NotReached as error:
            raise NotBound.unanswered() from error
        said = json_object(data)
        openid = str(said.get("openid") or "")
        if openid:
            return openid
        raise NotBound.stale() if said.get("errcode") in _USED else NotBound.refused(str(said.get("errcode", "?")))
