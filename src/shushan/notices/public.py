"""The face of the notices."""

from shushan.notices.errors import (
    ConsentNotTaken,
    MessageMoved,
    NoSuchKind,
    NoSuchMessage,
    NoSuchNotice,
    NotBound,
    UnknownPlaceholder,
)
from shushan.notices.following import NoticesFollow
from shushan.notices.operations.choosing import bind_wechat, choose, trust_again
from shushan.notices.operations.forgetting import drop_old, forget_subjects
from shushan.notices.operations.handing_over import hand_over_some
from shushan.notices.operations.outbox import give_up, retry
from shushan.notices.operations.planning import plan, reachable, withdraw
from shushan.notices.operations.reading import mark_read, put_away, take_out
from shushan.notices.operations.telling import tell_some
from shushan.notices.operations.texts import restore_text, write_text
from shushan.notices.policy import Said, masked, scene_of, steps
from shushan.notices.ports import Channel, channels, close_channel, use_asker, use_channel, use_door
from shushan.notices.queries import (
    MessageFilter,
    carried_by,
    count_unread,
    counts,
    inbox,
    message,
    messages,
    versions_of,
    who_asked,
    wording,
)
from shushan.notices.registry import declare, every_kind, kind
from shushan.notices.states import MessageState, NoticeState
from shushan.notices.terms import (
    CHINESE,
    ENGLISH,
    Answer,
    ChannelCode,
    Habit,
    Kind,
    Letter,
    MessageLine,
    NoticeAct,
    NoticeLine,
    Outcome,
    Planned,
    Text,
    Value,
    Wording,
)

__all__ = [
    "CHINESE",
    "ENGLISH",
    "Answer",
    "Channel",
    "ChannelCode",
    "ConsentNotTaken",
    "Habit",
    "Kind",
    "Letter",
    "MessageFilter",
    "MessageLine",
    "MessageMoved",
    "MessageState",
    "NoSuchKind",
    "NoSuchMessage",
    "NoSuchNotice",
    "NotBound",
    "NoticeAct",
    "NoticeLine",
    "NoticeState",
    "NoticesFollow",
    "Outcome",
    "Planned",
    "Said",
    "Text",
    "UnknownPlaceholder",
    "Value",
    "Wording",
    "bind_wechat",
    "carried_by",
    "channels",
    "choose",
    "close_channel",
    "count_unread",
    "counts",
    "declare",
    "drop_old",
    "every_kind",
    "forget_subjects",
    "give_up",
    "hand_over_some",
    "inbox",
    "kind",
    "mark_read",
    "masked",
    "message",
    "messages",
    "plan",
    "put_away",
    "reachable",
    "restore_text",
    "retry",
    "scene_of",
    "steps",
    "take_out",
    "tell_some",
    "trust_again",
    "use_asker",
    "use_channel",
    "use_door",
    "versions_of",
    "who_asked",
    "withdraw",
    "wording",
    "write_text",
]
