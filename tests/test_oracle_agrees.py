"""Every number is computed twice: the engine's SQL must agree with the plain Python of `oracle.py` to the last digit.

The stories of `scenarios/` are told to the engine as files; stories under the same rules and the same declared
scope share a store, each with units of its own. Invented cities look where nobody thought of looking.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import oracle
import pytest
from comparing import differences, differing_movements
from conftest import FUZZ
from hypothesis import given, note, settings
from hypothesis import strategies as st
from invented import cities
from retelling import cities_of, retell, schemes_with, told_together
from stories import Story, all_stories

CITIES = cities_of(all_stories())


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city[0][1].name)
def test_engine_finds_what_the_oracle_finds_in_every_story(city: list[tuple[str, Story]], tmp_path: Path) -> None:
    imports, rules = told_together(city), city[0][1].scheme
    facts = oracle.gather(imports)
    warehouse = retell(imports, tmp_path, schemes_with(rules, tmp_path / "schemes"))
    for period, as_of in sorted({(story.period, story.as_of) for _, story in city}, key=str):
        assert differences(warehouse, facts, period, as_of, rules) == [], f"{period} seen on {as_of}"
        assert differing_movements(warehouse, facts, period, as_of, rules, rules) == [], f"{period} seen on {as_of}"
    warehouse.close()


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city[0][1].name)
def test_a_story_told_among_others_keeps_its_numbers(city: list[tuple[str, Story]]) -> None:
    facts, questions = oracle.gather(told_together(city)), {(story.period, story.as_of) for _, story in city}
    answers = {question: oracle.recompute(facts, *question, city[0][1].scheme) for question in questions}
    for suffix, story in city:
        together = answers[story.period, story.as_of]
        alone = oracle.recompute(story.imports, story.period, story.as_of, story.scheme)
        for unit, result in alone.items():
            assert together[unit + suffix].printed_score == result.printed_score, (story.name, unit)


@settings(max_examples=FUZZ)
@given(city=cities(), day=st.integers(0, 180))
def test_engine_finds_what_the_oracle_finds_in_invented_cities(city: list[dict[str, Any]], day: int) -> None:
    facts, middle = oracle.gather(city), date(2025, 4, 1) + timedelta(days=day)
    with TemporaryDirectory() as folder:
        warehouse = retell(city, Path(folder))
        quarter = f"2025Q{(middle.month + 2) // 3}"
        for period, as_of in (("2025Q2", None), ("2025H1", None), (quarter, middle), ("2025", middle)):
            lines = differences(warehouse, facts, period, as_of)
            lines += differing_movements(warehouse, facts, period, as_of)
            note(f"{period} seen on {as_of}")
            assert lines == []
        warehouse.close()
