"""Certificates for a cluster that exists for one test: an authority, and what it gives to machines."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Authority:
    """Makes certificates that all who know its own believe."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def folder(self, path: Path, *, expired: bool = False) -> Path:
        """ca.pem, cert.pem and key.pem of one machine."""
        key = ec.generate_private_key(ec.SECP256R1())
        path.mkdir(parents=True)
        (path / "ca.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        made = _certificate("machine", key, self.key, self.certificate.subject, -1 if expired else 1)
        (path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        shape = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (path / "key.pem").write_bytes(key.private_bytes(*shape))
        return path


def authority() -> Authority:
    """A new one, which nobody knows yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, _certificate(f"authority {x509.random_serial_number()}", key, key, None, 1))


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: x509.Name | None,
    ends: int,
) -> x509.Certificate:
    """Good for two years that end so many years from now."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    begun = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + (ends - 2) * _YEAR)
        .not_valid_after(now + ends * _YEAR)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    return begun.sign(signer, hashes.SHA256())
