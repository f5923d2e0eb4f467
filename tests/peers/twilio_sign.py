"""Signs random requests with Twilio's own Python library, one JSON object a line.

    pip install twilio==9.13.0
    python tests/peers/twilio_sign.py SEED COUNT

The lines have the shape of tests/vectors/twilio.json. The same seed gives the same lines.
"""

import hashlib
import json
import random
import sys
from urllib.parse import quote, quote_plus

from twilio.request_validator import RequestValidator

ALPHABET = "aZ0 +&=%?#/:;,.~-_\"'\\\n\r\t\0éßñ中אّ\u200d\ufeff👋🏽e\u0301"
FORM = "application/x-www-form-urlencoded"


def text(rng, longest):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(longest)))


def url(rng):
    scheme = rng.choice(["https", "http"])
    host = rng.choice(["a.example", "hooks.example.com:8443", "x.example:443", "y.example:80"])
    path = "/" + quote(text(rng, 8), safe="/")
    query = rng.choice(["", "?q=" + quote_plus(text(rng, 8)), "?a=1&a=1&b"])
    return f"{scheme}://{host}{path}{query}"


def form(rng):
    pairs = [(text(rng, 6), text(rng, 30)) for _ in range(rng.randrange(8))]
    pairs += [pair for pair in pairs if rng.random() < 0.3]
    pairs += [(name, text(rng, 5)) for name, _ in pairs if rng.random() < 0.3]
    rng.shuffle(pairs)
    escape = rng.choice([quote, quote_plus])
    body = "&".join(f"{escape(n, safe='')}={escape(v, safe='')}" for n, v in pairs)
    values = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return body, values


class Values(dict):
    """Several values of one name, as the frameworks that the library knows have them."""

    def getlist(self, name):
        return self[name]


def case(rng):
    secret = text(rng, 20).replace(",", "") or "s"
    validator = RequestValidator(secret)
    algorithm = rng.choice(["HMAC_SHA1", "HMAC_SHA256"])
    address = url(rng)
    if rng.random() < 0.3:
        body = json.dumps({"Body": text(rng, 20)}, ensure_ascii=rng.random() < 0.5)
        digest = hashlib.sha256(body.encode()).hexdigest()
        address += ("&" if "?" in address else "?") + "bodySHA256=" + digest
        content_type, values = "application/json", {}
    else:
        content_type = FORM
        body, values = form(rng)
    signature = validator.compute_signature(address, Values(values), algorithm)
    return {
        "why": "signed by Twilio's library",
        "secret": secret,
        "url": address,
        "content_type": content_type,
        "body": body,
        "algorithm": algorithm,
        "signature": signature,
    }


def main():
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(json.dumps(case(rng)))


main()
