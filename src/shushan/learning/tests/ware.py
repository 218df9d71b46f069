# ruff: noqa: E501
"""Packages of course ware for tests, in the true shape of what authoring tools export."""

from __future__ import annotations

import io
import zipfile

MANIFEST12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="MANIFEST-A" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="ORG"><organization identifier="ORG"><title>防火常识</title>%(items)s</organization></organizations>
  <resources>%(resources)s</resources>
</manifest>"""
MANIFEST2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="M2" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
  <organizations default="ORG"><organization identifier="ORG"><title>急救入门</title>
    <item identifier="I1" identifierref="R1"><title>止血</title><adlcp:dataFromLMS>lang=zh</adlcp:dataFromLMS>
      <imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">
        <imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing>
    </item></organization></organizations>
  <resources><resource identifier="R1" type="webcontent" adlcp:scormType="sco" href="index.html"><file href="index.html"/></resource></resources>
</manifest>"""
TINCAN = """<?xml version="1.0" encoding="utf-8"?>
<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>
  <activity id="http://example.org/ware/first-aid" type="http://adlnet.gov/expapi/activities/course"><name>急救问答</name>
    <description lang="zh-CN">三问</description><launch lang="zh-CN">index.html</launch></activity>
  <activity id="http://example.org/ware/first-aid/q1" type="http://adlnet.gov/expapi/activities/cmi.interaction"><name>一</name></activity>
</activities></tincan>"""
ACTIVITY = "http://example.org/ware/first-aid"
# A unit as ADL's own samples look for the run-time, with three pages and a score at the end.
PAGE12 = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>课件</title><script>
function scan(win){var n=0;while(win.API==null&&win.parent!=null&&win.parent!=win&&n<7){n++;win=win.parent;}return win.API;}
var api=scan(window);var page=1;
function draw(){document.getElementById("p").textContent="第 "+page+" 页，共 3 页";api.LMSSetValue("cmi.core.lesson_location",String(page));api.LMSSetValue("cmi.suspend_data","seen="+page);api.LMSCommit("");}
function begin(){document.getElementById("i").textContent=api.LMSInitialize("")+" "+api.LMSGetValue("cmi.core.entry")+" "+api.LMSGetValue("cmi.core.student_name");
 var at=api.LMSGetValue("cmi.core.lesson_location");if(at){page=Number(at);}else{api.LMSSetValue("cmi.core.lesson_status","incomplete");}draw();
 try{document.getElementById("c").textContent="cookie:"+document.cookie;}catch(e){document.getElementById("c").textContent="no cookies";}
 try{window.top.document.title;document.getElementById("t").textContent="reached";}catch(e){document.getElementById("t").textContent="cut off";}}
function next(){if(page<3){page++;draw();}else{api.LMSSetValue("cmi.core.score.raw","90");api.LMSSetValue("cmi.core.lesson_status","completed");api.LMSSetValue("cmi.core.session_time","09:00:00");api.LMSFinish("");document.getElementById("p").textContent="结束";}}
</script></head><body onload="begin()"><h1>防火常识</h1><p id="p"></p><p id="i"></p><p id="c"></p><p id="t"></p><button id="n" onclick="next()">下一页</button></body></html>"""
PAGE2004 = """<html><head><script>
function find(win){while(win.API_1484_11==null&&win.parent&&win.parent!=win){win=win.parent;}return win.API_1484_11;}
var api=null;if(window.parent&&window.parent!=window){api=find(window.parent);}
function go(){api.Initialize("");document.getElementById("i").textContent=api.GetValue("cmi.entry")+"|"+api.GetValue("cmi.suspend_data")+"|"+api.GetValue("cmi.launch_data")+"|"+api.GetValue("cmi.scaled_passing_score");
api.SetValue("cmi.suspend_data","half");api.SetValue("cmi.exit","suspend");api.Commit("");}
function end(){api.SetValue("cmi.score.scaled","0.8");api.SetValue("cmi.success_status","passed");api.SetValue("cmi.completion_status","completed");api.SetValue("cmi.session_time","PT9H");api.Terminate("");}
</script></head><body onload="go()"><p id="i"></p><button id="e" onclick="end()">完成</button></body></html>"""
PAGEX = """<!doctype html><html><head><meta charset="utf-8"><script>
var q=new URLSearchParams(location.search);
function send(verb,result){var s={actor:JSON.parse(q.get("actor")),verb:{id:"http://adlnet.gov/expapi/verbs/"+verb},object:{id:q.get("activity_id")},timestamp:new Date().toISOString()};if(result)s.result=result;
return fetch(q.get("endpoint")+"statements",{method:"POST",headers:{"Authorization":q.get("auth"),"Content-Type":"application/json","X-Experience-API-Version":"1.0.1"},body:JSON.stringify(s)}).then(function(a){document.getElementById("i").textContent=verb+" "+a.status;});}
</script></head><body onload="send('initialized')"><p id="i"></p><button id="e" onclick="send('passed',{score:{scaled:0.7},success:true})">完成</button></body></html>"""


def packed(files: dict[str, str | bytes]) -> bytes:
    """Return a zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


def manifest12(*, units: int = 1, mastery: str = "80", href: str = "content/index.html") -> str:
    items = "".join(
        f'<item identifier="I{n}" identifierref="R{n}" isvisible="true"><title>第 {n} 节</title>'
        f"<adlcp:masteryscore>{mastery}</adlcp:masteryscore></item>"
        for n in range(1, units + 1)
    )
    resources = "".join(
        f'<resource identifier="R{n}" type="webcontent" adlcp:scormtype="sco" href="{href}?n={n}"><file href="{href}"/></resource>'
        for n in range(1, units + 1)
    )
    return MANIFEST12 % {"items": items, "resources": resources}


def scorm12(**more: object) -> bytes:
    page: dict[str, str | bytes] = {
        "content/index.html": PAGE12,
        "content/图.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    return packed({"imsmanifest.xml": manifest12(**more)} | page)  # type: ignore[arg-type]


def scorm2004() -> bytes:
    return packed({"imsmanifest.xml": MANIFEST2004, "index.html": PAGE2004})


def tincan() -> bytes:
    return packed({"tincan.xml": TINCAN, "index.html": PAGEX})
