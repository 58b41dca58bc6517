"""What an official worked out by hand for each story is what the oracle finds.

The stories are the place to object: `scenarios/*.toml` needs no Python to be read.
"""

from fractions import Fraction

import oracle
import pytest
from stories import Story, all_stories

STORIES = all_stories()


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_oracle_finds_what_was_worked_out_by_hand(story: Story) -> None:
    results = oracle.recompute(story.imports, story.period, story.as_of, story.scheme)
    for unit, wanted in story.expect.items():
        if "listed" in wanted:
            assert (unit in results) == wanted["listed"], unit
            continue
        assert {key: shown(results[unit], key, wanted[key]) for key in wanted} == wanted, unit
    seen = oracle.inspections(story.imports, story.period, story.as_of)
    for key, wanted in story.inspections.items():
        assert stated(seen, key) == wanted, key


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_marks_of_the_oracle_add_up(story: Story) -> None:
    for result in oracle.recompute(story.imports, story.period, story.as_of, story.scheme).values():
        total = 100 + sum(points for _, _, points in result.marks)
        assert result.exact is None or total == result.exact, result.unit


def shown(result: oracle.Result, key: str, wanted: object) -> object:
    """A number of the result in the form in which the story states it."""
    if key == "dimensions":
        assert isinstance(wanted, dict)
        scores = {name: each.score if each.checked else None for name, each in result.dimensions.items()}
        assert all(score is None for name, score in scores.items() if name not in wanted), scores
        return {name: None if scores[name] is None else oracle.printed(scores[name]) for name in wanted}
    if key == "coverage":
        return str(Fraction(result.coverage))
    if key == "bonus":
        return oracle.printed(result.bonus)
    if key == "marks":
        return {item: oracle.printed(points) for _, item, points in result.marks}
    value = getattr(result, key)
    return list(value) if isinstance(value, tuple) else value


def stated(seen: dict, key: str) -> object:
    """An entry of the pass rates in the form in which the story states it."""
    if key in ("websites", "accounts"):
        return [seen[key]["checked"], seen[key]["passed"]]
    if key == "channels":
        return [seen[kind]["channels"] for kind in ("websites", "accounts")]
    if key == "rates":
        # TOML has no word for nothing.
        return [seen[kind]["rate"] or "" for kind in ("websites", "accounts")]
    if key == "by_type":
        return {name: [each["checked"], each["passed"]] for name, each in seen["accounts"]["by_type"].items()}
    if key == "observations":
        return {name: [str(each["numerator"]), str(each["denominator"])] for name, each in seen[key].items()}
    return seen[key]
