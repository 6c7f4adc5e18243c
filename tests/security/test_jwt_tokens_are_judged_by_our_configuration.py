"""What python-jose 3.5 would accept or choose by itself. Every attack stands beside a good token that gets in."""

import base64
import json

import pytest
from signed_tokens import (
    AUDIENCE,
    ISSUER,
    NOW,
    SECRET,
    Signer,
    b64,
    claims,
    ec_key,
    public_der,
    public_jwk,
    public_pem,
    rsa_key,
)

from agent_loop.gateway.adapters.key_set_memory import InMemoryKeySet
from agent_loop.gateway.adapters.revocation_list_memory import InMemoryRevocationList
from agent_loop.gateway.adapters.token_verifier_jose import JoseTokenVerifier, VerificationKey
from agent_loop.gateway.domain import KeysUnusable, Scope, TokenPolicy, TokenRefused
from agent_loop.gateway.use_cases import Authenticate

RS = Signer("RS256", rsa_key(), "rs")
ES = Signer("ES256", ec_key(), "es")
HS = Signer("HS256", SECRET, "hs")
POLICY = TokenPolicy(ISSUER, AUDIENCE, leeway_seconds=10)


class Clock:
    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def verifier(**changes) -> JoseTokenVerifier:
    keys = [
        VerificationKey("rs", "RS256", public_pem(RS.key)),
        VerificationKey("es", "ES256", public_pem(ES.key)),
        VerificationKey("hs", "HS256", SECRET),
    ]
    return JoseTokenVerifier(POLICY, keys, **{"clock": Clock(), **changes})


async def refused(token: str, judge: JoseTokenVerifier | None = None) -> str:
    with pytest.raises(TokenRefused) as caught:
        await (judge or verifier()).verify(token)
    return str(caught.value)


@pytest.mark.parametrize("signer", [RS, ES, HS], ids=lambda signer: signer.alg)
async def test_a_good_token_of_each_configured_key_gets_in(signer):
    caller = await verifier().verify(signer.token())

    assert (caller.subject, caller.scopes, caller.token_id) == ("ada", {"runs:read"}, "t1")


@pytest.mark.parametrize("signer", [RS, ES, HS], ids=lambda signer: signer.alg)
async def test_a_changed_payload_is_refused(signer):
    header, _, signature = signer.token().split(".")
    forged = b64(json.dumps(claims(sub="root")).encode())

    assert "signature" in await refused(f"{header}.{forged}.{signature}")
    assert await verifier().verify(signer.token())


async def test_a_token_of_another_key_with_our_kid_is_refused():
    stranger = Signer("ES256", ec_key(7), "es")

    assert "signature" in await refused(stranger.token())
    assert await verifier().verify(ES.token())


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS1", None, 5, ["RS256"], {}])
async def test_alg_none_and_algorithms_that_are_none_are_refused(alg):
    unsigned = Signer("none", None, "rs")

    assert "three" in await refused(unsigned.token(alg=alg))
    assert "alg" in await refused(unsigned.token(alg=alg) + b64(b"x"))
    assert "alg" in await refused(RS.token(alg=alg))
    assert await verifier().verify(RS.token())


@pytest.mark.parametrize(
    "secret", [public_pem(RS.key).encode(), public_der(RS.key), public_pem(RS.key).strip().encode()]
)
async def test_an_hmac_over_our_public_key_is_refused(secret):
    confused = Signer("HS256", secret, "rs")

    assert "alg" in await refused(confused.token())
    assert await verifier().verify(RS.token())


async def test_a_kid_is_good_for_its_own_algorithm_only():
    assert "alg" in await refused(Signer("HS256", SECRET, "es").token())
    assert "alg" in await refused(Signer("ES256", ES.key, "hs").token())
    assert "alg" in await refused(HS.token(alg="HS512"))
    assert await verifier().verify(HS.token())


@pytest.mark.parametrize("kid", [None, "", "unknown", 5, ["rs"], "../../etc/passwd", "rs\0"])
async def test_an_unknown_or_missing_kid_is_refused(kid):
    assert "kid" in await refused(RS.token(kid=kid))
    assert await verifier().verify(RS.token())


@pytest.mark.parametrize("claim", ["exp", "iat", "iss", "aud", "sub"])
async def test_a_token_without_a_required_claim_is_refused(claim):
    assert claim in await refused(RS.token(claims(**{claim: None})))
    assert await verifier().verify(RS.token(claims()))


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("exp", str(NOW + 300)),
        ("exp", True),
        ("exp", [NOW + 300]),
        ("exp", float("inf")),
        ("exp", float("nan")),
        ("exp", 10**400),
        ("exp", -1),
        ("exp", {}),
        ("iat", "yesterday"),
        ("iat", False),
        ("iat", -(10**400)),
        ("iat", NOW + 60),
        ("nbf", NOW + 60),
        ("nbf", "soon"),
        ("iss", "https://evil.example"),
        ("iss", [ISSUER]),
        ("aud", "other"),
        ("aud", []),
        ("aud", {"agent-loop": 1}),
        ("aud", AUDIENCE + "x"),
        ("aud", True),
        ("sub", ""),
        ("sub", 5),
        ("sub", ["ada"]),
        ("sub", "a\nb"),
        ("sub", "a" * 201),
        ("jti", 7),
        ("jti", ""),
        ("scope", ["runs:read"]),
        ("scope", 1),
    ],
)
async def test_a_claim_of_the_wrong_type_or_value_is_refused(claim, value):
    assert claim in await refused(RS.token(claims(**{claim: value})))
    assert await verifier().verify(RS.token(claims(nbf=NOW - 1, aud=["other", AUDIENCE])))


async def test_an_expired_token_is_refused_and_the_leeway_is_bounded():
    clock = Clock()
    judge = verifier(clock=clock)
    token = RS.token(claims(exp=NOW + 300))

    clock.now = NOW + 309
    assert await judge.verify(token)

    clock.now = NOW + 310
    assert "expired" in await refused(token, judge)


@pytest.mark.parametrize(
    "member",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
        {"x5c": ["MIIB"]},
        {"jwk": public_jwk(ec_key(7), "es")},
        {"b64": False},
        {"zip": "DEF"},
        {"enc": "A256GCM"},
    ],
    ids=lambda member: next(iter(member)),
)
async def test_a_header_that_says_how_to_verify_it_is_refused(member):
    assert "header" in await refused(ES.token(**member))
    assert "header" in await refused(Signer("ES256", ec_key(7), "es").token(**member))
    assert await verifier().verify(ES.token())


@pytest.mark.parametrize(
    "head",
    [
        b'{"alg":"none","alg":"RS256","kid":"rs"}',
        b'{"alg":"RS256","kid":"es","kid":"rs"}',
        b'["alg"]',
        b"null",
        b"5",
        b"\xff\xfe",
        b"{",
        b"",
        b"[" * 5000,
    ],
)
async def test_a_header_that_is_not_one_plain_object_is_refused(head):
    await refused(RS.raw(head))
    assert await verifier().verify(RS.raw(b'{"alg":"RS256","kid":"rs"}'))


@pytest.mark.parametrize("payload", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"[" * 4000, b"9" * 5000])
async def test_a_payload_that_is_no_object_is_refused(payload):
    await refused(HS.token(payload))
    assert await verifier().verify(HS.token(json.dumps(claims()).encode()))


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "Bearer x", "\0", "ä.ö.ü", "=.=.=", " ", "a" * 8000],
)
async def test_what_is_no_token_is_refused(token):
    await refused(token)
    assert await verifier().verify(RS.token())


async def test_extra_parts_and_characters_outside_the_alphabet_are_refused():
    good = ES.token()
    header, payload, signature = good.split(".")

    for token in (f"{good}.", f".{good}", f"{header}.{payload}!.{signature}", f"{header}.{payload}.{signature}==",
                  f"{header}.{payload}\n.{signature}", good.replace("_", "/").replace("-", "+") + "+"):  # fmt: skip
        await refused(token)
    assert await verifier().verify(good)


async def test_a_token_over_8_kib_is_refused_before_it_is_parsed():
    largest = HS.token(claims(pad="x" * 5400))
    too_large = HS.token(claims(pad="x" * 6200))

    assert len(largest) < 8192 < len(too_large)
    assert await verifier().verify(largest)
    assert "longer" in await refused(too_large)
    assert "longer" in await refused("." * 10_000_000)


@pytest.mark.parametrize(
    ("alg", "material"),
    [
        ("RS256", public_der(RS.key)),
        ("ES256", public_der(ES.key)),
        ("RS256", base64.b64encode(public_der(RS.key)).decode()),
        ("HS256", public_pem(RS.key)),
        ("HS256", public_pem(RS.key).encode()),
        ("HS256", b""),
        ("HS256", SECRET[:31]),
        ("HS256", "short"),
        ("HS256", {"kty": "oct", "k": b64(SECRET[:16])}),
        ("HS256", {"kty": "EC", "k": b64(SECRET)}),
        ("RS256", public_pem(ES.key)),
        ("ES256", public_pem(RS.key)),
        ("ES384", public_pem(ES.key)),
        ("RS256", public_pem(rsa_key(1024))),
        ("RS256", public_jwk(ES.key, "k")),
        ("ES256", public_jwk(ES.key, "k", use="enc")),
        ("ES256", public_jwk(ES.key, "k", alg="RS256")),
        ("ES256", {"kty": "EC", "crv": "P-256"}),
        ("ES256", {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}),
        ("none", public_pem(RS.key)),
        ("", public_pem(RS.key)),
        ("A256GCM", SECRET),
        ("dir", SECRET),
        ("RS256", "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----"),
    ],
)
def test_a_key_that_is_unsafe_or_of_another_kind_does_not_load(alg, material):
    with pytest.raises(KeysUnusable, match="k1"):
        VerificationKey("k1", alg, material)


@pytest.mark.parametrize(
    ("signer", "material"),
    [
        (RS, public_pem(RS.key)),
        (RS, public_jwk(RS.key, "rs", use="sig", alg="RS256")),
        (ES, public_jwk(ES.key, "es")),
        (HS, {"kty": "oct", "k": b64(SECRET)}),
    ],
)
async def test_pem_text_and_jwks_load(signer, material):
    judge = JoseTokenVerifier(POLICY, [VerificationKey(signer.kid, signer.alg, material)], clock=Clock())

    assert await judge.verify(signer.token())


async def test_two_keys_are_good_during_a_rotation_and_a_withdrawn_one_is_not():
    old, new = Signer("ES256", ec_key(1), "old"), Signer("ES256", ec_key(2), "new")
    keys = {signer.kid: VerificationKey(signer.kid, "ES256", public_pem(signer.key)) for signer in (old, new)}
    during = JoseTokenVerifier(POLICY, list(keys.values()), clock=Clock())
    after = JoseTokenVerifier(POLICY, [keys["new"]], clock=Clock())

    assert await during.verify(old.token())
    assert await during.verify(new.token())
    assert await after.verify(new.token())
    assert "kid" in await refused(old.token(), after)


async def test_one_kid_cannot_stand_for_two_keys():
    keys = [VerificationKey("k", "ES256", public_pem(ec_key(n))) for n in (1, 2)]

    with pytest.raises(KeysUnusable, match="same kid"):
        JoseTokenVerifier(POLICY, keys)


async def test_a_published_key_set_is_fetched_once_and_again_for_an_unknown_kid_only_now_and_then():
    clock = Clock()
    first, second = Signer("ES256", ec_key(3), "p1"), Signer("ES256", ec_key(4), "p2")
    key_set = InMemoryKeySet([public_jwk(first.key, "p1")])
    judge = verifier(key_set=key_set, key_set_algorithm="ES256", refetch_seconds=60, clock=clock)

    assert await judge.verify(first.token())
    assert await judge.verify(first.token())
    assert key_set.fetched == 1

    key_set.keys.append(public_jwk(second.key, "p2"))
    await refused(second.token(), judge)
    assert key_set.fetched == 1

    clock.now += 60
    assert await judge.verify(second.token())
    for _ in range(20):
        await refused(Signer("ES256", ec_key(9), "nobody").token(), judge)
    assert key_set.fetched == 2


async def test_a_published_key_never_replaces_a_configured_one_nor_changes_the_algorithm():
    thief = Signer("ES256", ec_key(5), "es")
    symmetric = Signer("HS256", SECRET, "sym")
    rsa_signed = Signer("RS256", rsa_key(), "r")
    published = [
        public_jwk(thief.key, "es"),
        {"kty": "oct", "kid": "sym", "k": b64(SECRET)},
        public_jwk(rsa_key(), "r"),
    ]
    good = Signer("ES256", ec_key(6), "ok")
    key_set = InMemoryKeySet([*published, public_jwk(good.key, "ok")])
    judge = verifier(key_set=key_set, key_set_algorithm="ES256")

    assert await judge.verify(good.token())
    for signer in (thief, symmetric, rsa_signed):
        await refused(signer.token(), judge)


@pytest.mark.parametrize("algorithm", ["", "none", "HS256"])
def test_a_published_key_set_needs_an_asymmetric_algorithm(algorithm):
    with pytest.raises(KeysUnusable, match="one algorithm"):
        verifier(key_set=InMemoryKeySet([]), key_set_algorithm=algorithm)


async def test_a_key_set_that_cannot_be_had_refuses_and_leaves_the_configured_keys_good():
    key_set = InMemoryKeySet([])
    key_set.away = True
    judge = verifier(key_set=key_set, key_set_algorithm="ES256")

    assert "kid" in await refused(Signer("ES256", ec_key(3), "p1").token(), judge)
    assert await judge.verify(ES.token())


async def test_a_revoked_token_is_refused_although_it_was_verified_before():
    revocations = InMemoryRevocationList()
    authenticate = Authenticate(verifier(), revocations, clock=Clock())
    token, other = ES.token(), ES.token(claims(jti="t2"))

    assert (await authenticate(token, Scope.RUNS_READ)).subject == "ada"
    revocations.revoke("t1")

    with pytest.raises(TokenRefused, match="revoked"):
        await authenticate(token, Scope.RUNS_READ)
    assert await authenticate(other, Scope.RUNS_READ)


async def test_a_remembered_token_is_forgotten_when_it_expires():
    clock = Clock()
    authenticate = Authenticate(verifier(clock=clock), InMemoryRevocationList(), clock=clock)
    token = ES.token(claims(exp=NOW + 100))

    assert await authenticate(token, Scope.RUNS_READ)
    clock.now = NOW + 200

    with pytest.raises(TokenRefused, match="expired"):
        await authenticate(token, Scope.RUNS_READ)
