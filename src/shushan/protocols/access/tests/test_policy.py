"""Rules of tokens without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.protocols.access import policy, scopes
from shushan.protocols.access.scopes import Scope

pytestmark = pytest.mark.quick


def test_the_example_of_the_standard_fits() -> None:
    """RFC 7636, appendix B."""
    challenge, verifier = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert policy.is_challenge(challenge)
    assert policy.fits(challenge, verifier)
    assert not policy.fits(challenge, verifier[:-1] + "l")


@pytest.mark.parametrize(
    ("registered", "asked", "may"),
    [
        ("https://a.example/b", "https://a.example/b", True),
        ("https://a.example/b", "https://a.example/b/", False),
        ("https://a.example/b", "https://a.example/b?x=1", False),
        ("http://127.0.0.1/b", "http://127.0.0.1:5123/b", True),
        ("http://127.0.0.1/b", "http://127.0.0.1:5123/c", False),
        ("http://127.0.0.1/b", "http://127.0.0.1.evil.example/b", False),
        ("http://[::1]/b", "http://[::1]:9/b", True),
        ("https://a.example/b", "https://a.example:444/b", False),
        ("cn.example.app:/back", "cn.example.app:/back", True),
    ],
)
def test_an_address_is_returned_to_only_as_it_was_registered(registered: str, asked: str, may: bool) -> None:
    assert policy.is_return_address(registered)
    assert policy.may_return_to((registered,), asked) is may


@given(st.text(max_size=80))
def test_whatever_is_said_is_judged_without_a_fault(said: str) -> None:
    policy.is_return_address(said)
    policy.is_origin(said)
    policy.may_return_to(("http://localhost/x",), said)
    assert not policy.fits("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", said)


@given(st.sets(st.sampled_from(list(Scope))))
def test_scopes_are_read_as_they_are_written(wanted: set[Scope]) -> None:
    assert scopes.read(scopes.text(wanted)) == scopes.known(scopes.text(wanted)) == wanted


def test_an_unknown_scope_is_not_read() -> None:
    with pytest.raises(ValueError):
        scopes.read("me:read me:write")
    assert scopes.known("me:read me:write") == {Scope.ME}
