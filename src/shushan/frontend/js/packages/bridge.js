// Runs inside a package's frame, before its own script. The frame has no origin of ours: it can reach neither the page around
// it nor the server's session. So the run-time of SCORM lives in here, answers at once as the standard wants it, begins with
// what the page put into the frame's name, and tells the page what to keep. The name outlives a change of page in the frame.

export function bridge({ api, global, initialize, terminate, commit, set }) {
  const page = window.parent;
  const home = new URL(location.href).origin;
  let held;
  try {
    held = JSON.parse(window.name);
  } catch { /* a frame inside the package */ }
  if (held?.shushan !== 1 || page === window) return;

  api.loadFromFlattenedJSON(held.state, "");
  const run = { isRunning: held.isRunning, isOver: false };

  function flat() {
    const found = {};
    for (const [key, value] of Object.entries(api.getFlattenedCMI())) {
      if (typeof value === "string" || typeof value === "number") found[key] = String(value);
    }
    return found;
  }

  function remember() {
    const state = flat();
    window.name = JSON.stringify({ shushan: 1, state, isRunning: run.isRunning });
    return state;
  }

  function keep() {
    page.postMessage({ shushan: "run", cmi: remember() }, home);
  }

  // A unit of several pages that did not finish goes on: the run-time of the page before is gone, so it begins again unseen.
  if (run.isRunning) api[initialize]("");
  const own = {
    [initialize]: (text) => {
      if (run.isRunning && !run.isOver) return "true";
      const answer = api[initialize](text);
      run.isRunning = String(answer) === "true" || run.isRunning;
      remember();
      return String(answer);
    },
    [terminate]: (text) => {
      const answer = api[terminate](text);
      if (String(answer) === "true") {
        run.isRunning = false;
        run.isOver = true;
        keep();
      }
      return String(answer);
    },
    [commit]: (text) => {
      const answer = api[commit](text);
      if (String(answer) === "true") keep();
      return String(answer);
    },
    [set]: (key, value) => {
      const answer = api[set](key, value);
      if (String(answer) === "true") later();
      return String(answer);
    },
  };
  const door = new Proxy(api, { get: (target, name) => own[name] ?? (typeof target[name] === "function" ? (...some) => answered(target[name](...some)) : target[name]) });

  function answered(value) {
    return typeof value === "boolean" ? String(value) : value;
  }

  let timer = 0;
  function later() { // what a unit sets and never commits is kept all the same
    clearTimeout(timer);
    timer = setTimeout(keep, 2000);
  }
  addEventListener("pagehide", () => { if (run.isRunning) keep(); });

  // Units look for the run-time in their own window, then up through the parents: here the way up ends at once.
  const above = { [global]: door, closed: false };
  above.parent = above;
  above.top = above;
  for (const [name, value] of [[global, door], ["parent", above], ["opener", null]]) {
    try {
      Object.defineProperty(window, name, { value, configurable: true, writable: true });
    } catch { /* a browser that does not let us: found in the window itself */ }
  }
}
