import pytest

from seed_data.generate import main, metrics_csv
from seed_data.loader import TENANT_IDS, metrics_file


@pytest.mark.parametrize("tenant_id", TENANT_IDS)
def test_generating_again_gives_the_committed_file_byte_for_byte(tenant_id: str) -> None:
    assert metrics_csv(tenant_id).encode() == metrics_file(tenant_id).read_bytes()


def test_the_command_says_that_nothing_is_out_of_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "Out of date: none\n"
