"""What questions are read with, and the cache of its expensive part."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog
from salestalk.understanding import Lexicon, lexicon_for

CACHED_LEXICONS: Final = 100


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A tenant's catalog, the lexicon built from it, and its calendar."""

    catalog: Catalog
    lexicon: Lexicon
    calendar: FiscalCalendar


class Lexicons:
    """Lexicons by tenant and by the state of its catalog; the tenant is part of the key, so none is ever shared."""

    def __init__(self, size: int = CACHED_LEXICONS) -> None:
        self._size = size
        self._known: OrderedDict[str, tuple[tuple[tuple[str, int], ...], Lexicon]] = OrderedDict()

    def of(self, catalog: Catalog) -> Lexicon:
        """The lexicon of a catalog, built anew when the catalog changed."""
        fingerprint = catalog.fingerprint
        known = self._known.get(catalog.tenant_id)
        if known is None or known[0] != fingerprint:
            known = self._known[catalog.tenant_id] = (fingerprint, lexicon_for(catalog))
        self._known.move_to_end(catalog.tenant_id)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        return known[1]
