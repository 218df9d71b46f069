"""The doors of the HTTP API beside those of devices: public reads, a reader's own, the steps of OAuth 2."""
