"""An office at work: playing the stories of `scenarios/disputes/` and `scenarios/years/`, who does what on which day.

A step names its day, who does it (for a unit where it names one, else for the office), what, and about what. One that
is refused says with which words; `expect` says of a unit what is so afterwards: its score (or verdict), its marks, its
replies with the points they were about, and its score in every published edition.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from retelling import retell
from stories import FOLDER, rows_of, squeezed, stories_in, write_csv

from metrics import published, releases
from metrics.access import LOCAL, Reader
from metrics.briefs.frozen import papers_of_release, recheck_papers
from metrics.calendar import Period
from metrics.i18n import translator
from metrics.intake.receive import receive
from metrics.intake.withdrawal import withdraw
from metrics.judgements import ANSWERS, review
from metrics.rechecks import RESULTS, extend, recheck
from metrics.replies import Reply, replies, unit_replies
from metrics.replying import decide_reply, reply, set_window
from metrics.scores import Scorecard, UnitScore, scorecard
from metrics.warehouse import Warehouse
from metrics.words import GRADES
from metrics.words_of_releases import word_correction

DISPUTES = FOLDER / "disputes"
YEAR = FOLDER / "years" / "2025.toml"
CITY = DISPUTES / "city.toml"
PERIOD = Period.parse("2025Q2")
DIMENSIONS = {"tasks": "任务", "inspection": "检查", "rectification": "整改"}
STATES = {"open": "待决定", "accepted": "采纳", "upheld": "维持"}
VERDICTS = {chinese: code for code, chinese in ANSWERS.items()}
CHINESE = translator("zh_CN")
Step = dict[str, Any]


@dataclass(frozen=True)
class Dispute:
    """One story: its steps in order."""

    name: str
    steps: list[Step]

    def __str__(self) -> str:
        return self.name


def all_disputes() -> list[Dispute]:
    """Every story and every near miss of it."""
    found = []
    for path in sorted(DISPUTES.glob("*.toml")):
        if path != CITY:
            told = tomllib.loads(path.read_text("utf-8"))
            each = (told, *told.get("near_miss", []))
            found += [Dispute(f"{path.stem}: {one['title']}", one["steps"]) for one in each]
    return found


@cache
def city_of_disputes() -> Path:
    """The store that disputes begin in, received once per process; to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="disputes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    retell(stories_in(CITY)[0].imports, folder).close()
    return folder / "store"


class Office:
    """A store, and everybody who works on it; ``is_reversed`` hands in the files of each import backwards."""

    def __init__(self, folder: Path, start: Path | None = None, *, is_reversed: bool = False) -> None:
        self.folder, self.is_reversed = folder, is_reversed
        if start is not None:
            shutil.copytree(start, folder / "store")
        self.warehouse = Warehouse.open(folder / "store", create=None if start else "real")
        self.period = PERIOD
        self.steps = 0
        self.deeds: dict[str, Callable[[Step, Reader, dict[str, Any]], object]] = {
            "导入": self._receive, "撤回": self._withdraw, "认定": self._review, "延期": self._extend,
            "复查": self._recheck, "开放申诉": self._open, "申诉": self._reply, "采纳": self._decide,
            "维持": self._decide, "征求意见": self._consult, "定稿": self._publish, "更正": self._correct,
        }  # fmt: skip

    def do(self, step: Step) -> None:
        """Let somebody do something; of the quarter the step names, or of the one that was named last."""
        self.steps += 1
        self.period = Period.parse(step["period"]) if "period" in step else self.period
        told = {"actor": step["who"], "now": datetime.combine(step["day"], time(9, self.steps))}
        reader = Reader("unit", frozenset({step["unit"]})) if "unit" in step else Reader("office")
        self.deeds[step["does"]](step, reader, told)

    def _receive(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        files = [
            (write_csv(self.folder / f"{self.steps}{name}.csv", rows_of(squeezed(table))), f"{name}.csv")
            for name, table in step["tables"].items()
        ]
        files = files[::-1] if self.is_reversed else files
        receipt = receive(self.warehouse, files, step.get("unit", "office"), **told)
        assert receipt.accepted, receipt.as_json()

    def _open(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        set_window(self.warehouse, reader, self.period, step["from"], step["until"], **told)

    def _reply(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        unit = step.get("of") or step["unit"]
        number = list(marks_of(self.card(unit))).index(step["about"]) + 1
        reply(self.warehouse, reader, unit, self.period, number, step["says"], **told)

    def _decide(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        answer = "accepted" if step["does"] == "采纳" else "upheld"
        (number,) = [one.number for one in replies(self.warehouse, LOCAL, self.period) if about(one) == step["about"]]
        decide_reply(self.warehouse, reader, number, answer, step["says"], **told)  # type: ignore[arg-type]

    def _findings(self, step: Step) -> list[int]:
        unit, number = step["about"].split()
        (key,) = [row["unit"] for row in self.warehouse.rows("units", name=unit)]
        return [row["finding"] for row in self.warehouse.rows("findings", order_by="quarter", unit=key, number=number)]

    def _review(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        verdict: Any = VERDICTS[step["verdict"]]
        points = step.get("points")
        review(
            self.warehouse, reader, self._findings(step), verdict, reason=step["says"], reduced_points=points, **told
        )

    def _extend(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        found = self._findings(step)
        extend(self.warehouse, reader, found, step["until"], step["approved"], reason=step["says"], **told)

    def _recheck(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        result: Any = next(code for code, chinese in RESULTS.items() if chinese == step["result"])
        recheck(self.warehouse, reader, self._findings(step), step["on"], result, reason=step["says"], **told)

    def _withdraw(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        (row,) = self.warehouse.rows("imports", file_name=step["about"], state="committed")
        withdraw(self.warehouse, row["import"], told["actor"], told["now"])

    def _consult(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        releases.consult(self.warehouse, reader, self.period, **told)

    def _publish(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        found = releases.finalise(self.warehouse, reader, self.period, papers=papers_of_release, **told)
        assert found.latest is not None
        assert step.get("note", "") in found.latest.note, found.latest.note

    def _correct(self, step: Step, reader: Reader, told: dict[str, Any]) -> None:
        latest = releases.latest_of(self.warehouse, self.period)
        text = word_correction(CHINESE, self.period, published.differences(self.warehouse, reader, latest))
        releases.prepare_correction(self.warehouse, reader, self.period, text=text, **told)

    def card(self, unit: str) -> Scorecard:
        """The scorecard of a unit as it is now."""
        return scorecard(self.warehouse, LOCAL, unit, self.period, self.period.last)

    def seen(self, unit: str, key: str) -> object:
        """What a story may expect of a unit, in the story's words."""
        card = self.card(unit)
        if key == "marks":
            return marks_of(card)
        if key == "replies":
            return self._replies(unit)
        if key == "editions":
            return [self._published(one, unit) for one in releases.status(self.warehouse, self.period).releases]
        return card.unit.score if key == "score" else outcome(card.unit)

    def deviations(self) -> list[object]:
        """Whatever speaks against an edition published so far, its papers included."""
        editions = releases.status(self.warehouse, self.period).releases
        return [wrong for one in editions for wrong in published.check(self.warehouse, one, recheck_papers)]

    def _replies(self, unit: str) -> dict[str, str]:
        found = unit_replies(self.warehouse, Reader("unit", frozenset({unit})), unit, self.period)
        gone = {one.number for one in found.gone}
        words = {}
        for one in (*(one for some in found.by_mark.values() for one in some), *found.gone):
            after = "，扣分已取消" if one.number in gone else "，待补录" if one.still_to_enter else ""
            words[about(one)] = f"{one.points} {STATES[one.state]}{after}"
        return words

    def _published(self, edition: published.Release, unit: str) -> str:
        units = published.released_league(self.warehouse, LOCAL, edition).units
        return outcome(next(one for one in units if one.unit == unit))


def outcome(unit: UnitScore) -> str:
    """A unit's score, or the grade of one that has none."""
    return unit.score or CHINESE(GRADES[unit.grade or ""])


def marks_of(card: Scorecard) -> dict[str, str]:
    """The marks of a scorecard in its order: dimension and item → points."""
    return {f"{DIMENSIONS[one.dimension]}：{one.item}": one.points for one in card.marks}


def about(one: Reply) -> str:
    """What a reply is about, as the story names marks."""
    return f"{DIMENSIONS[one.dimension]}：{one.item.rpartition(' · ')[2]}"
