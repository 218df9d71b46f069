"""RSA with SHA-256 as payment providers use it (PKCS #1 v1.5, base64), and the file in which an account stands."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


class Signer:
    """A private key from a PEM file."""

    def __init__(self, path: Path) -> None:
        """Read the key. :raises ValueError: it is no RSA key"""
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError(f"{path}: an RSA key is wanted")
        self._key = key

    def sign(self, said: bytes) -> str:
        """Return the signature in base64."""
        return b64encode(self._key.sign(said, PKCS1v15(), hashes.SHA256())).decode()


class Verifier:
    """A public key, or the certificate it stands in, from a PEM file."""

    def __init__(self, path: Path) -> None:
        """Read the key. :raises ValueError: it is no RSA key"""
        data = path.read_bytes()
        is_certificate = b"BEGIN CERTIFICATE" in data
        key = (
            x509.load_pem_x509_certificate(data).public_key()
            if is_certificate
            else serialization.load_pem_public_key(data)
        )
        if not isinstance(key, RSAPublicKey):
            raise ValueError(f"{path}: an RSA key is wanted")
        self._key = key

    def verify(self, said: bytes, signature: str) -> None:
        """Pass when the signature fits. :raises InvalidSignature: it does not, or is none"""
        try:
            raw = b64decode(signature, validate=True)
        except ValueError as error:
            raise InvalidSignature from error
        self._key.verify(raw, said, PKCS1v15(), hashes.SHA256())


def account(path: Path, wanted: Sequence[str]) -> dict[str, Any]:
    """Return what an account's JSON file says. :raises ValueError: it is none, or something is missing"""
    said = json.loads(path.read_text(encoding="utf-8"))
    missing = [name for name in wanted if not (isinstance(said, dict) and said.get(name))]
    if missing:
        raise ValueError(f"{path}: {', '.join(missing)} missing")
    return dict(said)
