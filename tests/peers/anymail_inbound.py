"""Reads the fixtures of the email connector with django-anymail, one JSON object a line.

    pip install django-anymail==15.2 Django==5.2.19
    python tests/peers/anymail_inbound.py components/email/fixtures

Proofs are not checked: the fixtures have none. A field that anymail does not know is null; a request
that it does not read has `refused` and nothing else.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    ANYMAIL={
        "WEBHOOK_SECRET": "user:password",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "key",
        "SENDGRID_WEBHOOK_VERIFICATION_KEY": None,
    },
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    DATA_UPLOAD_MAX_NUMBER_FIELDS=None,
)
django.setup()
warnings.simplefilter("ignore")

from anymail.webhooks.mailgun import MailgunInboundWebhookView  # noqa: E402
from anymail.webhooks.postmark import PostmarkInboundWebhookView  # noqa: E402
from anymail.webhooks.sendgrid import SendGridInboundWebhookView  # noqa: E402
from django.test import RequestFactory  # noqa: E402

VIEWS = {
    "mailgun": MailgunInboundWebhookView(),
    "postmark": PostmarkInboundWebhookView(),
    "sendgrid": SendGridInboundWebhookView(),
}


def request(file):
    """A fixture: a line why it exists, the request line, headers, an empty line, the body."""
    head, body = file.read_bytes().split(b"\n\n", 1)
    _, request_line, *headers = head.decode().split("\n")
    _, target, _ = request_line.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in headers)}
    return RequestFactory().post(target, body[:-1], content_type=headers["content-type"])


def message(provider, request):
    view = VIEWS[provider]
    if provider == "postmark":
        return view.esp_to_anymail_event(json.loads(request.body)).message
    return view.parse_events(request)[0].message


def addresses(header):
    return [{"name": a.display_name or None, "address": a.addr_spec} for a in header]


def attachment(part):
    """The bytes of an attached mail are left out: anymail writes it anew."""
    content = None if part.get_content_maintype() == "message" else part.get_content_bytes()
    return {
        "name": part.get_filename(),
        "content_type": part.get_content_type(),
        "content_id": part["Content-ID"],
        "size": None if content is None else len(content),
        "sha256": None if content is None else hashlib.sha256(content).hexdigest(),
    }


def files(message):
    """Attachments and pictures, in the order of the mail."""
    parts = message.walk()
    return [attachment(part) for part in parts if part.is_attachment() or part.is_inline()]


def read(provider, file):
    mail = message(provider, request(file))
    return {
        "from": addresses(mail.get_address_header("From")),
        "to": addresses(mail.to),
        "cc": addresses(mail.cc),
        "subject": mail.subject,
        "date": mail.date and int(mail.date.timestamp() * 1000),
        "message_id": mail["Message-ID"],
        "text": mail.text,
        "html": mail.html,
        "files": files(mail),
        "envelope_sender": mail.envelope_sender,
        "envelope_recipient": mail.envelope_recipient,
    }


def line(provider, file):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    head = {"provider": provider, "fixture": file.parent.name, "request_sha256": digest}
    try:
        return head | read(provider, file)
    except Exception as error:  # Whatever it is: a request that anymail does not read.
        return head | {"refused": type(error).__name__}


def main():
    root = Path(sys.argv[1])
    for provider in sorted(VIEWS):
        for file in sorted(root.glob(f"{provider}/*/request.http")):
            print(json.dumps(line(provider, file)))


main()
