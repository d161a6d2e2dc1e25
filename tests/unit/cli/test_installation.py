"""What `up` writes down: readable by its owner alone, and read back the same."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from salestalk.tenancy.stacks import parameters_of
from salestalk_cli.local.examples import administrator_of, users_of
from salestalk_cli.local.installation import Connection, Installation, User
from salestalk_cli.local.users import new_password
from salestalk_cli.problems import NotRunning
from seed_data.loader import TENANT_IDS, load

USER = User("acme-corp-001", "demo@acme-corp-001.example", "secret")
CONNECTION = Connection("http://localhost:1", "us-east-1", "http://localhost:1/api", "pool", "client", (USER,))


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(state=tmp_path / "local")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_passwords_are_for_the_owner_alone(installation: Installation) -> None:
    CONNECTION.save(installation)
    assert mode(installation.connection_file) == 0o600
    assert mode(installation.state) == 0o700


def test_a_connection_is_read_back_as_it_was_written(installation: Installation) -> None:
    CONNECTION.save(installation)
    assert Connection.load(installation) == CONNECTION


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"users": 1}', "null"])
def test_a_damaged_file_says_how_to_make_it_anew(installation: Installation, text: str) -> None:
    installation.make_state()
    installation.connection_file.write_text(text)
    with pytest.raises(NotRunning, match="make up"):
        Connection.load(installation)


def test_before_the_first_start_there_is_nothing_to_read(installation: Installation) -> None:
    with pytest.raises(NotRunning, match=r"^SalesTalk is not running here; start it with: make up$"):
        Connection.load(installation)


def test_an_unknown_tenant_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotRunning, match="known tenants: acme-corp-001"):
        CONNECTION.user_of("globex")


def test_users_keep_their_passwords_when_up_is_repeated(installation: Installation) -> None:
    tenants = [load(tenant_id).tenant for tenant_id in TENANT_IDS]
    CONNECTION.save(installation)
    acme, techstart = users_of(installation, tenants)
    assert acme == USER
    assert techstart.password != users_of(installation, tenants)[1].password


def test_users_of_tenants_onboarded_since_are_kept_as_long_as_their_pool_is(installation: Installation) -> None:
    tenants = [load(tenant_id).tenant for tenant_id in TENANT_IDS]
    theirs = User("globex", "me@globex.example", "secret-2")
    CONNECTION.with_user(theirs).save(installation)
    assert users_of(installation, tenants, "pool")[2:] == (theirs,)
    assert len(users_of(installation, tenants, "another pool")) == 2


def test_a_tenant_has_one_user_here() -> None:
    anew = User(USER.tenant_id, "new@acme.example", "secret-3")
    assert CONNECTION.with_user(anew).users == (anew,)


def test_the_user_of_a_tenant_that_left_is_forgotten() -> None:
    theirs = User("globex", "me@globex.example", "secret-2")
    assert CONNECTION.with_user(theirs).without_user_of("acme-corp-001").users == (theirs,)


def test_the_administrator_is_read_back_and_kept(installation: Installation) -> None:
    with pytest.raises(NotRunning, match="make one with: make up"):
        CONNECTION.administrator()
    admin = administrator_of(installation)
    replace(CONNECTION, admin=admin).save(installation)
    assert Connection.load(installation).administrator() == admin == administrator_of(installation)


def test_a_password_pleases_the_pool_and_is_never_given_twice() -> None:
    passwords = {new_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        assert len(password) >= 24
        kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
        assert all(any(kind(char) for char in password) for kind in kinds)


def test_a_tenants_file_becomes_the_parameters_of_its_stack() -> None:
    assert parameters_of(load("techstart-inc-002").tenant) == {
        "TenantId": "techstart-inc-002",
        "TenantName": "TechStart Inc",
        "OwnerEmail": "owner@techstart.example.com",
        "Plan": "enterprise",
        "Industry": "Technology",
        "Region": "Europe",
        "Currency": "EUR",
        "FiscalYearStart": "04-01",
        "TimeZone": "Europe/Berlin",
    }
