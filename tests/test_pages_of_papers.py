"""督查督办 as the office and a unit use it: issue, follow up, correct, check a paper that comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Desk
from streamlit.testing.v1 import AppTest
from test_corrections import LATER

from metrics.access import LOCAL
from metrics.i18n import translator
from metrics.owner import holder
from metrics.register import content_of_paper, issued_papers

PAGES = Path(__file__).parents[1] / "pages"
CHINESE = translator("zh_CN")
REGISTER, VERIFY = CHINESE("Register of issued papers"), CHINESE("Verify a paper")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real store of the small city that the dashboard shows."""
    Desk(tmp_path).settle().warehouse.close()
    monkeypatch.setenv("METRICS_STORE", str(tmp_path / "store"))
    yield tmp_path
    holder.release()


def opened(part: str = "", **address: str) -> AppTest:
    """The page, with a tab open."""
    test = AppTest.from_file(str(PAGES / "parts" / "frame.py"), default_timeout=90)
    test.switch_page(str(PAGES / "supervision.py"))
    for name, value in {"period": "2025Q2", **address}.items():
        test.query_params[name] = value
    if part:
        test.session_state["supervision_parts"] = part
    test.run()
    assert not test.exception, test.exception
    return test


def said(test: AppTest) -> str:
    elements = [*test.markdown, *test.caption, *test.text, *test.info, *test.warning, *test.success]
    return "\n".join(str(one.value) for one in elements).replace("\\", "")


def pressed(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception, test.exception
    return test


def test_a_paper_is_issued_followed_up_corrected_and_checked_on_the_page(store: Path):
    test = opened()
    assert "此前未就有关问题印发过督办文书。" in str(test.dataframe[0].value["level_reason"].tolist())
    assert test.dataframe[0].value["why"][0] in said(test)
    assert "请写明这类文书的机关代字" in said(pressed(test, "papers_issue"))
    test.text_input(key="papers_agency_order").input("济督")
    pressed(test, "papers_issue")
    warehouse = holder.warehouse()
    (one,) = issued_papers(warehouse, LOCAL)
    assert f"{one.reference}：提示函，甲区" in said(test)

    test = opened(REGISTER)
    assert "共1份，待反馈1份" in said(test)
    test.selectbox(key="papers_step_1").select("sent")
    test.text_input(key="papers_note_1").input("机要交换")
    next(one for one in test.button if one.label == CHINESE("Note it")).click().run()
    assert f"{one.reference}：已送达。" in said(test)
    assert [step.note for step in issued_papers(warehouse, LOCAL)[0].steps] == ["机要交换"]

    desk = Desk.__new__(Desk)
    desk.folder, desk.warehouse, desk.clock = store, warehouse, one.at
    assert desk.say(更正=LATER).accepted
    test = opened(REGISTER)
    assert f"{one.reference}有" in said(test)
    assert ["未办结事项", "1", "2"] in test.dataframe[-1].value.values.tolist()
    test.text_input(key="papers_agency_correction").input("济更")
    pressed(test, "papers_issue_correction")
    assert issued_papers(warehouse, LOCAL)[1].kind == "correction"
    assert not test.warning

    test = opened(VERIFY)
    test.file_uploader(key="papers_verify").upload("来文.docx", content_of_paper(warehouse, LOCAL, 1)[1]).run()
    assert f"与{one.reference}印发时的文件逐字节一致。" in said(test)
    assert ["未办结事项", "1", "2"] in test.dataframe[-1].value.values.tolist()
    test = opened(VERIFY)
    test.file_uploader(key="papers_verify").upload("旧.docx", b"no paper").run()
    assert "旧.docx不能作为正常大小的Word文档" in said(test)


def test_the_address_of_a_duty_opens_the_register(store: Path):
    assert "尚未印发文书。" in said(opened(tab="register"))
