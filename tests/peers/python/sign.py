"""Official SDKs as senders of webhooks: signs, verifies and sends what it is asked to.

    tests/peers/install
    ~/.cache/throughline/peers/python/bin/python tests/peers/python/sign.py

A question is a line of JSON on standard input, its answer a line of JSON on standard output:

    {"peer": "slack", "secret", "url", "content_type", "timestamp", "id", "body"} -> {"headers": {…}}
    {"peer": "line", "verify": true, "secret", "url", "body", "headers": {…}}     -> {"valid": true}
    {"peer": "cloudevents", "mode", "events": [{"attributes", "data"}], "sink", "headers": {…}}
                                                                                  -> {"body": "…"}

What an SDK raises is {"error": "…"}. Each SDK is imported when it is asked for: some take a second.
"""

import json
import sys
from datetime import datetime, timezone
from urllib.parse import parse_qsl, urlsplit


class Values(dict):
    """Several values of one name, as the frameworks that Twilio's library knows have them."""

    def getlist(self, name):
        return self[name]


def sign_twilio(question):
    from twilio.request_validator import SIGNATURE_SETTINGS_HEADER, RequestValidator

    body, url = question["body"], question["url"]
    algorithm = question.get("algorithm", "HMAC_SHA1")
    validator = RequestValidator(question["secret"])
    if question["content_type"] == "application/json":
        url += ("&" if urlsplit(url).query else "?") + "bodySHA256=" + validator.compute_hash(body)
        values, signed = {}, body
    else:
        values = Values()
        for name, value in parse_qsl(body, keep_blank_values=True, strict_parsing=True):
            values.setdefault(name, []).append(value)
        signed = values
    signature = validator.compute_signature(url, values, algorithm)
    assert validator.validate(url, signed, signature, algorithm), "not what it validates"
    headers = {"X-Twilio-Signature": signature}
    if algorithm != "HMAC_SHA1":
        headers[SIGNATURE_SETTINGS_HEADER] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return {"headers": headers, "url": url}


def sign_slack(question):
    from slack_sdk.signature import Clock, SignatureVerifier

    class Then(Clock):
        def now(self):
            return question["timestamp"]

    body, timestamp = question["body"], str(question["timestamp"])
    verifier = SignatureVerifier(question["secret"], Then())
    signature = verifier.generate_signature(timestamp=timestamp, body=body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    assert verifier.is_valid_request(body, headers), "not what it verifies"
    return {"headers": headers}


def sign_standard(question, webhook, prefix):
    """The timestamp must be UTC: the libraries read any other as if it were."""
    body, ident, seconds = question["body"], question["id"], question["timestamp"]
    at = datetime.fromtimestamp(seconds, tz=timezone.utc)
    headers = {
        f"{prefix}-id": ident,
        f"{prefix}-timestamp": str(seconds),
        f"{prefix}-signature": webhook.sign(ident, at, body),
    }
    if not question.get("stale"):
        webhook.verify(body, headers)
    return {"headers": headers}


def sign_standardwebhooks(question):
    from standardwebhooks import Webhook

    return sign_standard(question, Webhook(question["secret"]), "webhook")


def sign_svix(question):
    from svix.webhooks import Webhook

    return sign_standard(question, Webhook(question["secret"]), "svix")


def verify_line(question):
    from linebot.v3.webhook import SignatureValidator

    signature = question["headers"]["x-line-signature"]
    return SignatureValidator(question["secret"]).validate(question["body"], signature)


def verify_meta(question):
    from pywa.utils import HUB_SIG, webhook_updates_validator

    signature = question["headers"][HUB_SIG.lower()]
    return webhook_updates_validator(question["secret"], question["body"].encode(), signature)


def verify_square(question):
    from square.utils.webhooks_helper import verify_signature

    return verify_signature(
        request_body=question["body"],
        signature_header=question["headers"]["x-square-hmacsha256-signature"],
        signature_key=question["secret"],
        notification_url=question["url"],
    )


def emit_cloudevents(question):
    """The SDK makes messages and leaves sending to others; batches it does not know."""
    import requests
    from cloudevents.core.bindings.http import to_binary_event, to_structured_event
    from cloudevents.core.v1.event import CloudEvent

    def event(written):
        attributes = dict(written["attributes"])
        attributes["time"] = datetime.fromisoformat(attributes["time"])
        return CloudEvent(attributes=attributes, data=written["data"])

    events = [event(written) for written in question["events"]]
    if question["mode"] == "batch":
        headers = {"content-type": "application/cloudevents-batch+json"}
        body = b"[" + b",".join(to_structured_event(event).body for event in events) + b"]"
    else:
        make = {"binary": to_binary_event, "structured": to_structured_event}[question["mode"]]
        (message,) = (make(event) for event in events)
        headers, body = message.headers, message.body
    answer = requests.post(
        question["sink"], headers={**headers, **question["headers"]}, data=body, timeout=60
    )
    return {"body": answer.text}


SIGN = {
    "twilio": sign_twilio,
    "slack": sign_slack,
    "standardwebhooks": sign_standardwebhooks,
    "svix": sign_svix,
    "cloudevents": emit_cloudevents,
}
VERIFY = {"line": verify_line, "meta": verify_meta, "square": verify_square}


def answer(question):
    try:
        if question.get("verify"):
            return {"valid": VERIFY[question["peer"]](question)}
        return SIGN[question["peer"]](question)
    except Exception as error:  # Whatever it is, it is the answer.
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
