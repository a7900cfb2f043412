"""A second pair of eyes: the review page, its commands, and the marks side by side."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # The form
    "review.kicker": ("Review", "旁听打分"),
    "review.about": (
        "Listen, mark what you heard, and save the file. The program's own marks stay folded until you open them.",
        "先听录音，再把你听到的标出来，最后保存文件。程序自己的评分是折叠的，打开才会显示。",
    ),
    "review.program_view": (
        "What the program heard (best opened after you have marked)",
        "程序的评判（建议打完分再看）",
    ),
    "review.your_marks": ("Your marks", "你的评分"),
    "review.open_is_fine": (
        "Leave open what you cannot judge: an honest gap is worth more than a guess.",
        "拿不准的就留空，不用猜。",
    ),
    "review.name": ("Your name", "你的名字"),
    "review.open": ("left open", "不评"),
    "review.avoided": ("avoided", "没有"),
    "review.triggered": ("stepped into it", "有"),
    "review.total": ("Overall, 0 to 100", "总分（0 到 100）"),
    "review.comments": ("Comments", "评语"),
    "review.comments_hint": (
        "Play to the place you mean, then add a comment there.",
        "播放到想说的地方，再在那里加一条评语。",
    ),
    "review.comment_here": ("Comment at {at}", "在 {at} 加评语"),
    "review.comment_text": ("Comment at", "评语，位置"),
    "review.remove": ("Remove", "删除"),
    "review.note": ("On the whole answer", "对整个回答的评语"),
    "review.save": ("Save the file", "保存文件"),
    "review.saved": (
        "Saved as {name}. Send it back to the person who practises.",
        "已保存为 {name}。把它发回给练习的人就行。",
    ),
    "review.name_missing": ("Please write your name first.", "请先写上你的名字。"),
    "review.total_wrong": ("The overall mark is a whole number from 0 to 100.", "总分要填 0 到 100 的整数。"),
    "review.private": (
        "What you write stays in this window until you save the file.",
        "你写的内容只在这个窗口里，保存文件之后才会留下来。",
    ),
    # Side by side
    "review.beside": ("Side by side", "对照"),
    "review.column.program": ("program", "程序"),
    "review.column.own": ("{name} (own)", "{name}（自评）"),
    "review.total_row": ("Total", "总分"),
    "review.differs": ("differs", "不一致"),
    "review.agree_all": ("Shared marks: {shared}. All of them agree.", "共同评过的 {shared} 项全部一致。"),
    "review.differ_some": (
        "Shared marks: {shared}, of which {differing} differ.",
        "共同评过的 {shared} 项里有 {differing} 项不一致。",
    ),
    "review.nothing_shared": ("No point was marked by more than one.", "没有一项是大家都评过的。"),
    "review.totals_apart": ("The totals lie {apart} apart.", "总分相差 {apart} 分。"),
    "review.whole": ("whole answer", "整个回答"),
    # The commands
    "cli.review": (
        "Let somebody else mark an answer, and see where you differ.",
        "请别人给回答打分，再看看哪里不一致。",
    ),
    "cli.review.long": (
        "Let a friend or an HR person mark an answer, offline.\n\n"
        "`review export ANSWER` writes a page to send them; it saves a small file, which they send back; "
        "`review import FILE` shows it beside the program's marks and your own.",
        "请朋友或 HR 离线给你的回答打分。\n\n"
        "`review export 回答编号` 生成一个网页发给对方，对方打完分会保存一个小文件发回来，"
        "再用 `review import 文件` 和程序的评分、你自己的评分放在一起看。",
    ),
    "cli.review.export": ("Write the page for a reviewer.", "生成给别人打分的网页。"),
    "cli.review.import": ("Read what a reviewer saved.", "读入别人保存的评分文件。"),
    "cli.review.export.long": (
        "Write the page for a reviewer of one answer: its number is shown by `interviewer history`; `last` is the newest one.",
        "生成给别人打分的网页。回答编号用 `interviewer history` 查看，`last` 表示最近一个。",
    ),
    "cli.review.import.long": (
        "Read what a reviewer saved, keep it with the answer, and show where the marks differ.",
        "读入别人保存的评分文件，和回答放在一起，并显示哪里不一致。",
    ),
    "cli.option.own": ("These are your own marks of your own answer.", "这是你给自己的回答打的分。"),
    "review.exported": (
        "Review page: {path}\nSend it to somebody you trust; the recording is inside.",
        "打分网页：{path}\n把它发给你信得过的人，里面带着录音。",
    ),
    "review.exported_linked": (
        "Review page: {path}\nThe recording is not inside: send it along, in the same place relative to the page.",
        "打分网页：{path}\n录音不在里面：要一起发，并保持和网页的相对位置。",
    ),
    "review.exported_silent": (
        "Review page: {path}\nIt has no sound: there is no recording of this answer any more.",
        "打分网页：{path}\n里面没有声音：这个回答的录音已经不在了。",
    ),
    "review.imported": ("Kept with answer {id} ({question}).", "已和回答 {id}（{question}）放在一起。"),
    # What can be wrong with a file
    "error.input.review": (
        "{path} is no review of this program (see `{field}`). Ask for the file that the review page saved.",
        "{path} 不是本程序的评分文件（问题出在 `{field}`）。请对方把打分网页保存的文件发给你。",
    ),
    "error.input.review_size": ("{path} is too large to be a review.", "{path} 太大，不像是评分文件。"),
    "error.input.review_answer": (
        "The review is about an answer that is not in this database, or about another recording of it.",
        "这份评分对应的回答不在这个数据库里，或者录音不是同一份。",
    ),
    "error.input.review_points": (
        "The review marks a point the answer does not have ({id}). It may be from another version of the bank.",
        "这份评分里有一个回答没有的要点（{id}），可能来自另一个版本的题库。",
    ),
}
