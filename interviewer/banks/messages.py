"""Every sentence about bank files: what can be wrong with them, and what the `banks` commands say.

Pairs (English, Chinese) with `str.format` fields.
"""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "@text": ("a text", "一段文字"),
    "@number": ("a number", "一个数字"),
    "@whole": ("a whole number", "一个整数"),
    "@flag": ("true or false", "true 或 false"),
    "@list": ("a list: [a, b] or lines that begin with `- `", "一个列表：[a, b]，或以 `- ` 开头的若干行"),
    "@mapping": ("fields: `name: value`", "若干字段，写成 `名字: 值`"),
    "@zh_en": ("{zh: ..., en: ...}", "{zh: ..., en: ...}"),
    "@pair": ("[lower, upper] in seconds", "[下限, 上限]，单位秒"),
    "@nothing": ("nothing", "空"),
    "@characters": ("characters", "字"),
    "@words": ("words", "词"),
    "@zh": ("Mandarin", "中文"),
    "@en": ("English", "英文"),
}

CUE_REASONS: tuple[tuple[str, str], ...] = (
    (r"unexpected (.+); quote it", r"{0} 放错了位置，请加引号或去掉"),
    (r"something is missing at the end", "末尾少了内容"),
    (r"the quotation mark is not closed", "引号没有配对"),
    (r"(.+) cannot stand here", r"{0} 不能放在这里，这里应该是词、( 、{{ 或引号"),
    (r"the bracket is not closed", "圆括号没有配对；圆括号里不能用 &"),
    (r"the brace is not closed", "花括号没有配对"),
    (r"(.+) holds no word", r"{0} 里没有可以匹配的词"),
    (r"(.+) alone fires on any answer", r"{0} 单独一个词在任何回答里都会命中，请用空格或 & 再接上另一层意思"),
    (r"the cue is empty", "线索是空的"),
    (r"the concept (.+) uses itself", r"概念 {0} 用到了自己"),
)
"""How the cue engine's reasons begin, and the same in Chinese."""

MESSAGES: dict[str, tuple[str, str]] = {
    "no_file": ("There is no such file. Check the path.", "没有这个文件，请检查路径。"),
    "folder": ("This is a folder; give a .yaml file in it.", "这是一个文件夹，请给出里面的 .yaml 文件。"),
    "no_banks_in_folder": ("There is no .yaml file in this folder.", "这个文件夹里没有 .yaml 文件。"),
    "unreadable": ("The file cannot be read: {reason}.", "文件读不了：{reason}。"),
    "too_big": (
        "The file is larger than {limit}. Split it into several banks.",
        "文件超过 {limit}，请拆成几个题库。",
    ),
    "binary": ("This is not a text file. Give a YAML file.", "这不是文本文件，请给出 YAML 文件。"),
    "encoding": (
        "The file is written in {encoding}, not UTF-8. Save it as UTF-8, or: iconv -f {encoding} -t UTF-8 "
        "{name} > utf8-{name}",
        "文件编码是 {encoding}，不是 UTF-8。请另存为 UTF-8，或运行：iconv -f {encoding} -t UTF-8 {name} > utf8-{name}",
    ),
    "not_utf8": (
        "The file is not UTF-8 from this line on. Save it as UTF-8.",
        "从这一行起不是 UTF-8，请另存为 UTF-8。",
    ),
    "empty_file": (
        "The file is empty. `interviewer banks new` writes a starter.",
        "文件是空的。`interviewer banks new` 可以生成样例。",
    ),
    "yaml": (
        "This is not valid YAML ({reason}). Check quotes, colons and indentation here.",
        "这里不是合法的 YAML（{reason}）。请检查引号、冒号和缩进。",
    ),
    "yaml_full_width": (
        "Full-width punctuation where YAML needs plain ASCII: {found}. Write : , {{ }} [ ] \" ' instead, or "
        "put the text in quotes.",
        "这里用了全角标点 {found}，YAML 只认半角的 : , {{ }} [ ] \" '。请改成半角，或给整段文字加上引号。",
    ),
    "yaml_tab": ("A tab stands in the indentation. Use spaces.", "缩进里有制表符（Tab），请改用空格。"),
    "yaml_colon": (
        "A second `: ` on this line, or a wrong indentation. Put a text that contains `: ` in quotes.",
        "这一行多了一个“: ”，或者缩进不对。文字里含有“: ”时请整段加引号。",
    ),
    "yaml_no_colon": ("A `:` is missing after a field name near here.", "这附近有字段名后面少了冒号“:”。"),
    "yaml_unclosed": (
        "A bracket or quote near here is not closed, or a comma is missing. Inside [ ] a text with , {{ }} [ "
        "] needs quotes.",
        "这附近有括号或引号没有配对，或少了逗号。写在 [ ] 里的文字如果含有 , {{ }} [ ]，要加引号。",
    ),
    "yaml_indent": ("The indentation does not fit the lines above.", "缩进和上面几行对不上。"),
    "yaml_control": ("There is an invisible control character here. Delete it.", "这里有看不见的控制字符，请删掉。"),
    "yaml_quote": ("A text that begins with {found} must stand in quotes.", "以 {found} 开头的文字要整段加引号。"),
    "bare_question": (
        "A text with ? inside {{ }} or [ ] must stand in quotes: not every YAML parser reads it otherwise.",
        "写在 {{ }} 或 [ ] 里、含有 ? 的文字要加引号，否则有的 YAML 解析器读不了。",
    ),
    "quote_braces": (
        "`{field}` must be a text. A text that begins with {{ needs quotes around it.",
        "`{field}` 应该是文字；以 {{ 开头的文字要整段加引号。",
    ),
    "alias": (
        "Anchors and aliases (`&{name}`, `*{name}`) are not used in banks. Write the text out.",
        "题库里不用锚点和别名（`&{name}`、`*{name}`），请把内容直接写出来；文字以 & 或 * 开头时请加引号。",
    ),
    "tag": (
        "The tag `{tag}` is not used in banks. Delete it, or put the text in quotes.",
        "题库里不用标签 `{tag}`。请删掉；如果是文字，请加引号。",
    ),
    "documents": (
        "A second document (`---`) begins here. Keep one bank per file.",
        "这里开始了第二个文档（`---`）。一个文件只放一个题库。",
    ),
    "too_deep": ("More than {limit} levels of nesting. Banks need fewer.", "嵌套超过 {limit} 层，题库用不到这么深。"),
    "too_many_nodes": (
        "More than {limit} values in one file. Split the bank.",
        "一个文件里超过 {limit} 个值，请拆分题库。",
    ),
    "key_not_text": ("A field name must be a text.", "字段名必须是文字。"),
    "duplicate_key": (
        "`{key}` stands here a second time (first on line {first}). Keep one.",
        "`{key}` 在这里重复了（第一次在第 {first} 行），请只留一个。",
    ),
    "type": ("`{field}` must be {wanted}, not {found}.", "`{field}` 应该是{wanted}，而不是{found}。"),
    "quote_number": (
        "`{field}` must be a text. Put {value} in quotes.",
        "`{field}` 应该是文字，请给 {value} 加上引号。",
    ),
    "missing_field": ("`{field}` is missing here. Add it: {wanted}.", "这里缺少 `{field}`，请补上：{wanted}。"),
    "unknown_field": (
        "`{field}` is not a field here. Known: {known}.",
        "这里没有 `{field}` 这个字段。可用的有：{known}。",
    ),
    "blank": (
        "`{field}` is empty. Write something or delete the line.",
        "`{field}` 是空的。请填上内容或删掉这一行。",
    ),
    "choice": ("`{field}` cannot be `{value}`. One of: {known}.", "`{field}` 不能是 `{value}`。可选：{known}。"),
    "range": (
        "`{field}` is {value}; it must lie between {low} and {high}.",
        "`{field}` 是 {value}，应在 {low} 到 {high} 之间。",
    ),
    "pattern": (
        "`{value}` cannot be a name here. Use lower-case letters, digits and `-` only, for example `{example}`.",
        "`{value}` 不能用作名字。请只用小写字母、数字和 `-`，例如 `{example}`。",
    ),
    "no_language": (
        "`{field}` has no text. Give {{zh: ...}}, {{en: ...}} or both.",
        "`{field}` 没有内容，请写 {{zh: ...}}、{{en: ...}} 或两个都写。",
    ),
    "incomplete": (
        "`{field}` has no {language}. A shipped bank needs both languages.",
        "`{field}` 缺少{language}。随程序发布的题库两种语言都要有。",
    ),
    "incomplete_field": (
        "`{field}` is missing. A shipped bank needs it.",
        "缺少 `{field}`。随程序发布的题库必须有它。",
    ),
    "not_a_bank": (
        "A bank begins with fields such as `id:`, `title:` and `questions:`.",
        "题库文件要以 `id:`、`title:`、`questions:` 这样的字段开头。",
    ),
    "no_questions": (
        "The bank has no questions. Add one under `questions:`.",
        "题库里没有题目，请在 `questions:` 下面至少加一道。",
    ),
    "duplicate_id": (
        "The id `{id}` is used twice (first on line {first}). Change one of them.",
        "id `{id}` 用了两次（第一次在第 {first} 行），请改掉一个。",
    ),
    "foreign_id": (
        "The question id `{id}` must begin with `{bank}/`, the id of this bank.",
        "题目 id `{id}` 要以本题库的 id 开头：`{bank}/`。",
    ),
    "no_rubric": (
        "The question has neither `points` nor `reference`: there is nothing to score by. Add one of them.",
        "这道题既没有 `points` 也没有 `reference`，没法打分。请至少写一样。",
    ),
    "unknown_point": (
        "`{field}` names the point `{id}`, which this question does not have. Its points: {known}.",
        "`{field}` 提到的要点 `{id}` 不在这道题里。这道题的要点有：{known}。",
    ),
    "unknown_step": (
        "`{field}` names the step `{id}`, which this role-play does not have. Its steps: {known}.",
        "`{field}` 提到的步骤 `{id}` 不在这个演练里。已有步骤：{known}。",
    ),
    "unknown_pitfall": (
        "`{field}` names the pitfall `{id}`, which is not there. Known: {known}.",
        "`{field}` 提到的失分项 `{id}` 不存在。已有：{known}。",
    ),
    "unknown_turn": (
        "`goto` names the turn `{id}`, which is not there. Known: {known}, end, repeat.",
        "`goto` 提到的轮次 `{id}` 不存在。可用：{known}、end、repeat。",
    ),
    "unknown_group": (
        "`group` names `{id}`, which is not in the bank's `groups`. Known: {known}.",
        "`group` 提到的 `{id}` 不在题库的 `groups` 里。已有：{known}。",
    ),
    "reserved_turn": (
        "A turn cannot be called `{id}`: `goto: {id}` means something else.",
        "轮次不能叫 `{id}`，因为 `goto: {id}` 另有含义。",
    ),
    "target_reversed": (
        "`target_s` is [{low}, {high}]: the lower time comes first.",
        "`target_s` 写成了 [{low}, {high}]：应先写下限，再写上限。",
    ),
    "target_silly": (
        "`target_s` is [{low}, {high}]; times are seconds, between 3 and 900.",
        "`target_s` 是 [{low}, {high}]；单位是秒，应在 3 到 900 之间。",
    ),
    "pitfall_empty": (
        "The pitfall can never be triggered: give it `cues`, `missing` or `outside_target: true`.",
        "这个失分项永远不会触发：请给它 `cues`、`missing` 或 `outside_target: true`。",
    ),
    "ending_when": (
        "Only the last `ending` may do without `when`, and it must.",
        "只有最后一个 `ending` 不写 `when`，而且必须不写。",
    ),
    "empty_condition": (
        "`when` is empty. Give it `all`, `any`, `none` or `avoid`.",
        "`when` 是空的，请写 `all`、`any`、`none` 或 `avoid`。",
    ),
    "roleplay_empty": ("The role-play has no `{field}`. Add at least one.", "这个演练没有 `{field}`，请至少加一个。"),
    "concept_taken": (
        "The concept `{name}` exists already in the program's lexicon. Choose another name.",
        "概念 `{name}` 在程序自带的词库里已经有了，请换个名字。",
    ),
    "cue_unknown_concept": (
        "The cue `{cue}` uses the concept `{{{name}}}`, which does not exist.",
        "线索 `{cue}` 用到的概念 `{{{name}}}` 不存在。",
    ),
    "cue": ("The cue `{cue}` cannot be used: {reason}", "线索 `{cue}` 有问题：{reason}"),
    "cue_everyday": (
        'The cue `{cue}` is too loose: it fires on everyday sentences such as "{sentence}". Join it with a '
        "second idea.",
        "线索 `{cue}` 太宽：连“{sentence}”这样的日常句子都会命中。请再加上一层意思。",
    ),
    "cue_torn": (
        "In the cue `{cue}`, `{words}` is read as two parts: `|` binds tighter than a space. If it is one of the ways "
        "of saying it, put the whole list in round brackets: ({first}|{words}|{last}). If two parts are meant, put the "
        "first of them in brackets.",
        "线索 `{cue}` 里的 `{words}` 会被拆成两截，因为 `|` 比空格结合得更紧。"
        "如果它本来是其中一种说法，请把整个列表放进圆括号：({first}|{words}|{last})；"
        "如果本来就是两截，给前一截加上圆括号。",
    ),
    "bank_id_taken": (
        "The id `{id}` belongs to a shipped bank. Give your bank another one, for example `my-{id}`, and "
        "begin its question ids with it.",
        "id `{id}` 是自带题库的名字。请给你的题库换一个，例如 `my-{id}`，题目 id 也以它开头。",
    ),
    "bank_id_twice": (
        "The bank id `{id}` is used by {other} as well. Change one of them.",
        "题库 id `{id}` 和 {other} 重复了，请改掉一个。",
    ),
    "no_fire": (
        "`{id}` ({language}): the sample does not fire: {sentence}",
        "`{id}`（{language}）：这句样例没有命中：{sentence}",
    ),
    "false_fire": (
        "`{id}` ({language}): `{cue}` fires on a sample that must miss: {sentence}",
        "`{id}`（{language}）：`{cue}` 命中了不该命中的样例：{sentence}",
    ),
    "few_cues": (
        "`{id}` ({language}): {found} cues, at least {wanted} needed.",
        "`{id}`（{language}）：只有 {found} 条线索，至少要 {wanted} 条。",
    ),
    "few_samples": (
        "`{id}` ({language}): {found} `{kind}` samples, at least {wanted} needed.",
        "`{id}`（{language}）：`{kind}` 样例只有 {found} 句，至少要 {wanted} 句。",
    ),
    "model_misses": (
        "The {language} model answer does not make the point `{id}`.",
        "{language}示范回答没有讲到要点 `{id}`。",
    ),
    "model_pitfall": (
        "The {language} model answer steps into the pitfall `{id}` ({quote}).",
        "{language}示范回答踩了失分项 `{id}`（{quote}）。",
    ),
    "model_length": (
        "The {language} model answer takes about {found} s to say; {low}-{high} s wanted ({size} {unit}, {rate}/min).",
        "{language}示范回答念完约 {found} 秒，应在 {low}-{high} 秒（{size} {unit}，按每分钟 {rate}）。",
    ),
    "model_score": (
        "The {language} model answer scores {found}; at least {wanted} wanted.",
        "{language}示范回答得分 {found}，应不低于 {wanted}。",
    ),
    "ask_long": (
        "`{field}` ({language}) takes about {found} s to say; at most {high} s wanted.",
        "`{field}`（{language}）念完约 {found} 秒，应不超过 {high} 秒。",
    ),
    "loose_cue": (
        "`{id}` ({language}): the cue `{cue}` fires on {share} of the model answers of other banks. Tighten it, "
        "or mark the item `broad: true` where that is right.",
        "`{id}`（{language}）：线索 `{cue}` 在其他题库的示范回答里命中 {share}，太宽了。"
        "请收紧；确实该如此时给它加上 `broad: true`。",
    ),
}
