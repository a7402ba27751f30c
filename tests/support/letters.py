"""E-mails: of made-up people, built with the library or written line by line as programs write them; and read again."""

import base64
import email
import email.policy
from collections.abc import Iterable
from email.message import EmailMessage

SENT = "Fri, 20 Nov 2026 16:05:06 +0200"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PRIVATE = ("a.teacher@oaklane.example", "A subject nobody keeps", "A text nobody keeps")
"""What must not come out of any e-mail."""


def letter(
    *attached: tuple[str, bytes],
    kind: tuple[str, str] = XLSX,
    sent: str | None = SENT,
    letters: Iterable[bytes] = (),
    sender: str = PRIVATE[0],
) -> bytes:
    """An e-mail with these attachments, and with these e-mails in it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"A. Teacher <{sender}>", "hub@northmoor.example", PRIVATE[1]
    if sent is not None:
        mail["Date"] = sent
    mail.set_content(PRIVATE[2])
    mail.add_alternative(f"<p>{PRIVATE[2]}</p>", subtype="html")
    for name, content in attached:
        mail.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    for one in letters:
        mail.add_attachment(parsed(one), filename=f"{PRIVATE[1]}.eml")
    return mail.as_bytes()


def parsed(data: bytes) -> EmailMessage:
    """The e-mail as the library has it."""
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def read_draft(data: bytes) -> EmailMessage:
    """A letter that is not sent yet, as mail programs take it: without defects."""
    found = parsed(data)
    assert found.defects == []
    assert found["X-Unsent"] == "1"
    return found


def body(message: EmailMessage) -> str:
    """Its words."""
    part = message.get_body(("plain",))
    assert part
    return part.get_content().replace("\r\n", "\n")


def written(text: str, **parts: bytes) -> bytes:
    """An e-mail line by line, with {name} for the base64 of a part, and CRLF as on the wire."""
    for name, content in parts.items():
        text = text.replace(f"{{{name}}}", base64.encodebytes(content).decode().strip())
    return text.strip("\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\r\n"


GMAIL = """
Delivered-To: hub@northmoor.example
Received: by 2002:a05:6a10:1234 with SMTP id abc; Fri, 20 Nov 2026 06:05:07 -0800 (PST)
X-Received: by 2002:a17:906:5678 with SMTP id def; Fri, 20 Nov 2026 06:05:06 -0800 (PST)
ARC-Seal: i=1; a=rsa-sha256; t=1795183506; cv=none; d=google.example; s=arc;
        b=abc+def/ghi==
MIME-Version: 1.0
From: "A. Teacher" <a.teacher@oaklane.example>
Date: Fri, 20 Nov 2026 14:05:06 +0000
Message-ID: <CAabc+def@mail.gmail.example>
Subject: A subject nobody keeps
To: hub@northmoor.example
Content-Type: multipart/mixed; boundary="000000000000a1b2c305f00dcafe"

--000000000000a1b2c305f00dcafe
Content-Type: multipart/alternative; boundary="000000000000a1b2c105f00dcafc"

--000000000000a1b2c105f00dcafc
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: quoted-printable

PK, A text nobody keeps =E2=80=93 see attached.=20

--000000000000a1b2c105f00dcafc
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<div dir=3D"ltr">A text nobody keeps</div>

--000000000000a1b2c105f00dcafc--
--000000000000a1b2c305f00dcafe
Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;
        name="=?UTF-8?Q?Ysgol_y_M=C3=B4r_=E2=80=93_check?=
        =?UTF-8?Q?list=2Exlsx?="
Content-Disposition: attachment;
        filename="=?UTF-8?Q?Ysgol_y_M=C3=B4r_=E2=80=93_check?=
        =?UTF-8?Q?list=2Exlsx?="
Content-Transfer-Encoding: base64
Content-ID: <f_m1abc>
X-Attachment-Id: f_m1abc

{book}
--000000000000a1b2c305f00dcafe--
"""

OUTLOOK = """
Received: from AB1PR01MB1234.eurprd01.prod.outlook.example (2603:10a6:10:1::1) by
 AB2PR01MB5678.eurprd01.prod.outlook.example with HTTPS; Fri, 20 Nov 2026 14:05:08
 +0000
From: "A. Teacher" <a.teacher@oaklane.example>
To: Hub <hub@northmoor.example>
Subject: A subject nobody keeps
Thread-Topic: A subject nobody keeps
Date: Fri, 20 Nov 2026 14:05:06 +0000
Content-Language: en-GB
X-MS-Has-Attach: yes
Content-Type: multipart/related;
	boundary="_005_AB1PR01MB1234_"; type="multipart/alternative"
MIME-Version: 1.0

--_005_AB1PR01MB1234_
Content-Type: multipart/alternative; boundary="_000_AB1PR01MB1234_"

--_000_AB1PR01MB1234_
Content-Type: text/plain; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

A text nobody keeps =96 A. Teacher

--_000_AB1PR01MB1234_
Content-Type: text/html; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

<html xmlns:x=3D"urn:schemas-microsoft-com:office:excel"><img src=3D"cid:image001.png@01D"></html>

--_000_AB1PR01MB1234_--

--_005_AB1PR01MB1234_
Content-Type: image/png; name="image001.png"
Content-Description: image001.png
Content-Disposition: inline; filename="image001.png"; size=12;
	creation-date="Fri, 20 Nov 2026 14:05:05 GMT"
Content-ID: <image001.png@01D>
Content-Transfer-Encoding: base64

{picture}

--_005_AB1PR01MB1234_
Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;
	name="Careers checklist.xlsx"
Content-Description: Careers checklist.xlsx
Content-Disposition: attachment; filename="Careers checklist.xlsx"; size=91001;
	creation-date="Fri, 20 Nov 2026 14:05:05 GMT"
Content-Transfer-Encoding: base64

{book}

--_005_AB1PR01MB1234_--
"""

APPLE = """
Return-Path: <a.teacher@oaklane.example>
From: A Teacher <a.teacher@oaklane.example>
Content-Type: multipart/alternative;
	boundary="Apple-Mail=_11111111-2222-3333-4444-555555555555"
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.100.2.1.4\\))
Subject: A subject nobody keeps
Date: Fri, 20 Nov 2026 14:05:06 +0000
To: hub@northmoor.example

--Apple-Mail=_11111111-2222-3333-4444-555555555555
Content-Transfer-Encoding: 7bit
Content-Type: text/plain;
	charset=us-ascii

A text nobody keeps

--Apple-Mail=_11111111-2222-3333-4444-555555555555
Content-Type: multipart/mixed;
	boundary="Apple-Mail=_66666666-7777-8888-9999-000000000000"

--Apple-Mail=_66666666-7777-8888-9999-000000000000
Content-Transfer-Encoding: 7bit
Content-Type: text/html;
	charset=us-ascii

<html><body>A text nobody keeps</body></html>
--Apple-Mail=_66666666-7777-8888-9999-000000000000
Content-Disposition: attachment;
	filename*0*=utf-8''Ysgol%20y%20M%C3%B4r%20%E2%80%93;
	filename*1*=%20checklist.xlsx
Content-Type: application/octet-stream;
	x-unix-mode=0644;
	name*0*=utf-8''Ysgol%20y%20M%C3%B4r;
	name*1*=%20checklist.xlsx
Content-Transfer-Encoding: base64

{book}
--Apple-Mail=_66666666-7777-8888-9999-000000000000--

--Apple-Mail=_11111111-2222-3333-4444-555555555555--
"""

SIGNED = """
MIME-Version: 1.0
From: a.teacher@oaklane.example
To: hub@northmoor.example
Subject: A subject nobody keeps
Date: Fri, 20 Nov 2026 14:05:06 +0000
Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="signed"

This is an S/MIME signed message

--signed
Content-Type: multipart/mixed; boundary="mixed"

--mixed
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

A text nobody keeps – mit Gruß

--mixed
Content-Type: application/octet-stream; name="Ysgol y M\udcf4r.xlsx"
Content-Disposition: attachment; filename="Ysgol y M\udcf4r.xlsx"
Content-Transfer-Encoding: base64

{book}
--mixed
Content-Type: text/calendar; name="visit.ics"
Content-Disposition: attachment; filename="visit.ics"

BEGIN:VCALENDAR
END:VCALENDAR
--mixed
Content-Type: text/vcard; name="teacher.vcf"
Content-Disposition: attachment; filename="teacher.vcf"

BEGIN:VCARD
END:VCARD
--mixed--

--signed
Content-Type: application/pkcs7-signature; name="smime.p7s"
Content-Disposition: attachment; filename="smime.p7s"
Content-Transfer-Encoding: base64

MIIabc=
--signed--
"""
