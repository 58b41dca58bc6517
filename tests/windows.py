"""A window of a real browser on the dashboard: waiting until it stands still, clicking into tables that are drawn."""

from __future__ import annotations

HEADING, ROW = 36, 30
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
BREATH = 300
TRIES = 100


def rest(page, element):
    """Wait until the page has run and the element stays where it is; return its place (x, y, width, height).

    A click into a table is a place on the screen: it must not move between the look and the click.
    """
    element.wait_for()
    element.scroll_into_view_if_needed()
    seen = None
    for _ in range(TRIES):
        page.locator(AT_REST).wait_for()
        found = element.bounding_box()
        if found is not None and found == seen:
            return found
        seen = found
        page.wait_for_timeout(BREATH)
    raise AssertionError("the page did not come to rest")


def click_row(page, table, row, across):
    """Click into a row of a table at rest, ``across`` pixels from its left edge; rows are counted from 0."""
    box = rest(page, table)
    page.mouse.click(box["x"] + across, box["y"] + HEADING + ROW * row + ROW / 2)
