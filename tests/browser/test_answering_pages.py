"""A clerk with a bad ledger and nothing but the page: the answer is downloaded, corrected, dropped again, kept."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from dashboards import dashboard
from desks import FINDINGS, Desk
from stories import rows_of, squeezed, write_csv
from windows import press

PATIENCE = 60_000
NEW = "问题编号|发现日期|责任单位|渠道名称|指标|性质|扣分|问题描述\n7|2025-05-23|甲区|甲区政府网|政策文件|扣分|5|新的"
BAD = NEW.replace("2025-05-23", "2025-02-30").replace("|5|", "|五分|")


@pytest.fixture
def page(browser, tmp_path):
    """A window on the intake of a small city's store."""
    desk = Desk(tmp_path).settle()
    desk.warehouse.close()
    with dashboard(tmp_path / "store") as running:
        context = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        window = context.new_page()
        window.goto(f"{running.url}/intake")
        yield window
        context.close()


def table(path: Path, drawn: str) -> Path:
    return write_csv(path, rows_of(squeezed(drawn)))


def mend(path: Path) -> None:
    """Correct the red cells as the comments say."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and "2025-02-30" in cell.comment.text:
                    cell.value = "2025-05-23"
                elif cell.comment and "五分" in cell.comment.text:
                    cell.value = 5
    book.save(path)


def test_a_clerk_downloads_the_answer_corrects_it_and_drops_it_again(page, tmp_path):
    page.locator("input[type=file]").set_input_files(table(tmp_path / "问题.csv", BAD))
    page.get_by_text("校验未通过").wait_for()
    with page.expect_download() as started:
        press(page, page.get_by_role("button", name="下载带批注的文件"))
    assert started.value.suggested_filename == "问题（批注）.xlsx"
    answer = tmp_path / "问题（批注）.xlsx"
    started.value.save_as(answer)
    mend(answer)

    press(page, page.get_by_role("button", name="Remove 问题.csv"))
    # As a person does: the next file goes in once the box has let go of the one before.
    page.get_by_text("校验未通过").wait_for(state="hidden")
    page.locator("input[type=file]").set_input_files(answer)
    page.get_by_text("校验通过").wait_for()
    page.get_by_text("对2025年第二季度得分和名次的影响").wait_for()
    press(page, page.get_by_role("button", name="入库", exact=True))
    page.get_by_text("已入库：问题（批注）.xlsx").wait_for()


def test_what_the_last_version_had_and_this_one_lacks_is_shown_before_anything_is_kept(page, tmp_path):
    shorter = "\n".join(line for line in FINDINGS.strip().splitlines() if "要闻" not in line)
    page.locator("input[type=file]").set_input_files(table(tmp_path / "问题（修改）.csv", shorter))
    page.get_by_text("校验通过").wait_for()
    page.get_by_text("上一版有、本次没有的行（1行）").wait_for()
    page.get_by_text("2025年第二季度的得分和名次不变").wait_for()


def test_the_inbox_shows_what_waits_what_came_in_and_the_answer_to_what_was_refused(page, tmp_path):
    inbox = tmp_path / "store" / "inbox"
    press(page, page.get_by_role("tab", name="收件箱"))
    page.get_by_text("收件箱里还没有放过文件").wait_for()
    (inbox / "丁区").mkdir()
    table(inbox / "丁区" / "整改.csv", "问题编号|责任单位|整改完成日期\n2|甲区|2025-06-08")
    table(inbox / "问题.csv", BAD)
    with page.expect_download() as started:
        press(page, page.get_by_role("button", name="问题（批注）.xlsx"))
    assert started.value.suggested_filename == "问题（批注）.xlsx"
    page.get_by_text("等待接收").first.wait_for()
    page.get_by_text("已处理").first.wait_for()
