"""What the memory says: the store, history, comparisons and plans."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "error.store.session": (
        "There is no session {id}. `interviewer history` shows the sessions there are; `last` is the newest one.",
        "没有 {id} 这次练习。用 `interviewer history` 查看已有的练习，`last` 表示最近一次。",
    ),
    "error.store.answer": (
        "There is no answer number {id}. `interviewer history` shows the numbers.",
        "没有编号为 {id} 的回答。用 `interviewer history` 查看编号。",
    ),
    "error.store.newer": (
        "The database {path} was made by a newer version of this program. Update the program; nothing was changed.",
        "数据库 {path} 是用更新版本的程序建立的。请先升级程序，里面的内容没有被改动。",
    ),
    "error.store.damaged": (
        "The database was damaged ({reason}). It is kept, unchanged, as {path}; a new one begins. "
        "Recordings are not affected. An export brings everything back: `interviewer import FILE`.",
        "数据库已损坏（{reason}）。原文件原样保留在 {path}，现在另建一个新的。录音不受影响。"
        "如果以前导出过，用 `interviewer import 文件` 就能找回来。",
    ),
    "error.store.recording": (
        "{path} is no recording of this program. `interviewer history --json` names the recordings there are.",
        "{path} 不是本程序的录音。`interviewer history --json` 会列出现有的录音。",
    ),
    "error.store.file": (
        "{path} cannot be deleted ({reason}). Close what uses it and try again; the records are all still there.",
        "{path} 删不掉（{reason}）。请关闭正在使用它的程序再试，记录都还在。",
    ),
    "error.store.scrub": (
        "What you asked for is deleted, but its traces in {path} could not be wiped yet ({reason}). "
        "Close the other programs that use it; the next `interviewer delete` wipes them.",
        "要删的已经删了，但 {path} 里的痕迹暂时没能抹净（{reason}）。请关闭其他正在使用它的程序，下一次 `interviewer delete` 会抹净。",
    ),
    "error.input.export": (
        "{path}, line {line}: {detail}. Nothing was imported.",
        "{path} 第 {line} 行有问题：{detail}。什么都没有导入。",
    ),
    "error.input.not_export": (
        "{path} is no file of `interviewer export` ({detail}). Nothing was imported.",
        "{path} 不是 `interviewer export` 导出的文件（{detail}）。什么都没有导入。",
    ),
    "error.input.unreadable": (
        "{path} cannot be read ({reason}).",
        "{path} 读不了（{reason}）。",
    ),
    "error.output.exists": (
        "{path} exists already. Choose another name; nothing was overwritten.",
        "{path} 已经存在。请换一个文件名，没有覆盖任何东西。",
    ),
    "cli.export": ("Write everything you practised to a file.", "把全部练习记录导出成文件。"),
    "cli.export.long": (
        "Write everything to a file as JSON Lines (`-` is standard output): sessions, answers, and recordings by path "
        "and hash. The sound itself stays in the data folder.",
        "把全部内容导出为 JSON Lines 文件（`-` 表示标准输出）：练习、回答，以及录音的路径和校验值。录音本身仍在数据文件夹里。",
    ),
    "export.done": ("Written to {path} (records: {count}).", "已把 {count} 条记录写到 {path}。"),
    "cli.import": ("Bring back or merge an exported file.", "把导出的文件导回来，或并进来。"),
    "cli.import.long": (
        "Merge a file written by `export` into what is here (`-` is standard input). What is here already is left as "
        "it is; when any line is wrong nothing is imported.",
        "把 `export` 导出的文件并入现有记录（`-` 表示标准输入）。已有的保持不变；只要有一行不对，就什么都不导入。",
    ),
    "import.done": (
        "Imported sessions: {sessions}, answers: {answers}, reviews: {reviews}. Here already: {duplicates}.",
        "已导入 {sessions} 次练习、{answers} 个回答、{reviews} 份点评，另有 {duplicates} 条本来就有。",
    ),
    "cli.delete": ("Delete a session, a recording or everything.", "删除一次练习、一个录音或全部内容。"),
    "cli.delete.long": (
        "Delete a session (its id, or `last`), one recording, or everything – for good: records, recordings, pages, and "
        "the copies the program made of them. It asks first.",
        "彻底删除一次练习（写编号，或 `last`）、一个录音或全部内容：记录、录音、报告页，以及程序留下的副本都会删掉。删除前会先问你。",
    ),
    "cli.option.delete_recording": (
        "Delete this recording; what was heard in it and its score stay.",
        "只删除这个录音，听到的文字和得分保留。",
    ),
    "cli.option.delete_all": (
        "Delete all sessions, answers and recordings (models and your own banks stay).",
        "删除全部练习、回答和录音（模型和自己的题库保留）。",
    ),
    "cli.option.delete_yes": ("Do not ask before deleting.", "删除前不再询问。"),
    "delete.what": (
        "Say what to delete: a session's id, --recording PATH, or --all.",
        "请说明要删什么：某次练习的编号、--recording 路径，或 --all。",
    ),
    "delete.session": (
        "This deletes session {session} for good (answers: {answers}, files: {files}).",
        "将彻底删除练习 {session}：{answers} 个回答、{files} 个文件。",
    ),
    "delete.recording": (
        "This deletes the recording {path} for good; transcript and score stay.",
        "将彻底删除录音 {path}，文字和得分保留。",
    ),
    "delete.all": (
        "This deletes everything in {folder} for good (sessions: {sessions}, answers: {answers}, files: {files}). "
        "Models and your own banks stay.",
        "将彻底删除 {folder} 里的全部内容：{sessions} 次练习、{answers} 个回答、{files} 个文件。模型和自己的题库保留。",
    ),
    "delete.left": (
        "Left alone, because it lies outside of the program's folder: {path}",
        "不在程序的文件夹里，保留不动：{path}",
    ),
    "delete.ask": ("Delete it?", "确定删除吗？"),
    "delete.need_yes": ("Add --yes to delete without being asked.", "加上 --yes 可以不经询问直接删除。"),
    "delete.done": ("Deleted.", "已删除。"),
    "cli.history": ("What you practised and how it went.", "练过什么、练得怎么样。"),
    "cli.history.long": (
        "List your attempts, how each question, bank and dimension went, and your sessions.\n\n"
        "--lang shows only the attempts in that language. An arrow appears only when a change is larger than what the "
        "same answer differs from itself; scores of an older rubric version are not drawn.",
        "列出练过的题、每道题和每个题库的走势，以及各次练习。\n\n"
        "--lang 只看该语言的回答。变化超过同一回答自身的波动才会标箭头；旧版评分标准的分数不画进走势。",
    ),
    "cli.option.history_question": (
        "Only this question; shows how each point went.",
        "只看这道题，并列出每个要点的走势。",
    ),
    "cli.option.history_bank": ("Only questions of this bank.", "只看这个题库的题。"),
    "cli.option.history_limit": ("Attempts that are listed.", "列出多少次回答。"),
    "history.nothing": (
        "Nothing to show yet. Practise a question first: `interviewer drill`.",
        "还没有可以显示的记录。先练一道题：`interviewer drill`。",
    ),
    "history.attempts": ("Attempts (the newest {shown} of {count})", "回答（共 {count} 次，最近 {shown} 次）"),
    "history.questions": ("Questions", "各题走势"),
    "history.points": ("Points", "各要点走势"),
    "history.banks": ("Banks (mean of each session)", "题库走势（每次练习的平均分）"),
    "history.dimensions": ("Dimensions (mean of each session)", "各方面走势（每次练习的平均分）"),
    "history.sessions": ("Sessions", "最近的练习"),
    "history.unfinished": ("unfinished", "未完成"),
    "history.kind.drill": ("drill", "单题练习"),
    "history.kind.interview": ("interview", "模拟面试"),
    "history.kind.roleplay": ("role-play", "角色扮演"),
    "history.kind.demo": ("demo", "演示"),
    "history.column.number": ("No.", "编号"),
    "history.column.when": ("When", "时间"),
    "history.column.lang": ("Lang", "语言"),
    "history.column.score": ("Score", "得分"),
    "history.column.time": ("Time", "用时"),
    "history.column.id": ("Question", "题目"),
    "history.column.trend": ("Trend", "走势"),
    "history.column.last": ("Last", "最近"),
    "history.column.best": ("Best", "最好"),
    "history.column.count": ("Count", "次数"),
    "history.column.mean": ("Mean", "平均"),
    "history.column.session": ("Session", "练习编号"),
    "history.column.kind": ("Kind", "类型"),
    "history.column.questions": ("Question", "题目"),
    "history.column.points": ("Point", "要点"),
    "history.column.banks": ("Bank", "题库"),
    "history.column.dimensions": ("Dimension", "方面"),
    "history.dimension.content": ("content", "内容"),
    "history.dimension.structure": ("structure", "结构"),
    "history.dimension.specificity": ("specificity", "具体"),
    "history.dimension.delivery": ("delivery", "表达"),
    "history.dimension.timing": ("time", "时间"),
    "cli.compare": ("Two attempts at one question side by side.", "把同一道题的两次回答放在一起比。"),
    "cli.compare.long": (
        "Compare two answers by their numbers (see `history`), or the last attempt at a question with the one before "
        "(--best: with your best). A change smaller than what the same answer differs from itself is called no change.",
        "按编号比较两个回答（编号见 `history`），或比较某道题最近一次和再上一次（--best：和最好的一次）。"
        "小于同一回答自身波动的差别算没有变化。",
    ),
    "cli.option.compare_best": ("Compare the last attempt with the best one.", "用最近一次和最好的一次比。"),
    "compare.what": (
        "Give the numbers of two answers (`interviewer history` shows them) or the id of one question.",
        "请给两个回答的编号（`interviewer history` 里有），或一道题的编号。",
    ),
    "error.usage.compare": (
        "These answers cannot be compared: one is to {first}, the other to {second}. "
        "Choose two answers to one question in one language.",
        "这两个回答没法比：一个答的是 {first}，另一个答的是 {second}。请选同一道题、同一种语言的两个回答。",
    ),
    "error.input.attempts": (
        "{id} was attempted {count} times in this language; a comparison needs two. Practise it: `interviewer drill {id}`.",
        "{id} 用这种语言只练过 {count} 次，要两次才能比。再练一次：`interviewer drill {id}`。",
    ),
    "comparison.before": (
        "Before: answer {id}, attempt {attempt}, {when}",
        "前一次：编号 {id}，第 {attempt} 次，{when}",
    ),
    "comparison.after": (
        "After:  answer {id}, attempt {attempt}, {when}",
        "后一次：编号 {id}，第 {attempt} 次，{when}",
    ),
    "comparison.column.before": ("before", "前一次"),
    "comparison.column.after": ("after", "后一次"),
    "comparison.other_rubric": (
        "Judged under different versions of the rubric: scores and points cannot be compared. Time and delivery can.",
        "两次用的不是同一版评分标准，分数和要点没法比，只能比时间和表达。",
    ),
    "comparison.unscored": (
        "At least one of the two has no score, so only time and delivery are compared.",
        "至少有一次没有打分，只能比时间和表达。",
    ),
    "comparison.measure.total": ("Score", "总分"),
    "comparison.measure.content": ("Content", "内容"),
    "comparison.measure.structure": ("Structure", "结构"),
    "comparison.measure.specificity": ("Specificity", "具体"),
    "comparison.measure.delivery": ("Delivery", "表达"),
    "comparison.measure.timing": ("Timing", "时间"),
    "comparison.measure.speaking_s": ("Speaking time", "用时"),
    "comparison.measure.rate_per_min": ("Pace per minute", "每分钟语速"),
    "comparison.measure.fillers_per_min": ("Fillers per minute", "每分钟口头语"),
    "comparison.measure.longest_pause_s": ("Longest pause (s)", "最长停顿（秒）"),
    "comparison.same": ("no change", "没有变化"),
    "comparison.unknown": ("not measured both times", "没有两次都测到"),
    "comparison.same_points": ("The same points were made both times.", "两次讲到的要点一样。"),
    "comparison.points.gained": ("New: {name}", "新讲到：{name}"),
    "comparison.points.lost": ("Dropped: {name}", "这次没讲：{name}"),
    "comparison.points.more": ("Explained better: {name}", "讲得更实：{name}"),
    "comparison.points.less": ("Only mentioned now: {name}", "这次只是提到：{name}"),
    "comparison.pitfalls.gained": ("Stepped into: {name}", "这次犯了：{name}"),
    "comparison.pitfalls.lost": ("Avoided: {name}", "这次避开了：{name}"),
    "comparison.not_said": ("not said", "没讲"),
    "cli.plan": ("What to practise next, and why.", "接下来练什么、为什么。"),
    "cli.plan.long": (
        "Plan the next practice from your answers so far: what is asked for, what to prepare, which questions to answer, "
        "and how to check it. Questions come back when they are due (spaced repetition), the weakest points first.",
        "根据你已有的回答安排接下来的练习：要达到什么、准备什么、练哪几题、怎么检验。题目按间隔重复到期再练，最薄弱的要点优先。",
    ),
    "cli.option.plan_date": ("Plan for this day (default: today).", "为这一天安排（默认今天）。"),
    "cli.option.plan_limit": ("Questions to practise.", "安排几道题。"),
    "plan.llm_asked": (
        "The text of the job description is sent to {host}; the resume and your answers are not.",
        "职位描述的文字会发送到 {host}，简历和你的回答不会发送。",
    ),
    "plan.title": ("Plan for {day}", "{day} 的练习安排"),
    "plan.needs": ("Needs – what is asked for", "一、看需求"),
    "plan.need": (
        "{bank}: {practised} of {count} questions practised, mean {mean}, pass mark {pass_mark}",
        "{bank}：{count} 道题练过 {practised} 道，平均 {mean} 分，及格线 {pass_mark} 分",
    ),
    "plan.need_new": (
        "{bank}: {count} questions, none practised yet, pass mark {pass_mark}",
        "{bank}：{count} 道题，还没有练过，及格线 {pass_mark} 分",
    ),
    "plan.preparation": (
        "Preparation – points you never made; read them with `interviewer banks show ID`",
        "二、做准备：这些要点你还从没讲到过，用 `interviewer banks show 题目编号` 看一看",
    ),
    "plan.prepare": ("{id}: not made yet – {points}", "{id} 还没讲到：{points}"),
    "plan.practice": ("Practice – in this order", "三、开口练，按这个顺序"),
    "plan.why.wanted": (
        "Requirements of the job description that you have not shown yet and can show here: {wanted}.",
        "职位描述里有 {wanted} 条你还没有展示过的要求，可以在这道题里讲。",
    ),
    "plan.why.due": (
        "Due since {due}: last practised {days} days ago, {last} points.",
        "{due} 起该复习了：上次练是 {days} 天前，得分{last}分。",
    ),
    "plan.why.below_pass": (
        "Last time {last} points, the pass mark is {pass_mark}.",
        "上次{last}分，及格线是{pass_mark}分。",
    ),
    "plan.why.first": ("Nearly every interview begins with it.", "几乎每场面试都从它开始。"),
    "plan.why.next": ("Not practised yet.", "还没有练过。"),
    "plan.bring": ("Bring in: {points}.", "这次要讲到：{points}。"),
    "plan.do": ("Begin: interviewer drill {id}", "现在开始：interviewer drill {id}"),
    "plan.nothing_due": (
        "Nothing is due. Well done – rest, or try another bank.",
        "今天没有到期的题，歇一歇，或换个题库。",
    ),
    "plan.evaluation": ("Evaluation – did it work?", "四、看效果"),
    "plan.evaluate": (
        "Mock interview: `interviewer interview {bank}`, then `interviewer report`.",
        "模拟面试：`interviewer interview {bank}`，再看 `interviewer report`。",
    ),
    "plan.evaluate_later": (
        "After a second attempt `interviewer compare QUESTION_ID` shows what changed; after five questions of a bank try "
        "a mock interview.",
        "同一题练两次后，用 `interviewer compare 题目编号` 看变化；一个题库练满五题后，来一次模拟面试。",
    ),
    "plan.coming": ("{id} comes back on {day}.", "{id} 在 {day} 再练。"),
    "cli.option.plan_jd": (
        "A job description (text, Markdown, PDF or DOCX): what it asks for, and what your answers have not shown yet.",
        "职位描述（文本、Markdown、PDF 或 DOCX）：看它要什么、你的回答还没有展示出什么。",
    ),
    "cli.option.plan_resume": (
        "Your resume (the same kinds of file): a draft of your self-introduction from its facts.",
        "你的简历（同样几种格式）：用简历里的事实起草一份自我介绍。",
    ),
    "error.input.document_size": (
        "{path} is too large ({reason}). Give the job description or the resume alone.",
        "{path} 太大（{reason}）。请只给职位描述或简历本身。",
    ),
    "error.input.document_kind": (
        "{path} cannot be read as a document ({reason}). Save it as text, Markdown, PDF or DOCX and try again.",
        "{path} 无法当作文档读取（{reason}）。请另存为文本、Markdown、PDF 或 DOCX 再试。",
    ),
    "error.input.document_empty": (
        "{path} holds no text. Paste the text into a .txt file and give that.",
        "{path} 里没有文字。请把文字粘贴到 .txt 文件再用。",
    ),
    "error.input.document_damaged": (
        "{path} cannot be opened ({reason}). Open it in your editor, save it again, or paste its text into a .txt file.",
        "{path} 打不开（{reason}）。请用编辑器打开后重新保存，或把文字粘贴到 .txt 文件。",
    ),
    "error.input.encrypted": (
        "{path} is protected by a password. Save a copy without one, or paste its text into a .txt file.",
        "{path} 有密码保护。请另存一份不带密码的，或把文字粘贴到 .txt 文件。",
    ),
    "error.input.scanned": (
        "{path} is a scan: its pages are pictures and hold no text. Run text recognition (OCR) on it first, or paste its "
        "text into a .txt file.",
        "{path} 是扫描件，页面都是图片，没有文字。请先做文字识别（OCR），或把文字粘贴到 .txt 文件。",
    ),
    "job.title": ("What the job asks for: {name}", "职位要求：{name}"),
    "job.unnamed": ("(title not named)", "（没有写明职位）"),
    "job.nothing_found": (
        "No requirements were found in it. Is it a job description? One demand a line is understood best.",
        "没有找到要求。这是职位描述吗？一行写一条要求最容易看懂。",
    ),
    "job.not_shown": ("Not shown in your answers yet ({count})", "你的回答里还没有展示（{count} 条）"),
    "job.shown": ("Shown in your answers ({count})", "你的回答已经展示（{count} 条）"),
    "job.no_question": (
        "No question of the banks fits ({count}); write one of your own with `interviewer banks new`",
        "题库里没有合适的题（{count} 条），可以用 `interviewer banks new` 自己出题",
    ),
    "job.formal": (
        "Cannot be shown by speaking – have the papers ready ({count})",
        "说是说不出来的，请备好证明（{count} 条）",
    ),
    "job.weight.must": ("must", "必备"),
    "job.weight.duty": ("task", "职责"),
    "job.weight.preferred": ("plus", "加分"),
    "job.weight.formal": ("formal", "条件"),
    "job.shown_by": ("answer {answer} to {question} shows it", "编号 {answer} 的回答（{question}）里讲到了"),
    "job.practise": (
        "practise {question} ({competency}), point “{point}”; both speak of {words}",
        "练 {question}（{competency}），要点“{point}”；都说到 {words}",
    ),
    "job.resume_line": ("your resume has: {line}", "简历里有：{line}"),
    "draft.title": (
        "DRAFT of your self-introduction – check every word, then say it your way",
        "自我介绍草稿：逐字核对，再换成自己的话",
    ),
    "draft.blank": ("[fill in: {what}]", "【待补：{what}】"),
    "draft.blank.name": ("your name", "姓名"),
    "draft.blank.education": ("where you studied and what", "毕业院校和专业"),
    "draft.blank.company": ("your company", "所在公司"),
    "draft.blank.role": ("your position", "职位"),
    "draft.blank.projects": ("two or three projects with results", "两三个项目和成果"),
    "draft.blank.strengths": ("your main strengths", "主要优势"),
    "draft.blank.wanted_role": ("the position you apply for", "应聘的职位"),
    "draft.blank.fit": ("what of your experience fits this job", "你的经历和这个岗位的匹配点"),
    "draft.self": ("Hello, my name is {name}. I studied at: {education}.", "您好，我叫{name}，毕业于{education}。"),
    "draft.job": ("I have worked at {company} as {role}.", "我在{company}担任{role}。"),
    "draft.job_before": ("Before that I was at {company} as {role}.", "之前在{company}担任{role}。"),
    "draft.projects": ("What I have done: {projects}.", "我做过的事有：{projects}。"),
    "draft.strengths": ("My main strengths: {strengths}.", "我的主要优势是：{strengths}。"),
    "draft.fit": ("For the position of {role}, what fits best: {fit}.", "应聘{role}，我最匹配的一点是：{fit}。"),
    "draft.thanks": ("That is me in short. Thank you.", "以上是我的自我介绍，谢谢。"),
    "draft.missing": ("Your resume does not say: {blanks}.", "简历里没有写：{blanks}。"),
    "draft.note": (
        "Only facts of your resume are used, word for word. Practise it: interviewer drill hr-faq/02-self-intro",
        "只用了简历里的原话，没有添加内容。练一练：interviewer drill hr-faq/02-self-intro",
    ),
}
