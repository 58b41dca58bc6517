"""A window of a real browser on the dashboard: waiting until it stands still, clicking into tables that are drawn."""

from __future__ import annotations

HEADING, ROW = 36, 30
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LOOK_EVERY = 300
"""Milliseconds."""

CALM, MOST_LOOKS = 5, 200
"""So many looks in a row find the same; so many looks are taken."""

CALM_BUTTON = 2


def press(page, element):
    """Click on an element once the page has run and the element stays where it is, as a person would."""
    rest(page, element, CALM_BUTTON)
    element.click()


def rest(page, element, calm_enough=CALM):
    """Wait until the page has run and the element is and stays what it is; return its place (x, y, width, height).

    A click into a table is a place on the screen: neither it nor what is drawn there may change between the look and
    the click. After a change of tabs, "the first table" is for a moment still the one of the tab before.
    """
    element.wait_for()
    seen, calm = None, 0
    for _ in range(MOST_LOOKS):
        page.locator(AT_REST).wait_for()
        element.scroll_into_view_if_needed()
        found = (element.bounding_box(), element.text_content())
        calm = calm + 1 if found == seen and found[0] is not None else 0
        if calm == calm_enough:
            return found[0]
        seen = found
        page.wait_for_timeout(LOOK_EVERY)
    raise AssertionError("the page did not come to rest")


def click_row(page, table, row, across):
    """Click into a row of a table at rest, ``across`` pixels from its left edge; rows are counted from 0."""
    box = rest(page, table)
    page.mouse.click(box["x"] + across, box["y"] + HEADING + ROW * row + ROW / 2)
