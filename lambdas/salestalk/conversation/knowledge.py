"""What questions are read with, and the cache of its expensive part."""

from collections import OrderedDict
from typing import Final

from salestalk.calendar import FiscalCalendar
from salestalk.contracts.catalog import Catalog
from salestalk.understanding import Lexicon, lexicon_for
from salestalk.values import frozen

CACHED_LEXICONS: Final = 100


@frozen
class Knowledge:
    """A tenant's catalog, the lexicon built from it, and its calendar."""

    catalog: Catalog
    lexicon: Lexicon
    calendar: FiscalCalendar


class Lexicons:
    """Lexicons by tenant, each with the catalog that it was built from; the tenant is the key, so none is ever shared.

    Catalogs are compared as a whole: revisions would not tell a tenant's from that of an erased one whose id it has
    taken. Entries that did not change are the same objects (`EntriesRead`), so that takes no time.
    """

    def __init__(self, size: int = CACHED_LEXICONS) -> None:
        self._size = size
        self._known: OrderedDict[str, tuple[Catalog, Lexicon]] = OrderedDict()

    def of(self, catalog: Catalog) -> Lexicon:
        """The lexicon of a catalog, built anew when the catalog changed."""
        known = self._known.get(catalog.tenant_id)
        if known is None or known[0] != catalog:
            known = self._known[catalog.tenant_id] = (catalog, lexicon_for(catalog))
        self._known.move_to_end(catalog.tenant_id)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        return known[1]
