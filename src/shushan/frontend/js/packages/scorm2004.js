import { Scorm2004API } from "scorm-again/scorm2004/min";
import { bridge } from "./bridge.js";

const api = new Scorm2004API({ autocommit: false, lmsCommitUrl: false, logLevel: 5 });
bridge({ api, global: "API_1484_11", initialize: "Initialize", terminate: "Terminate", commit: "Commit", set: "SetValue" });
