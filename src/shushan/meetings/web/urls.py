"""Addresses of the meetings."""

from django.urls import path

from shushan.meetings.web import appraising, ballots, book, convening, listed, my, page

app_name = "meetings"
urlpatterns = [
    path("staff/meetings/", listed.listed, name="list"),
    path("staff/meetings/plan/", listed.plan, name="plan"),
    path("staff/meetings/plan/<int:unit_id>/<int:year>/custom/", listed.plan_custom, name="plan-custom"),
    path("staff/meetings/new/", convening.new, name="new"),
    path("staff/meetings/talks/<int:unit_id>/new/", convening.talk, name="talk-new"),
    path("staff/meetings/books/", book.books, name="books"),
    path("staff/meetings/books/<int:unit_id>/<int:year>/", book.book, name="book"),
    path("staff/meetings/<int:meeting_id>/", page.page, name="meeting"),
    path("staff/meetings/<int:meeting_id>/notice/", convening.again, name="notice"),
    path("staff/meetings/<int:meeting_id>/code/", page.code, name="code"),
    path("staff/meetings/<int:meeting_id>/acts/<slug:act>/", page.act, name="act"),
    path("staff/meetings/<int:meeting_id>/ballots/new/", ballots.new, name="ballot-new"),
    path("staff/meetings/ballots/<int:ballot_id>/", ballots.page, name="ballot"),
    path("staff/meetings/ballots/<int:ballot_id>/acts/<slug:act>/", ballots.act, name="ballot-act"),
    path("my/meetings/ballots/<int:ballot_id>/", ballots.vote, name="vote"),
    path("staff/meetings/<int:meeting_id>/appraisal/", appraising.page, name="appraisal"),
    path("staff/meetings/<int:meeting_id>/appraisal/<int:seat_id>/", appraising.conclusion, name="conclusion"),
    path("my/meetings/<int:meeting_id>/appraisal/", appraising.own, name="my-appraisal"),
    path("my/meetings/<int:meeting_id>/appraisal/grades/", appraising.grades, name="my-grades"),
    path("my/meetings/", my.page, name="my"),
    path("my/meetings/<int:meeting_id>/", my.meeting, name="my-meeting"),
    path("my/meetings/<int:meeting_id>/leave/", my.leave, name="my-leave"),
    path("my/meetings/<int:meeting_id>/online/", my.online, name="my-online"),
    path("my/meetings/<int:meeting_id>/remarks/", my.say, name="my-say"),
    path("my/meetings/here/<uuid:token>/", my.here, name="here"),
    path("my/meetings/tasks/<int:task_id>/done/", my.task_done, name="task-done"),
]
