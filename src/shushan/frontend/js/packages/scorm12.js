import { Scorm12API } from "scorm-again/scorm12/min";
import { bridge } from "./bridge.js";

const api = new Scorm12API({ autocommit: false, lmsCommitUrl: false, logLevel: 5, mastery_override: false });
bridge({ api, global: "API", initialize: "LMSInitialize", terminate: "LMSFinish", commit: "LMSCommit", set: "LMSSetValue" });
