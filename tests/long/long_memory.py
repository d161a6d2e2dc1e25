"""Memory of a process that loads and nothing else, as the function is one."""

import subprocess
import sys

from salestalk_cli.local.aws import LocalAws

MIB = 1024
"""In kilobytes."""

PEAK = """
def peak():
    # Of this program alone: what getrusage tells counts the process that started it, from before the exec.
    with open("/proc/self/status") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM"))
"""

LOAD = """
import sys
from tests.integration.upload_support import Site
from salestalk_cli.local.aws import LocalAws
rows, endpoint, tenant = int(sys.argv[1]), sys.argv[2], sys.argv[3]
site = Site.make(LocalAws(endpoint), tenant, rows_per_chunk=1000)
keys = ((n % 50, 1990 + n // 50 % 30, 1 + n // 1500 % 12, n, n // 18000) for n in range(rows))
parts = (f"metric_{m},{y}-{month:02d},{value}.5,USD,R{region}\\n" for m, y, month, value, region in keys)
arrival = site.send(("subject,period,value,unit,region\\n" + "".join(parts)).encode())
upload = site.run_to_the_end(arrival)
print(upload.counts["created"], peak())
"""

READ = """
import sys
from salestalk.contracts.upload import UploadOptions
from salestalk.ingestion.files.model import Tally
from salestalk.ingestion.uploads.objects import Arrival, BlockStream
from salestalk.ingestion.uploads.reading import UploadReader
from tests.unit.uploads.test_memory import Generated, numbered
rows = int(sys.argv[1])
header, line = b"subject,period,value,unit,region\\n", b"revenue,2025-Q1,12345.67,USD,R%07d\\n"
files = Generated(size=len(header) + rows * len(line % 0), bytes_at=numbered(header, line))
file, reader = Arrival("k", "e", files.size), UploadReader(dict)
plan = reader.plan(BlockStream(files, file, 0), UploadOptions())
stream = BlockStream(files, file, plan.offset)
found = sum(1 for _ in reader.rows(stream, plan, plan.start, Tally(), 1795000000))
print(found, peak())
"""


def measured(program: str, *arguments: str) -> tuple[int, int]:
    """Rows, and the most memory that the process ever had, in kilobytes."""
    command = [sys.executable, "-c", PEAK + program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    rows, most = done.stdout.split()
    return int(rows), int(most)


def environment() -> dict[str, str]:
    return {"PYTHONPATH": ".:lambdas", "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"}


def test_twenty_thousand_rows_are_loaded_within_the_memory_promised(emulator: LocalAws, unique: str) -> None:
    small = measured(LOAD, "2000", emulator.endpoint_url, f"s-{unique}")
    large = measured(LOAD, "20000", emulator.endpoint_url, f"l-{unique}")
    assert (small[0], large[0]) == (2000, 20_000)
    assert large[1] < 256 * MIB
    assert large[1] - small[1] < 24 * MIB


def test_hundreds_of_thousands_of_rows_are_read_at_flat_memory() -> None:
    """From two whole blocks of the file on: below that, a shorter file takes less."""
    small, large = measured(READ, "250000"), measured(READ, "750000")
    assert (small[0], large[0]) == (250_000, 750_000)
    assert large[1] < 128 * MIB
    assert large[1] - small[1] < 8 * MIB
