# ruff: noqa: E501
"""A package of course ware for the demonstration, in the true shape of SCORM 1.2: four pages and three questions."""

from __future__ import annotations

import io
import zipfile
from typing import Final

_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="SHUSHAN-FIRE" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="ORG"><organization identifier="ORG"><title>阅览室消防常识</title>
    <item identifier="UNIT" identifierref="RES"><title>阅览室消防常识</title>
      <adlcp:masteryscore>60</adlcp:masteryscore></item></organization></organizations>
  <resources><resource identifier="RES" type="webcontent" adlcp:scormtype="sco" href="index.html">
    <file href="index.html"/><file href="ware.js"/><file href="ware.css"/></resource></resources>
</manifest>
"""
_PAGE: Final = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>阅览室消防常识</title><link rel="stylesheet" href="ware.css"><script src="ware.js"></script></head>
<body><main id="main" tabindex="-1"></main>
<nav><button id="back" type="button">上一页</button><span id="place"></span><button id="next" type="button">下一页</button></nav>
</body></html>
"""
_STYLE: Final = """body { margin: 0; font: 18px/1.8 "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif; color: #1d2b36; background: #fff; }
main { padding: 20px 24px 96px; max-width: 38em; outline: none; }
h1 { font-size: 1.4em; margin: 0 0 .5em; color: #0b4f8a; }
fieldset { border: 1px solid #c8d3db; border-radius: 6px; margin: 0 0 1em; }
label { display: block; min-height: 44px; }
nav { position: fixed; inset: auto 0 0 0; display: flex; justify-content: space-between; align-items: center; padding: 10px 24px; background: #eef3f6; }
button { font: inherit; min-height: 44px; padding: 4px 18px; border: 1px solid #0b4f8a; border-radius: 6px; background: #0b4f8a; color: #fff; }
button:disabled { background: #fff; color: #5b6b76; border-color: #c8d3db; }
"""
_SCRIPT: Final = """"use strict";
var pages = [
  ["先认出口", "每一层阅览室都有两个出口，灯牌是绿色的。开馆第一件事，是把两个出口前面的书车推开。"],
  ["灭火器怎样用", "提到离火三米的地方，拔掉插销，对准火的根部，压下把手，左右扫。电器着火先断电。"],
  ["先人后书", "听到警铃，不收书，不还书，不坐电梯。请读者弯腰、捂住口鼻，沿灯牌走，到门前广场点名。"]
];
var asked = [
  ["灭火器要对准哪里", ["火苗的顶上", "火的根部", "冒烟的地方"], 1],
  ["听到警铃先做什么", ["把书归架", "坐电梯下楼", "带读者沿灯牌离开"], 2],
  ["出口的灯牌是什么颜色", ["绿色", "红色", "蓝色"], 0]
];
var api = null, at = 0;
function find(win) {
  var tries = 0;
  while (!win.API && win.parent && win.parent !== win && tries < 10) { tries += 1; win = win.parent; }
  return win.API || null;
}
function say(key, value) { if (api) { api.LMSSetValue(key, value); } }
function draw() {
  var main = document.getElementById("main");
  main.textContent = "";
  var head = document.createElement("h1");
  main.appendChild(head);
  if (at < pages.length) {
    head.textContent = pages[at][0];
    var text = document.createElement("p");
    text.textContent = pages[at][1];
    main.appendChild(text);
  } else {
    head.textContent = "三道小题";
    asked.forEach(function (one, n) {
      var set = document.createElement("fieldset"), name = document.createElement("legend");
      name.textContent = one[0];
      set.appendChild(name);
      one[1].forEach(function (answer, k) {
        var label = document.createElement("label"), box = document.createElement("input");
        box.type = "radio"; box.name = "q" + n; box.value = String(k);
        label.appendChild(box);
        label.appendChild(document.createTextNode(" " + answer));
        set.appendChild(label);
      });
      main.appendChild(set);
    });
  }
  document.getElementById("place").textContent = (at + 1) + " / " + (pages.length + 1);
  document.getElementById("back").disabled = at === 0;
  document.getElementById("next").textContent = at < pages.length ? "下一页" : "交卷";
  main.focus();
  say("cmi.core.lesson_location", String(at));
  if (api) { api.LMSCommit(""); }
}
function hand_in() {
  var right = 0;
  asked.forEach(function (one, n) {
    var chosen = document.querySelector("input[name=q" + n + "]:checked");
    if (chosen && Number(chosen.value) === one[2]) { right += 1; }
  });
  var score = Math.round(right * 100 / asked.length);
  say("cmi.core.score.raw", String(score));
  say("cmi.core.lesson_status", score >= 60 ? "passed" : "failed");
  document.getElementById("main").textContent = "答对 " + right + " 题，得 " + score + " 分。" + (score >= 60 ? "这一课的内容学完了。" : "请翻回去再看一遍，再交一次。");
  if (api) { api.LMSCommit(""); }
}
addEventListener("load", function () {
  api = find(window);
  if (api) {
    api.LMSInitialize("");
    at = Math.min(pages.length, Number(api.LMSGetValue("cmi.core.lesson_location")) || 0);
    if (!/passed|completed/.test(api.LMSGetValue("cmi.core.lesson_status"))) { say("cmi.core.lesson_status", "incomplete"); }
  }
  document.getElementById("back").onclick = function () { at -= 1; draw(); };
  document.getElementById("next").onclick = function () { if (at < pages.length) { at += 1; draw(); } else { hand_in(); } };
  draw();
});
addEventListener("pagehide", function () { if (api) { api.LMSFinish(""); } });
"""


def course_ware() -> io.BytesIO:
    """Return the package as a zip, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in (
            ("imsmanifest.xml", _MANIFEST),
            ("index.html", _PAGE),
            ("ware.css", _STYLE),
            ("ware.js", _SCRIPT),
        ):
            made.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    out.seek(0)
    return out
