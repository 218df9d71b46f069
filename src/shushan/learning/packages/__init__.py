"""Packages of course ware as others make them: SCORM 1.2, SCORM 2004, xAPI (Tin Can). Read, never trusted, never unpacked."""
