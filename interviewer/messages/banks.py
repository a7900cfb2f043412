"""What the `banks` commands say; the problems of a bank file have their own list in `interviewer.banks.messages`."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "error.bank": ("{lines}", "{lines_zh}"),
    "banks.list": ("List the banks, their questions and role-plays.", "列出题库、题目和演练。"),
    "banks.list.option.bank_id": ("Only this bank.", "只看这个题库。"),
    "banks.show": (
        "Show a question, a role-play or a bank: what is asked, what earns and costs marks.",
        "查看一道题、一个演练或一个题库：问什么，什么得分，什么扣分。",
    ),
    "banks.show.speak": ("Say it aloud: the question, the tip or the model answer.", "朗读：题目、提示或示范回答。"),
    "banks.show.cues": ("Show the cues as well.", "连同线索一起显示。"),
    "banks.validate": (
        "Check bank files; every problem is named with its line and what to change.",
        "检查题库文件；每个问题都会指出行号和改法。",
    ),
    "banks.validate.deep": (
        "Also try every sample and model answer on the real scorer.",
        "另外用真正的评分器试一遍所有样例和示范回答。",
    ),
    "banks.validate.complete": (
        "Ask for both languages everywhere, as in a shipped bank.",
        "像自带题库一样，要求两种语言都写全。",
    ),
    "banks.new": ("Write a commented bank to start your own from.", "生成一份带注释的题库样例。"),
    "banks.new.id": ("Id of the bank.", "题库的 id。"),
    "banks.import": (
        "Make a bank from a JSON list of questions with answers, or from a CSV table (question, reference "
        "answer, key points; UTF-8 or GBK).",
        "把 JSON 题目列表或 CSV 表格（问题、参考答案、要点；UTF-8 或 GBK）转成题库。",
    ),
    "banks.import.out": ("Where to write it (default: stdout).", "写到哪个文件（默认标准输出）。"),
    "banks.import.id": ("Id of the new bank (default: from the file name).", "新题库的 id（默认取自文件名）。"),
    "banks.none": ("There are no banks here.", "这里没有题库。"),
    "banks.broken": (
        "{path} cannot be used: {count} problems. See `interviewer banks validate {path}`.",
        "{path} 不能用：{count} 处问题。请看 `interviewer banks validate {path}`。",
    ),
    "banks.valid": (
        "{path}: fine. {questions} questions, {roleplays} role-plays.",
        "{path}：没有问题。{questions} 道题，{roleplays} 个演练。",
    ),
    "banks.valid_lexicon": ("{path}: fine. A lexicon of concepts.", "{path}：没有问题。这是概念词库。"),
    "banks.problems": ("{path}: {count} problems.", "{path}：{count} 处问题。"),
    "banks.written": ("Written: {path}", "已写入：{path}"),
    "banks.exists": (
        "{path} exists already; nothing was changed. Choose another name.",
        "{path} 已经存在，没有改动它。请换个名字。",
    ),
    "banks.cannot_write": ("{path} cannot be written: {reason}.", "{path} 写不了：{reason}。"),
    "banks.no_such_text": ("{id} has no such text to speak.", "{id} 没有可以朗读的这一项。"),
    "banks.bad_id": (
        "{id} cannot be a bank id. Lower-case letters, digits and - only.",
        "{id} 不能作题库 id，只能用小写字母、数字和 -。",
    ),
    "banks.column.id": ("Id", "编号"),
    "banks.column.ask": ("Question", "题目"),
    "banks.column.target": ("Time", "时长"),
    "banks.roleplays": ("Role-plays", "演练"),
    "banks.points": ("Earns marks", "得分要点"),
    "banks.pitfalls": ("Costs marks", "扣分项"),
    "banks.follow_ups": ("Follow-ups", "追问"),
    "banks.intent": ("Why it is asked", "考察什么"),
    "banks.tip": ("Tip", "提示"),
    "banks.model": ("A strong answer", "示范回答"),
    "banks.reference": ("Reference answer", "参考回答"),
    "banks.target": ("Time: {low}-{high} s", "时长：{low}-{high} 秒"),
    "banks.steps": ("Moves", "要走的步骤"),
    "banks.turns": ("What the other side says", "对方会说"),
    "banks.deep.title": ("Checks with the real scorer", "用真正的评分器检查"),
    "banks.deep.check": ("Check", "检查"),
    "banks.deep.passed": ("Passed", "通过"),
    "banks.deep.of": ("Of", "总数"),
    "banks.deep.fires": ("samples that must fire", "应命中的样例"),
    "banks.deep.misses": ("samples that must not", "不应命中的样例"),
    "banks.deep.cues": ("enough cues", "线索够多"),
    "banks.deep.samples": ("enough samples", "样例够多"),
    "banks.deep.model": ("model answers make every point", "示范回答讲到所有要点"),
    "banks.deep.score": ("model answers pass", "示范回答达到及格线"),
    "banks.deep.length": ("model answers of a good length", "示范回答长度合适"),
    "banks.deep.ask": ("lines short enough to be spoken", "题目念起来不长"),
    "banks.deep.crosstalk": ("cues quiet on other answers", "线索不误中其他回答"),
    "banks.deep.loosest": (
        "Loosest cues (share of other banks' model answers)",
        "最宽的线索（在其他题库的示范回答里命中的比例）",
    ),
}
