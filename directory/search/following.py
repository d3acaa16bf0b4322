"""A selection as somebody follows it, by feed or by mail: what it is in words, and the firms that are in it."""

from django.utils.translation import gettext as _
from pyroaring import BitMap

from directory.search.catalogue import Catalogue
from directory.search.query import Selection
from directory.search.results import Results


def conditions_of(selection: Selection) -> list[tuple[str, list[str]]]:
    """Each condition in words with its values, of which one is enough; none for the whole list."""
    conditions = [(_("Words"), [f"“{selection.q}”"])] if selection.q else []
    conditions += [(facet.label, [option.label for option in options]) for facet, options in selection.options.items()]
    years = [words for words, _rest in selection.without_years]
    return conditions + ([(_("Year founded"), years)] if years else [])


def words_of(selection: Selection) -> str:
    """The same on one line."""
    parts = [", ".join(values) for _label, values in conditions_of(selection)]
    return " · ".join(parts) or _("All startups")


def members_of(selection: Selection, catalogue: Catalogue) -> BitMap:
    """The firms in it, without samples; and without the names that are only spelled almost like its words."""
    results = Results(selection, catalogue, for_figures=True)
    return BitMap() if selection.q and results.words.is_similar else results.found
