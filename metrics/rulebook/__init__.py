"""The rulebook: schemes as TOML with a date and a source for every value; unsound ones are refused whole."""

from metrics.rulebook.faults import UnsoundScheme
from metrics.rulebook.loading import Schemes, load_scheme, load_schemes, schemes_of_texts
from metrics.rulebook.scheme import Scheme

__all__ = ["Scheme", "Schemes", "UnsoundScheme", "load_scheme", "load_schemes", "schemes_of_texts"]
