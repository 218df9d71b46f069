"""The channel of WeChat: template messages of a service account (message/template/send), and what a reader agreed to
once (message/template/subscribe, see ``wechat_asker``).

Sources: developers.weixin.qq.com "发送模板消息", "获取稳定版接口调用凭据" (stable_token), global return codes (read 2026-11).
``client_msg_id`` keeps a message from going twice to the same openid for ten minutes; the lease of a message runs ten
minutes too, so that a repetition would fall out of that time: the channel does not count on it and says it knows no keys.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from shushan.adapters.plain_http import NotReached, post
from shushan.adapters.wechat_asker import consent_template
from shushan.notices.public import Answer, ChannelCode, Letter, Outcome, scene_of

EARLY: Final = 300  # seconds before its end from which a token is asked for anew
LONGEST: Final = 20  # characters of one value of a template ("thing")
_TOKEN: Final = (40001, 40014, 42001)  # invalid, or run out
_NOBODY: Final = (40003, 43004, 43101, 43019)  # invalid openid, does not follow, refused, is on the black list
_REFUSED_THIS_ONE: Final = 43101  # the reader did not agree to it, or the consent was used up
TITLE: Final = 15  # letters of a one-time message's title
CONTENT: Final = 200  # of its text
_LATER: Final = {-1: 60, 45009: 3600, 45011: 60, 43108: 60, 40038: 6 * 3600}
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


class Wechat:
    """One service account. ``url``: ``https://APPID:SECRET@api.weixin.qq.com/?home=https://library.example``."""

    code = ChannelCode.WECHAT
    knows_keys = False
    needs_template = True

    def __init__(self, url: str) -> None:
        """Read the account from an address.

        :raises ValueError: no app id or no secret.
        """
        parts = urlsplit(url)
        self._base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._app, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._home = next((unquote(q[5:]) for q in parts.query.split("&") if q.startswith("home=")), "")
        self._once = consent_template(url)
        self._token, self._until = "", 0.0
        if not (self._app and self._secret):
            raise ValueError("WECHAT_URL: expected https://APPID:SECRET@api.weixin.qq.com/")

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        """Send one request for each letter; a token that has run out is asked for anew, once."""
        return [self._one(letter) for letter in letters]

    def _one(self, letter: Letter) -> Answer:
        answer, code = self._sent(letter)
        if code in _TOKEN:  # it was refused before anything went out, so that it may be sent again
            self._token = ""
            answer, code = self._sent(letter)
        return answer

    def _sent(self, letter: Letter) -> tuple[Answer, int]:
        try:
            token, problem = self._valid_token()
        except NotReached as error:
            return Answer(Outcome.LATER, str(error)), 0
        if not token:
            return Answer(Outcome.LATER, problem, wait_seconds=600), 0
        path, body = self._by_consent(letter) if letter.by_consent else self._by_template(letter)
        if self._home:
            body["url"] = self._home
        address = f"{self._base}/cgi-bin/message/template/{path}?access_token={quote(token)}"
        try:
            status, data = post(address, json.dumps(body, ensure_ascii=False).encode(), _JSON)
        except NotReached as error:
            return Answer(Outcome.UNSURE if error.was_sent else Outcome.LATER, str(error)), 0
        return _answer(status, data, is_by_consent=letter.by_consent)

    def _by_template(self, letter: Letter) -> tuple[str, dict[str, Any]]:
        return "send", {
            "touser": letter.to,
            "template_id": letter.template,
            "client_msg_id": letter.key.hex,
            "data": {name: {"value": value[:LONGEST]} for name, value in letter.values.items()},
        }

    def _by_consent(self, letter: Letter) -> tuple[str, dict[str, Any]]:
        """Return a one-time message: the account's one template, its title and text free."""
        return "subscribe", {
            "touser": letter.to,
            "template_id": self._once,
            "scene": str(scene_of(letter.kind)),
            "title": letter.heading[:TITLE],
            "data": {"content": {"value": letter.body[:CONTENT]}},
        }

    def _valid_token(self) -> tuple[str, str]:
        if self._token and time.monotonic() < self._until:
            return self._token, ""
        asked = {"grant_type": "client_credential", "appid": self._app, "secret": self._secret}
        _status, data = post(f"{self._base}/cgi-bin/stable_token", json.dumps(asked).encode(), _JSON)
        self._token = str(data.get("access_token", ""))
        seconds = data.get("expires_in", 0)
        self._until = time.monotonic() + max((seconds if isinstance(seconds, int) else 0) - EARLY, 1)
        return self._token, f"{data.get('errcode', '')}: {data.get('errmsg', 'no token')}"[:200]


def _answer(status: int, data: Mapping[str, object], *, is_by_consent: bool = False) -> tuple[Answer, int]:
    code = data.get("errcode")
    words = f"{code}: {data.get('errmsg', '')}"[:250]
    if status >= 500 or not isinstance(code, int):
        return Answer(Outcome.UNSURE, f"HTTP {status}"), 0
    if code == 0:
        return Answer(Outcome.HANDED, provider_id=str(data.get("msgid", ""))), 0
    if is_by_consent and code == _REFUSED_THIS_ONE:
        return Answer(Outcome.NO_CONSENT, words), code
    if code in _NOBODY:
        return Answer(Outcome.BAD_ADDRESS, words), code
    if code in _LATER or code in _TOKEN:
        return Answer(Outcome.LATER, words, wait_seconds=_LATER.get(code, 60)), code
    return Answer(Outcome.REFUSED, words), code
