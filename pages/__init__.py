"""What readers see: one file per page, layout only; this table of contents is the menu.

A page that exists has an entry here and appears in the menu; titles are msgids of ``metrics.i18n``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    section: str
    """The group of the menu, by what people come to do."""
    title: str
    """Name in the menu and heading of the page."""
    name: str
    """File in this folder without its ending, and the page's address."""
    icon: str
    """A Material symbol."""
    help: str
    """The question the page answers."""
    is_for_office: bool = False
    """Whether the menu shows it to the office and administrators only; the page itself refuses the others."""


CONTENTS = (
    Entry(
        "The whole picture",
        "Overview",
        "overview",
        ":material/dashboard:",
        "What is the state, and what needs somebody?",
    ),
    Entry(
        "The whole picture",
        "League table",
        "league",
        ":material/leaderboard:",
        "Who stands where in their group, and how sure is that?",
    ),
    Entry(
        "The whole picture",
        "Scorecard",
        "scorecard",
        ":material/assignment:",
        "Why this score, and which row of which file is behind every point?",
    ),
    Entry(
        "Finding problems",
        "Tasks",
        "tasks",
        ":material/checklist:",
        "Which tasks of the plan lag, and at whom?",
    ),
    Entry(
        "Finding problems",
        "Inspections",
        "inspections",
        ":material/language:",
        "What is wrong on websites and accounts?",
    ),
    Entry(
        "Finding problems",
        "Rectification",
        "rectification",
        ":material/build:",
        "What is open, late, back again?",
    ),
    Entry(
        "Getting things done",
        "Supervision",
        "supervision",
        ":material/campaign:",
        "Which papers must go out, and which rule says so?",
    ),
    Entry(
        "Getting things done",
        "Data intake",
        "intake",
        ":material/upload_file:",
        "Is my file good, and what would it change?",
    ),
    Entry(
        "Keeping the rules",
        "Rules",
        "rules",
        ":material/gavel:",
        "How is it computed, and which text says so?",
    ),
    Entry(
        "Keeping the rules",
        "Releases",
        "releases",
        ":material/verified:",
        "What was published, and does it still hold?",
    ),
    Entry(
        "Keeping the rules",
        "System",
        "system",
        ":material/settings:",
        "Who may do what, who did what, and is it all safe?",
        is_for_office=True,
    ),
)
