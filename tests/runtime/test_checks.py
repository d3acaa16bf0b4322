"""`check --deploy` names what production needs beside what it does not start without."""

import pytest
from django.core.checks import WARNING, Tags, registry, run_checks

from belgiantech.checks import EXPECTED, environment_is_complete


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://directory.example")
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", "0")


def test_it_works() -> None:
    assert environment_is_complete(None) == []


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("value", [None, " "])
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    [message] = environment_is_complete(None)
    assert message.level == WARNING
    assert message.msg.startswith(f"{name} is not set:")


def test_it_runs_with_deploy_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_is_complete in registry.registry.get_checks(include_deployment_checks=True)
    assert environment_is_complete not in registry.registry.get_checks()
    monkeypatch.delenv("EMAIL_HOST")
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    assert "belgiantech.W002" in [message.id for message in found]
