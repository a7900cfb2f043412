"""What is said and shown in interviews and role-plays."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "cli.interview": (
        "A mock interview over a bank, with follow-ups and a verdict.",
        "模拟面试：一套题，有追问，有结论。",
    ),
    "cli.interview.long": (
        "Hold a mock interview over a question bank.\n\nThe interviewer asks aloud, acknowledges each answer, asks about "
        "what was missing, interrupts when you are far over time, and closes with your result, the verdict and three "
        "things to practise. Every answer is saved the moment it is scored; --resume goes on after a break. With --json "
        "every answer is one line, and the last line is the summary (interviewer.summary/1).",
        "用一套题库做一场模拟面试。\n\n面试官出声提问，听完会回应，缺了什么会追问，超时太多会打断，最后给出分数、结论和最该练的三件事。"
        "每个回答评完马上保存，中断后用 --resume 继续。加 --json 时每个回答输出一行，最后一行是总结（interviewer.summary/1）。",
    ),
    "cli.roleplay": (
        "A talk with several turns: salary, an angry customer, a termination.",
        "多轮角色演练：谈薪、安抚客户、劝退谈话。",
    ),
    "cli.roleplay.long": (
        "Play through a difficult talk of several turns.\n\nThe other side speaks with a voice of its own and reacts to the "
        "moves you have made so far. At the end: the outcome, each move with the words that made it, and the whole "
        "exchange to read again. Without an ID the role-plays are listed.",
        "演练一场不好谈的对话。\n\n对方有自己的声音，会根据你已经做到的动作来回应。结束后告诉你结果，列出每个动作和对应的原话，"
        "并回放整段对话。不写编号就列出全部演练。",
    ),
    "cli.option.questions": ("Ask only that many questions.", "只问这么多题。"),
    "cli.option.only": (
        "Ask exactly these questions, in this order (ids separated by commas, e.g. 02,05).",
        "只问这几道题，按这个顺序（编号用逗号隔开，例如 02,05）。",
    ),
    "cli.option.seed": (
        "Draw the questions at random; the same number draws the same ones.",
        "随机抽题；同一个数字抽到的题相同。",
    ),
    "cli.option.prepare": ("Time to prepare each answer, in seconds.", "每题的准备时间（秒）。"),
    "cli.option.follow_ups": ("Most follow-up questions per question.", "每题最多追问几次。"),
    "cli.option.feedback": ("When your answers are talked about.", "什么时候点评。"),
    "cli.option.resume": ("Go on with the interview that was broken off.", "继续上次没做完的面试。"),
    "cli.option.resume_roleplay": (
        "Go on with the role-play that was broken off.",
        "继续上次没做完的角色演练。",
    ),
    "cli.option.headphones": (
        "You wear headphones: the microphone stays open and you may speak over the voice.",
        "戴着耳机：麦克风一直开着，可以直接打断提问。",
    ),
    "cli.option.answer_audios": (
        "Use a recording instead of the microphone (repeatable: one for each thing asked, follow-ups included).",
        "用录音文件代替麦克风（可重复，每问一句用一个，追问也算）。",
    ),
    "interview.keys": (
        "Keys while you answer: Enter finish · Space hold · R start over · N next question · B back · F end the "
        "interview · Q leave and resume later. You can also say, on its own: “repeat the question”, “next question”, "
        "“pause”, “continue”, “how much time is left”, “finish the interview”.",
        "回答时的按键：回车 说完 · 空格 想一想 · R 重来 · N 下一题 · B 上一题 · F 结束面试 · Q 离开，以后继续。"
        "也可以单独说一句：“再说一遍”、“下一题”、“暂停”、“继续”、“还剩多少时间”、“结束面试”。",
    ),
    "interview.opening": (
        "Welcome, and thank you for coming. This interview is about {title}, with {count} questions. Let's begin.",
        "你好，欢迎来参加面试。今天聊的是{title}，一共{count}道题。我们开始吧。",
    ),
    "interview.resumed": (
        "Welcome back. We go on with {title}; {count} questions are left.",
        "欢迎回来，我们接着聊{title}，还剩{count}道题。",
    ),
    "interview.opening_one": (
        "Welcome, and thank you for coming. This interview is about {title}, with one question. Let's begin.",
        "你好，欢迎来参加面试。今天聊的是{title}，只有一道题。我们开始吧。",
    ),
    "interview.resumed_one": (
        "Welcome back. We go on with {title}; one question is left.",
        "欢迎回来，我们接着聊{title}，还剩最后一道题。",
    ),
    "interview.question": ("Question {number} of {count}.", "第{number}题，共{count}题。"),
    "interview.prepare": ("You have {time} to prepare.", "你有{time}准备。"),
    "interview.preparing": (
        "{seconds} s to prepare · Enter: begin now",
        "准备时间还有 {seconds} 秒 · 回车：现在就开始",
    ),
    "interview.go": ("Please begin.", "请开始。"),
    "interview.ack_0": ("Thank you.", "好的，谢谢。"),
    "interview.ack_1": ("I see, thank you.", "嗯，明白了。"),
    "interview.ack_2": ("All right.", "好的，了解了。"),
    "interview.ack_3": ("Thanks for explaining.", "谢谢你的说明。"),
    "interview.ack_silence": ("I heard nothing, so let's go on.", "没有听到回答，我们继续。"),
    "interview.ack_wrong_language": (
        "This interview is in English, so I could not judge that answer.",
        "这场面试用中文进行，刚才的内容没法判断。",
    ),
    "interview.interrupted": (
        "Let me stop you there, we are well over the time. Thank you.",
        "不好意思，先打断一下，时间超出不少了。谢谢。",
    ),
    "interview.reconnect": (
        "Plug the microphone in again. Enter: ask this question again · Q: leave; `--resume` goes on from here, with a "
        "microphone or with `--answer-audio FILE`.",
        "请重新接好麦克风。回车：这道题重新来 · Q：离开。之后用 `--resume` 可以从这里继续，用麦克风或 `--answer-audio 文件` 都行。",
    ),
    "interview.used_up": (
        "That was the last recording given with --answer-audio; nothing more can be answered.",
        "--answer-audio 给的录音已经用完，后面没有回答了。",
    ),
    "interview.lost": (
        "The microphone is gone. Every answer so far is saved; go on with `interviewer interview {bank} --resume`.",
        "麦克风不见了。之前的回答都已保存，用 `interviewer interview {bank} --resume` 可以继续。",
    ),
    "interview.left": (
        "Your answers are saved. `--resume` goes on with the next question.",
        "回答已保存，用 `--resume` 可以从下一题继续。",
    ),
    "error.usage.nothing_to_resume": (
        "There is no unfinished interview over {bank}. Start one without --resume.",
        "没有未完成的 {bank} 面试。去掉 --resume 就可以开始新的一场。",
    ),
    "error.usage.no_roleplay_to_resume": (
        "There is no unfinished role-play {roleplay}. Start one without --resume.",
        "没有未完成的 {roleplay} 演练。去掉 --resume 就可以开始新的一场。",
    ),
    # The end
    "summary.closing": ("That was the last question. Thank you for your time.", "题目就到这里，谢谢你今天的时间。"),
    "summary.total": (
        "{judged} of {count} answers were scored. Your result is {total} out of 100; the pass mark is {mark}.",
        "{count}道题里有{judged}道打了分。总分{total}分，及格线{mark}分。",
    ),
    "summary.skipped": ("Skipped questions count as zero: {skipped}.", "跳过的题按零分计：{skipped}道。"),
    "summary.passed": ("You would have passed.", "这场面试你能通过。"),
    "summary.not_passed": ("That is not enough yet.", "这次还没有通过。"),
    "summary.undecided": (
        "Too few answers could be scored for a verdict: {judged} of {count}.",
        "能打分的回答太少，{count}道题里只有{judged}道，所以不下结论。",
    ),
    "summary.practise": ("Practise this first:", "最该练的是："),
    "summary.prepare": ("Prepare an answer to this question: {ask}", "准备好这道题的回答：{ask}"),
    "summary.table": ("The interview", "这场面试"),
    "summary.follow_ups": ("+{count} follow-up", "+{count} 追问"),
    "summary.status_skipped": ("skipped", "跳过"),
    "summary.status_not_reached": ("not reached", "没有问到"),
    "summary.status_not_judged": ("not scored", "没有打分"),
    "summary.report": (
        "The whole interview with your words: `interviewer report {session}`",
        "完整的面试记录：`interviewer report {session}`",
    ),
    # Role-play
    "roleplay.intro": (
        "Role-play: {title}. The other side: {role}. {tip}",
        "角色演练：{title}。对方是{role}。{tip}",
    ),
    "roleplay.resumed": (
        "Replies so far: {count}. They still count; we go on from there.",
        "这场对话上次说到第{count}句，之前说的都算数，现在接着往下谈。",
    ),
    "roleplay.left": (
        "What you said is saved. Go on with `interviewer roleplay {roleplay} --resume`.",
        "说过的话都已保存，用 `interviewer roleplay {roleplay} --resume` 可以接着谈。",
    ),
    "roleplay.end_agreed": ("Outcome: agreed.", "结果：谈成了。"),
    "roleplay.end_partly": ("Outcome: partly agreed.", "结果：谈成了一部分。"),
    "roleplay.end_not_agreed": ("Outcome: not agreed.", "结果：没有谈成。"),
    "roleplay.end_broken_off": ("You broke the exchange off.", "对话中途停下了。"),
    "roleplay.made": ("You made {made} of {count} moves.", "{count}个关键动作里，你做到了{made}个。"),
    "roleplay.next": ("Next time: {advice}.", "下次记得：{advice}。"),
    "roleplay.avoid": ("Avoid: {pitfall}.", "要避免：{pitfall}。"),
    "roleplay.figures": (
        "You named {first} first and {later} later: stay with one figure.",
        "你先说的是{first}，后来说的是{later}：报出的数要前后一致。",
    ),
    "roleplay.moves": ("Your moves", "你的关键动作"),
    "roleplay.replay": ("The exchange", "对话回放"),
    "roleplay.them": ("Other side", "对方"),
    "roleplay.you": ("You", "你"),
    "roleplay.unheard": ("(not understood)", "（没有听清）"),
    "roleplay.silent": ("I did not hear you. Say it again, please.", "没有听到你说话，请再说一遍。"),
}
