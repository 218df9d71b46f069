"""Addresses of the catalogue."""

from django.urls import path

from shushan.catalogue.web import editor, exports, imports, merging, public_pages, shelves, staff

app_name = "catalogue"
urlpatterns = [
    path("record/<int:record_id>/", public_pages.record, name="record"),
    path("record/<int:record_id>/marc/", public_pages.marc, name="marc"),
    path("record/<int:record_id>.mrc", public_pages.download, {"code": "marc"}, name="mrc"),
    path("record/<int:record_id>.xml", public_pages.download, {"code": "marcxml"}, name="xml"),
    path("record/<int:record_id>.dc.xml", public_pages.download, {"code": "dc"}, name="dc"),
    path("record/<int:record_id>.mods.xml", public_pages.download, {"code": "mods"}, name="mods"),
    path("record/<int:record_id>.ris", public_pages.download, {"code": "ris"}, name="ris"),
    path("record/<int:record_id>.bib", public_pages.download, {"code": "bibtex"}, name="bibtex"),
    path("record/<int:record_id>.csv", public_pages.download, {"code": "csv"}, name="csv"),
    path("record/<int:record_id>.xlsx", public_pages.download, {"code": "xlsx"}, name="xlsx"),
    path("record/<int:record_id>.gb18030.mrc", public_pages.download, {"code": "marc-gb18030"}, name="mrc-gb18030"),
    path("record/list/<slug:code>/", public_pages.export, name="export-list"),
    path("classes/", shelves.classes, name="classes"),
    path("shelves/<slug:site_code>/", shelves.shelf, name="shelf"),
    path("staff/catalogue/classes/", shelves.class_table, name="class-table"),
    path("staff/catalogue/exports/", exports.exports, name="exports"),
    path("staff/catalogue/", staff.records, name="records"),
    path("staff/catalogue/new/", staff.new_record, name="new-record"),
    path("staff/catalogue/<int:record_id>/", staff.edit_record, name="edit-record"),
    path("staff/catalogue/<int:record_id>/marc/", staff.edit_marc, name="edit-marc"),
    path("staff/catalogue/new/fields/", editor.new, name="new-fields"),
    path("staff/catalogue/<int:record_id>/fields/", editor.fields, name="edit-fields"),
    path("staff/catalogue/<int:record_id>/history/", editor.history, name="history"),
    path("staff/catalogue/<int:record_id>/history/<int:number>/restoration/", editor.restore, name="restore-version"),
    path("staff/catalogue/<int:record_id>/doubles/", merging.doubles, name="doubles"),
    path("staff/catalogue/<int:record_id>/merge/<int:other_id>/", merging.merge, name="merge"),
    path("staff/catalogue/merges/<int:merge_id>/undoing/", merging.undo, name="undo-merge"),
    path("staff/catalogue/<int:record_id>/items/", staff.add_item, name="add-item"),
    path("staff/items/<int:item_id>/", staff.item, name="item"),
    path("staff/items/<int:item_id>/withdrawal/", staff.withdraw, name="withdraw-item"),
    path("staff/catalogue/imports/", imports.imports, name="imports"),
    path("staff/catalogue/imports/preview/<uuid:file_id>/", imports.preview, name="import-preview"),
    path("staff/catalogue/imports/<int:run_id>/", imports.run, name="import-run"),
    path("staff/catalogue/imports/<int:run_id>/problems.csv", imports.problems_csv, name="import-problems"),
]
