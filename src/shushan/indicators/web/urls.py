"""Addresses of the indicators."""

from django.urls import path

from shushan.indicators.web import acts, cockpit, duties, duty, evaluation, late, new, openly, review, value, values

app_name = "indicators"
urlpatterns = [
    path("staff/cockpit/", cockpit.page, name="cockpit"),
    path("staff/values/", values.listed, name="values"),
    path("staff/values/new/", new.page, name="value-new"),
    path("staff/values/new/manual/", new.manual, name="value-manual"),
    path("staff/values/new/estimate/", new.estimate, name="value-estimate"),
    path("staff/values/late/", late.page, name="late"),
    path("staff/values/late/search/", late.search, name="late-search"),
    path("staff/values/late/<int:late_id>/decision/", late.decision, name="late-decision"),
    path("staff/values/restatements/", late.restated, name="restatements"),
    path("staff/values/<int:value_id>/acts/<slug:act>/", acts.act, name="value-act"),
    path("staff/values/<int:value_id>/rows/", value.rows, name="value-rows"),
    path("staff/values/<int:value_id>/rows.csv", value.rows_csv, name="value-rows-csv"),
    path("staff/duties/", duties.listed, name="duties"),
    path("staff/duties/compare/", duties.compared, name="duties-compared"),
    path("staff/duties/mine/", duties.mine, name="my-duties"),
    path("staff/duties/new/", duty.new, name="duty-new"),
    path("staff/duties/<int:duty_id>/", duty.page, name="duty"),
    path("staff/duties/<int:duty_id>/acts/<slug:act>/", duty.act, name="duty-act"),
    path("staff/duties/parts/<int:holder_id>/end/", duty.part_end, name="duty-part-end"),
    path("staff/duties/links/<int:link_id>/end/", duty.link_end, name="duty-link-end"),
    path("staff/evaluation/", evaluation.listed, name="sets"),
    path("staff/evaluation/new/", evaluation.new, name="set-new"),
    path("staff/evaluation/<int:set_id>/", evaluation.sheet, name="sheet"),
    path("staff/evaluation/<int:set_id>/criteria/<int:criterion_id>/", evaluation.evidence, name="evidence"),
    path(
        "staff/evaluation/<int:set_id>/evidence/<int:evidence_id>/withdrawal/",
        evaluation.evidence_withdrawal,
        name="evidence-withdrawal",
    ),
    path("staff/reviews/", review.manage, name="review-links"),
    path("staff/reviews/<int:link_id>/revocation/", review.revocation, name="review-revocation"),
    path("review/<str:token>/", review.page, name="review"),
    path("review/<str:token>/digests.csv", review.digests, name="review-digests"),
    path("review/<str:token>/values/<int:value_id>/", review.value, name="review-value"),
    path("review/<str:token>/values/<int:value_id>/rows.csv", review.rows_csv, name="review-rows"),
    path("open/figures.json", openly.as_json, name="open-json"),
    path("open/figures.csv", openly.as_csv, name="open-csv"),
    path("open/figures/<int:value_id>/card/", openly.card, name="open-card"),
    path("indicators/", evaluation.listed_catalogue, name="catalogue"),
    path("values/<int:value_id>/", value.page, name="value"),
]
