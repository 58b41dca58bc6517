"""For processes that have no use for pandas: the libraries under it do without, instead of loading it."""

from __future__ import annotations


class WithoutPandas:
    """Lets pyarrow do without pandas, which it would load (half a second) to ask whether a value is its own."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Find nothing; raises ImportError for pandas."""
        if name == "pandas":
            raise ImportError(name)
