"""Something that keeps a passkey, for tests without a browser."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

SITE = "testserver"
FLAG = AuthenticatorData.FLAG


class Device:
    """A telephone with one passkey."""

    def __init__(self, is_verified: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user = ""
        self.flags = FLAG.UP | FLAG.UV if is_verified else FLAG.UP

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        made = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(sha256(SITE.encode()), self.flags | FLAG.AT, 0, made)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)})
        client = self._client("webauthn.create", asked["challenge"])
        return self._credential(clientDataJSON=websafe_encode(client), attestationObject=websafe_encode(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(sha256(SITE.encode()), self.flags, 1))
        signature = self.key.sign(data + sha256(client), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.user,
        )

    def _credential(self, **response: str) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }

    @staticmethod
    def _client(kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{SITE}"}).encode()
