"""What the `banks` commands say; the problems of a bank file have their own list in `interviewer.banks.messages`."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "error.bank": ("{lines}", "{lines_zh}"),
    "error.input.import_no_questions": ("{path} holds no questions.", "{path} 里没有题目。"),
    "error.input.import_size": (
        "{path} is larger than 20 MB. Split it into several files.",
        "{path} 超过 20 MB，请拆成几个文件。",
    ),
    "error.input.import_encoding": (
        "{path} is neither UTF-8 nor GBK text. Save it as CSV UTF-8.",
        "{path} 既不是 UTF-8 也不是 GBK 文本，请另存为 CSV UTF-8。",
    ),
    "error.input.import_json": (
        '{path}, line {line}: this is not valid JSON. A list is expected: [{{"question": ..., "answer": ...}}]',
        '{path} 第 {line} 行不是合法的 JSON。应该是这样的列表：[{{"question": ..., "answer": ...}}]',
    ),
    "error.input.import_list": (
        '{path} holds no list of questions. A list is expected: [{{"question": ..., "answer": ...}}]',
        '{path} 里不是题目列表。应该写成：[{{"question": ..., "answer": ...}}]',
    ),
    "error.input.import_csv": (
        "{path} is not a CSV table ({reason}). Save the table as CSV UTF-8.",
        "{path} 不是 CSV 表格（{reason}），请把表格另存为 CSV UTF-8。",
    ),
    "error.input.import_columns": (
        "The first line of {path} must name the columns: question, reference answer, key points.",
        "{path} 的第一行要写列名：问题、参考答案、要点。",
    ),
    "banks.list": ("List the banks, their questions and role-plays.", "列出题库、题目和演练。"),
    "banks.show": (
        "Show a question, a role-play or a bank. What is asked, what earns and what costs marks.",
        "查看一道题、一个演练或一个题库：问什么，什么得分，什么扣分。",
    ),
    "banks.show.speak": ("Say it aloud: the question, the tip or the model answer.", "朗读：题目、提示或示范回答。"),
    "banks.show.cues": ("Show the cues as well.", "连同线索一起显示。"),
    "banks.validate": (
        "Check bank files. Every mistake is named with its line and what to change.",
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
        "Make a bank from a JSON list or a CSV table of questions. The columns are question, reference answer and key "
        "points (separated by ; or line breaks), in UTF-8 or GBK; a JSON list holds objects with question and answer.",
        "把 JSON 列表或 CSV 表格转成题库。CSV 的列是问题、参考答案、要点（要点之间用 ; 或换行隔开），UTF-8 或 GBK 都行。",
    ),
    "banks.import.out": ("Where to write it (default: stdout).", "写到哪个文件（默认标准输出）。"),
    "banks.import.id": ("Id of the new bank (default: from the file name).", "新题库的 id（默认取自文件名）。"),
    "banks.none": ("There are no banks here.", "这里没有题库。"),
    "banks.broken": (
        "{path} cannot be used. What is wrong with it ({count}): interviewer banks validate {path}",
        "{path} 用不了，有 {count} 处问题，详见：interviewer banks validate {path}",
    ),
    "banks.valid": (
        "{path}: no mistakes (questions: {questions}, role-plays: {roleplays}).",
        "{path}：没有错误（{questions} 道题，{roleplays} 个演练）。",
    ),
    "banks.valid_lexicon": ("{path}: no mistakes (a lexicon of concepts).", "{path}：没有错误（概念词库）。"),
    "banks.problems": ("{path}: mistakes: {count}.", "{path}：{count} 处错误。"),
    "banks.warnings": (" Warnings: {count}.", "{count} 处提醒。"),
    "banks.written": ("Written: {path}", "已写入：{path}"),
    "banks.next": (
        "Edit it, then check it:  interviewer banks validate --deep {path}\nand practise with it:  interviewer interview {bank}",
        "改成自己的题目后检查：interviewer banks validate --deep {path}\n然后练习：interviewer interview {bank}",
    ),
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
    "banks.seconds": ("{low}-{high} s", "{low}-{high} 秒"),
    "banks.roleplay": ("role-play", "演练"),
    "banks.other_side": ("You talk to: {who}", "对方：{who}"),
    "banks.points": ("Earns marks (× weight)", "得分要点（× 权重）"),
    "banks.pitfalls": ("Costs marks", "扣分项"),
    "banks.unless": ("excused by:", "不扣分："),
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
