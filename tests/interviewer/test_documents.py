"""Job descriptions and resumes: every kind of file, hostile ones too, and what rules find in them."""

import time
from pathlib import Path

import pytest

from interviewer.banks.loader import shipped_banks
from interviewer.errors import InputError
from interviewer.planning.documents import FILE_LIMIT_BYTES, TEXT_LIMIT, read_document
from interviewer.planning.introduction import draft_introduction
from interviewer.planning.matching import Matcher
from interviewer.planning.requirements import read_job_description
from interviewer.planning.resume import Job, read_resume
from tests.interviewer.documents import aes_pdf, encrypted_pdf, pdf, scanned_pdf, write_docx, zip_bomb

JD_ZH = """职位名称：AI 运营专员
公司：星河智能

岗位职责：
1、负责 AI 客服机器人的日常运营，搭建评测体系，制定质量指标；
2、收集用户反馈，分析 badcase，推动模型和提示词持续迭代；
3、制定内容审核流程，控制 AI 输出的合规和隐私风险。

任职要求：
1. 本科及以上学历，计算机等相关专业；
2. 2 年以上互联网运营经验；
3. 熟悉大模型和提示词工程；
4. 会弹钢琴者优先。

福利待遇：
五险一金，带薪年假。
"""

JD_EN = """# AI Operations Manager

**Company:** Northwind Labs

## About us
We build assistants for retailers and have great experience.

## What you'll do
- Define metrics, build evaluation sets and run A/B tests
- Monitor production behaviour, set up alerts and roll back bad releases

## Requirements
- Bachelor's degree in a related field
- Excellent communication with stakeholders; able to explain failures to executives

## Nice to have
- Experience with LangChain

## Benefits
- Health insurance
"""

RESUME_ZH = """# 林可

## 教育背景
2016.09 - 2020.06  江城大学  信息管理  本科

## 工作经历
2022.03 - 至今  云帆科技有限公司  AI 运营专员
- 每周抽检对话，修改提示词
- 搭建客服机器人的评测集，把答错率从 18% 降到 7%

## 技能
SQL、Python；跨部门沟通
"""


def problem(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    return str(caught.value.facts["problem"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "jd.txt"
    path.write_bytes(JD_ZH.replace("\n", "\r\n").encode(encoding))
    assert read_document(path) == JD_ZH


def test_pdf_and_docx_hold_the_same_text(tmp_path: Path) -> None:
    lines = [line for line in JD_ZH.splitlines() if line]
    (tmp_path / "jd.pdf").write_bytes(pdf(lines))
    assert [line.strip() for line in read_document(tmp_path / "jd.pdf").splitlines()] == lines
    write_docx(tmp_path / "jd.docx", lines)
    assert read_document(tmp_path / "jd.docx").splitlines() == lines
    by_kind = [read_job_description(read_document(tmp_path / f"jd.{kind}")) for kind in ("pdf", "docx")]
    wanted = [requirement.text for requirement in read_job_description(JD_ZH).requirements]
    assert [[requirement.text for requirement in job.requirements] for job in by_kind] == [wanted, wanted]


def test_what_a_pdf_does_to_text_is_undone(tmp_path: Path) -> None:
    (tmp_path / "jd.pdf").write_bytes(
        pdf(
            [
                "岗位职责",
                "负责  AI 客服机器⼈的⽇常运营，搭建评测体系，制定质量指标，推动模型和提⽰词持续迭代，并",
                "把每周的失败案例整理成⽂档",
                "与产品、算法团队协作",
                "Explain to the executives of the company and to its customers what went wrong and",
                "how the ﬁx works",
                "写周报",
            ]
        )
    )
    assert [one.text for one in read_job_description(read_document(tmp_path / "jd.pdf")).requirements] == [
        "负责 AI 客服机器人的日常运营，搭建评测体系，制定质量指标，推动模型和提示词持续迭代，"
        "并把每周的失败案例整理成文档",
        "与产品、算法团队协作",
        "Explain to the executives of the company and to its customers what went wrong and how the fix works",
    ]


def test_a_docx_keeps_bullets_and_tables(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "cv.docx", ["Skills", "- SQL", "- Python"], [["2019 - 2021", "Contoso", "Analyst"]])
    assert read_document(path).splitlines() == ["Skills", "- SQL", "- Python", "2019 - 2021  Contoso  Analyst"]


def test_a_pdf_under_another_name_is_still_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_bytes(pdf(["Jane Smith"]))
    assert read_document(tmp_path / "cv.txt").strip() == "Jane Smith"


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    files = {
        "locked.pdf": (encrypted_pdf(JD_ZH.splitlines(), "secret"), "encrypted"),
        "aes.pdf": (aes_pdf(JD_ZH.splitlines()), "encrypted"),
        "locked.docx": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "encrypted"),
        "scan.pdf": (scanned_pdf(), "scanned"),
        "broken.pdf": (pdf(["x"])[:200], "document_damaged"),
        "broken.docx": (b"PK\x03\x04 and no more", "document_damaged"),
        "old.doc": (b"anything", "document_kind"),
        "photo.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "document_kind"),
        "empty.txt": (b" \n\t\n", "document_empty"),
        "large.txt": (b"x" * (FILE_LIMIT_BYTES + 1), "document_size"),
        "long.txt": (b"x" * (TEXT_LIMIT + 1), "document_size"),
    }
    for name, (content, expected) in files.items():
        (tmp_path / name).write_bytes(content)
        assert problem(tmp_path / name) == expected, name
    assert problem(tmp_path / "nothing.txt") == "missing"
    assert problem(tmp_path) == "unreadable"


def test_a_pdf_whose_password_is_empty_opens(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(str(_written(tmp_path / "a.pdf", pdf(["Jane Smith"])))))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    writer.write(str(tmp_path / "b.pdf"))
    assert read_document(tmp_path / "b.pdf").strip() == "Jane Smith"


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_hostile_files_cost_nothing_but_a_message(tmp_path: Path) -> None:
    assert problem(zip_bomb(tmp_path / "bomb.docx")) == "document_damaged"
    loop = pdf(["x"]).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    assert problem(_written(tmp_path / "loop.pdf", loop)) in ("document_damaged", "document_empty")


def test_nothing_invisible_comes_through(tmp_path: Path) -> None:
    path = tmp_path / "jd.txt"
    path.write_text("要求：\n- 熟悉\x1b[31mSQL\x07\u202e数据分析\u200b\n", encoding="utf-8")
    assert read_document(path) == "要求：\n- 熟悉[31mSQL数据分析\n"


def test_requirements_in_chinese() -> None:
    job = read_job_description(JD_ZH)
    assert (job.language, job.role, job.company) == ("zh", "AI 运营专员", "星河智能")
    assert [(one.weight, one.text) for one in job.requirements] == [
        ("duty", "负责 AI 客服机器人的日常运营，搭建评测体系，制定质量指标"),
        ("duty", "收集用户反馈，分析 badcase，推动模型和提示词持续迭代"),
        ("duty", "制定内容审核流程，控制 AI 输出的合规和隐私风险"),
        ("formal", "本科及以上学历，计算机等相关专业"),
        ("formal", "2 年以上互联网运营经验"),
        ("must", "熟悉大模型和提示词工程"),
        ("preferred", "会弹钢琴者优先"),
    ]
    lines = JD_ZH.splitlines()
    assert all(one.text in lines[one.line - 1] for one in job.requirements)


def test_requirements_in_english() -> None:
    job = read_job_description(JD_EN)
    assert (job.language, job.role, job.company) == ("en", "AI Operations Manager", "Northwind Labs")
    assert [one.weight for one in job.requirements] == ["duty", "duty", "formal", "must", "must", "preferred"]
    assert job.requirements[4].text == "able to explain failures to executives"
    assert not any("insurance" in one.text or "retailers" in one.text for one in job.requirements)


def test_without_headings_the_words_decide() -> None:
    job = read_job_description("我们是一家快乐的公司\n熟悉数据分析和 SQL\n公司楼下有地铁\n能够和算法团队沟通\n")
    assert [one.text for one in job.requirements] == ["熟悉数据分析和 SQL", "能够和算法团队沟通"]
    assert read_job_description("今天天气很好\n").requirements == ()


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    job = read_job_description("Requirements:\n- Requirements gathering with customers\n- Benefits analysis in Excel\n")
    assert len(job.requirements) == 2


@pytest.mark.parametrize(
    "content", ["\n" * 90_000, "# " * 40_000, "1." * 40_000, "岗位：" * 20_000, " " * 90_000 + "x"]
)
def test_rules_do_not_hang_on_strange_text(content: str) -> None:
    started = time.monotonic()
    read_job_description(content)
    read_resume(content)
    assert time.monotonic() - started < 20  # quadratic patterns took minutes


@pytest.mark.parametrize(
    ("language", "sentence", "question", "word"),
    [
        ("zh", "搭建评测体系，制定质量指标", "ai-ops-ownership/02-quality-metrics", "指标"),
        ("zh", "熟悉大模型和提示词工程", "ai-operations/06-prompt-engineering", "提示词工程"),
        ("zh", "与产品、算法团队协作", "ai-operations/01-self-intro", "算法团"),
        ("en", "Experience with LangChain", "aigc-product-manager/14-langchain-controlnet", "LangChain"),
        ("en", "Set up alerts and monitor production behaviour", "ai-ops-ownership/01-monitor-behaviour", "alerts"),
        ("en", "Run A/B tests", "aigc-product-manager/19-launch-evaluation", "A/B tests"),
    ],
)
def test_requirements_find_their_questions(language: str, sentence: str, question: str, word: str) -> None:
    matches = Matcher(shipped_banks(), "zh" if language == "zh" else "en").matches(sentence)
    assert question in [match.question.id for match in matches]
    assert all(said in sentence for match in matches for said in match.words)
    assert any(word in said for match in matches for said in match.words)


@pytest.mark.parametrize("sentence", ["会弹钢琴者优先", "有较强的能力和良好的经验"])
def test_what_no_question_asks_for_has_no_match(sentence: str) -> None:
    assert Matcher(shipped_banks(), "zh").matches(sentence) == ()


def test_a_resume_gives_its_facts() -> None:
    resume = read_resume(RESUME_ZH)
    assert (resume.name, resume.education) == ("林可", "江城大学 信息管理 本科")
    assert resume.jobs == (Job("云帆科技有限公司", "AI 运营专员"),)
    assert resume.projects == ("搭建客服机器人的评测集，把答错率从 18% 降到 7%", "每周抽检对话，修改提示词")
    assert resume.strengths == ("SQL、Python", "跨部门沟通")


def test_an_english_resume_gives_its_facts() -> None:
    resume = read_resume(
        "Jane Smith\njane@example.com\n\nEDUCATION\nUniversity of Example, BSc Statistics, 2012 - 2016\n\nEXPERIENCE\n"
        "Operations Analyst, Contoso Ltd    Jan 2019 - Present\n- Cut wrong answers by 35%\n"
        "Support Specialist at Fabrikam   2016 - 2018\n\nSKILLS\nSQL; clear writing\n"
    )
    assert (resume.name, resume.education) == ("Jane Smith", "University of Example BSc Statistics")
    assert resume.jobs == (Job("Contoso Ltd", "Operations Analyst"), Job("Fabrikam", "Support Specialist"))
    assert resume.projects == ("Cut wrong answers by 35%",) and resume.strengths == ("SQL", "clear writing")


def test_the_draft_says_only_what_the_resume_says() -> None:
    draft = draft_introduction(read_resume(RESUME_ZH), "AI 运营专员", "每周抽检对话，修改提示词")
    assert draft.blanks == ()
    whole = "".join(draft.sentences)
    facts = ("林可", "江城大学", "云帆科技有限公司", "AI 运营专员", "18%", "跨部门沟通", "谢谢")
    places = [whole.index(fact) for fact in facts]
    assert places == sorted(places)  # self, company, role, projects, strengths, thanks
    assert set("".join(c for c in whole if c.isdigit())) <= set(RESUME_ZH)


def test_what_the_resume_does_not_say_is_a_blank() -> None:
    draft = draft_introduction(read_resume("some words about nothing in particular\n"))
    assert len(draft.blanks) == 8
    assert (
        draft.sentences[0]
        == "Hello, my name is [fill in: your name]. I studied at: [fill in: where you studied and what]."
    )
    chinese = draft_introduction(read_resume("随便写的几句话，没有什么内容\n"))
    assert chinese.sentences[0] == "您好，我叫【待补：姓名】，毕业于【待补：毕业院校和专业】。"
