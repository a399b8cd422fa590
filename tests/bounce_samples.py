"""Reports as mail servers write them, about a letter with a given Message-ID or return path."""

from email.message import EmailMessage

NOBODY = "smtp; 550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown"
_HEAD = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Mar 2026 10:00:00 +0000
Message-ID: <{serial}@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
"""
_STATUS = (
    _HEAD
    + """\
Content-Type: multipart/report; report-type=delivery-status; boundary="=_back"

--=_back
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=_back
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 2 Mar 2026 09:59:58 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: {diagnostic}

--=_back
Content-Type: text/rfc822-headers

From: Northwind Traders <invitations@example.com>
To: {recipient}
Subject: Your invitation
Message-ID: {message_id}

--=_back--
"""
)
_COMPLAINT = (
    _HEAD
    + """\
Content-Type: multipart/report; report-type=feedback-report; boundary="=_back"

--=_back
Content-Type: text/plain

This is an email abuse report.

--=_back
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{to}>
Original-Rcpt-To: <{recipient}>

--=_back
Content-Type: message/rfc822

From: Northwind Traders <invitations@example.com>
To: {recipient}
Subject: Your invitation
Message-ID: {message_id}

Welcome.
--=_back--
"""
)


def delivery_status(**parts) -> bytes:
    """A report of delivery (RFC 3464)."""
    return _fill(_STATUS, parts)


def feedback(kind="abuse", **parts) -> bytes:
    """A complaint (RFC 5965)."""
    return _fill(_COMPLAINT, {"feedback": kind, **parts})


def _fill(form, parts):
    values = {
        "to": "invitations@example.com",
        "serial": "report-1",
        "kind": "delivery-status",
        "recipient": "ada@example.org",
        "action": "failed",
        "status": "5.1.1",
        "diagnostic": NOBODY,
        "message_id": "<none@example.com>",
        **parts,
    }
    return form.format(**values).replace("\n", "\r\n").encode()


def prose(text, *, message_id="<none@example.com>", **headers) -> bytes:
    """A mail in free text that quotes the letter's header."""
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON@mx.example.net"
    mail["To"] = "invitations@example.com"
    mail["Subject"] = "failure notice"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{text}\n\n--- Below is a copy.\n\nMessage-ID: {message_id}\n")
    return mail.as_bytes()


QMAIL = """\
Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)
"""
