"""Files as people have them, each against what must come of it."""

import io

import pytest

from salestalk.errors import InvalidInput
from salestalk.ingestion.files import FileReader, Position, open_file
from tests.unit.files.gallery import Case, as_line, cases, normal

NOW = 1_795_000_000
CASES = list(cases())


def by_name(case: Case) -> str:
    return case.file.name


@pytest.mark.parametrize("case", [case for case in CASES if case.refused is None], ids=by_name)
def test_a_file_gives_exactly_what_stands_in_it(case: Case) -> None:
    reader, reads = open_file(io.BytesIO(case.file.read_bytes()), case.options, NOW)
    found = list(reads)
    assert [as_line(read.record) for read in found if read.record] == [normal(line) for line in case.records]
    assert [f"{read.reject.line} {read.reject.rule}" for read in found if read.reject] == case.rejects
    assert (reader.tally.missing, reader.tally.totals_lines) == (case.missing, case.totals)
    assert {name: str(getattr(reader.plan, name)) for name in case.plan} == case.plan


@pytest.mark.parametrize("case", [case for case in CASES if case.refused], ids=by_name)
def test_what_is_no_table_of_metrics_is_refused_with_a_sentence(case: Case) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_file(io.BytesIO(case.file.read_bytes()), case.options, NOW)
    assert refusal.value.faults[0].rule == case.refused
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("case", [case for case in CASES if case.refused is None], ids=by_name)
def test_reading_resumes_at_every_position_it_gave(case: Case) -> None:
    data = case.file.read_bytes()
    reader, reads = open_file(io.BytesIO(data), case.options, NOW)
    whole = list(reads)
    for done, read in enumerate(whole, start=1):
        position = Position(*read.resume)
        rest = FileReader(reader.plan, NOW).read(io.BytesIO(data[position.offset :]), position)
        assert list(rest) == whole[done:]


def test_a_plan_survives_being_stored() -> None:
    for case in CASES:
        if case.refused is None:
            reader, _ = open_file(io.BytesIO(case.file.read_bytes()), case.options, NOW)
            assert type(reader.plan).model_validate(reader.plan.as_item()) == reader.plan


def test_the_gallery_shows_enough() -> None:
    assert len(CASES) >= 40
    assert all(case.refused or case.records or case.rejects for case in CASES)
