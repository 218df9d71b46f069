// HTMX makes the pages pleasant; every form works without it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { forgetAtSignOut } from "./offline/forget.js";
import { focusAfterSwap } from "./focus.js";
import { pickAll } from "./lists.js";
import { foldWhenNarrow, openWhenWide } from "./menu.js";
import { printWhenAsked } from "./print.js";
import { queueScans } from "./scans.js";
import { reachScrollers, showCurrentTab } from "./scroll.js";
import { offerTitles } from "./typeahead.js";

htmx.config.includeIndicatorStyles = false; // the content security policy forbids inline styles
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "(403|404|409|422|429)", swap: true, error: false }, // a refusal is shown where the answer would stand
  { code: "[45]..", swap: false, error: true },
];
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
forgetAtSignOut();
focusAfterSwap();
offerTitles();
foldWhenNarrow();
openWhenWide();
pickAll();
printWhenAsked();
queueScans(htmx);
reachScrollers();
showCurrentTab();
addEventListener("resize", reachScrollers);
document.addEventListener("htmx:afterSettle", reachScrollers);
