"""Addresses of the dues."""

from django.urls import path

from shushan.dues.web import member, my, overview, sheets, unit

app_name = "dues"
urlpatterns = [
    path("staff/dues/", overview.page, name="overview"),
    path("staff/dues/units/<int:unit_id>/", unit.page, name="unit"),
    path("staff/dues/units/<int:unit_id>/collection/", unit.collection, name="collection"),
    path("staff/dues/units/<int:unit_id>/amounts/", unit.amounts, name="amounts"),
    path("staff/dues/units/<int:unit_id>/receipts/", unit.receipts, name="receipts"),
    path("staff/dues/units/<int:unit_id>/sheets/", sheets.listed, name="sheets"),
    path("staff/dues/units/<int:unit_id>/members/<int:member_id>/", member.page, name="member"),
    path("staff/dues/units/<int:unit_id>/members/<int:member_id>/payment/", member.payment, name="payment"),
    path("staff/dues/units/<int:unit_id>/members/<int:member_id>/amount/", member.amount, name="amount"),
    path("staff/dues/months/<int:due_id>/", member.due, name="due"),
    path("staff/dues/receipts/<int:payment_id>/", member.receipt, name="receipt"),
    path("staff/dues/receipts/<int:payment_id>/reversal/", member.reversal, name="reversal"),
    path("staff/dues/sheets/<int:publication_id>/", sheets.page, name="sheet"),
    path("my/dues/", my.page, name="my"),
    path("my/dues/receipts/<int:payment_id>/", my.receipt, name="my-receipt"),
    path("my/dues/sheets/<int:publication_id>/", my.sheet, name="my-sheet"),
    path("my/dues/calculator/", my.calculator, name="calculator"),
]
