"""A built report as one HTML file that stands alone: no script, no address outside, prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.reporting import pictures, words
from shushan.reporting.documents import appendix, charts, titles
from shushan.reporting.terms import Built, Piece, Run

LOOK: Final = """
body{margin:2rem auto;max-width:44rem;padding:0 1rem;font:1.05rem/1.9 "Songti SC","Noto Serif CJK SC",SimSun,serif;color:#222}
h1{text-align:center;font-size:1.7rem;line-height:1.4;word-break:keep-all;overflow-wrap:anywhere;text-wrap:balance}h2{font-size:1.25rem;margin-top:2rem}
p{margin:.4rem 0;text-indent:2em}li,td,th,figcaption,.plain{text-indent:0}figure{margin:1.2rem 0;overflow-x:auto}
figcaption{text-align:center;font-size:.95rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left}
td{text-align:right}td:first-child{text-align:left}.receipts td{text-align:left}
sup{font-size:.65em}a{color:#24594a}.digest{font-family:monospace;word-break:break-all;font-size:.8rem}svg,img{width:100%;height:auto}a.number{color:inherit;text-decoration-style:dotted}details{font-size:.9rem}
@media print{body{margin:0;max-width:none}a{color:inherit;text-decoration:none}.receipts{page-break-before:always}details{display:none}}
"""


def html(built: Built, *, author: str) -> bytes:
    """Return the document. Every figure leads to its row in the appendix."""
    body = "".join(_piece(one, built) for one in built.pieces)
    if not any(piece.kind == "appendix" for piece in built.pieces):
        body += _appendix(built)
    page = (
        f'<!doctype html><html lang={quoteattr(get_language() or "zh-hans")}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="author" content={quoteattr(author)}>'
        f"<title>{escape(built.title)}</title><style>{LOOK}</style></head><body>{body}</body></html>"
    )
    return page.encode()


def _piece(piece: Piece, built: Built) -> str:
    if piece.kind == "heading":
        said = _runs(piece.runs, words_whole=piece.level == 1)
        return f"<h{piece.level}>{said}</h{piece.level}>"
    if piece.kind in ("paragraph", "item"):
        return f"<p>{'· ' if piece.kind == 'item' else ''}{_runs(piece.runs)}</p>"
    if piece.kind == "appendix":
        return _appendix(built)
    if piece.kind == "picture":
        picture = f"<img src={quoteattr(pictures.address_of(piece))} alt={quoteattr(piece.alt)}>"
        return f"<figure>{picture}<figcaption>{escape(piece.caption)}</figcaption></figure>"
    marks = "".join(_note(number) for number in piece.figures)
    caption = f"<figcaption>{escape(piece.caption)}{marks}</figcaption>"
    if piece.kind == "table":
        return f"<figure>{caption}{_table(piece.rows)}</figure>"
    numbers = ((_("项目"), _("数值")), *((label, shown) for label, shown, _number in piece.points))
    table = f"<details><summary>{escape(_('数据表'))}</summary>{_table(numbers)}</details>"
    return f"<figure>{charts.svg(piece.points, title=piece.caption)}{caption}{table}</figure>"


def _runs(runs: Sequence[Run], *, words_whole: bool = False) -> str:
    return "".join(_run(run, words_whole) for run in runs)


def _run(run: Run, words_whole: bool) -> str:
    text = titles.breakable(run.text) if words_whole else escape(run.text)
    if run.mark:
        text = f"<span title={quoteattr(run.mark)}>{text}<sup>{words.MARK}</sup></span>"
    if run.figure is None:
        return text
    return f'<a class="number" href="#figure-{run.figure + 1}">{text}</a>{_note(run.figure)}'


def _note(figure: int) -> str:
    return f'<sup><a href="#figure-{figure + 1}">[{figure + 1}]</a></sup>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in rows[0])
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(t)}</td>" for t in row[1:])}</tr>'
        for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _appendix(built: Built) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in appendix.headings())
    rows = "".join(
        f'<tr id="figure-{row.number}">{"".join(_cell(n, text, row) for n, text in enumerate(row.cells[:-1]))}'
        f'<td class="digest">{escape(row.receipt.digest or "—")}</td></tr>'
        for row in appendix.rows(built)
    )
    lines = [f"{words.MARK} {text}：{basis}" for text, basis in appendix.typed(built)]
    lines += [*appendix.restated(built), *appendix.closing(built)]
    said = "".join(f'<p class="plain">{escape(line)}</p>' for line in lines)
    title = escape(_("附录：本报告的每一个数"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section class="receipts"><h2>{title}</h2>{table}{said}</section>'


def _cell(place: int, text: str, row: appendix.Row) -> str:
    """Return a cell of the appendix; the number opens its records."""
    if place == appendix.NUMBER_AT and row.receipt.address:
        return f"<td><a href={quoteattr(row.receipt.address)}>{escape(text)}</a></td>"
    return f"<td>{escape(text)}</td>"
