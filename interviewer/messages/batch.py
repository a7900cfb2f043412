"""What `batch` says, writes into its table and shows on the cohort's page."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "cli.batch": ("Score many recordings; can be stopped and resumed.", "批量给录音评分，可以随时中断、接着跑。"),
    "cli.batch.long": (
        "Score the recordings of a folder, or those listed in a CSV or JSON Lines file with the columns path, question "
        "and optionally candidate, lang, id.\n\nResults go to the folder given with --out. Run the same command again to "
        "go on: what is done is left alone, new and changed recordings are scored, and a changed rubric is applied "
        "without listening again.",
        "给一个文件夹里的录音评分，或给清单里的录音评分。清单是 CSV 或 JSON Lines，列名为 path、question，还可以有 candidate、lang、id。\n\n"
        "结果写到 --out 指定的文件夹。再次运行同样的命令会接着做：已完成的不再重复，新增和改动过的录音会评分，评分标准改了也不用重新识别。",
    ),
    "cli.batch.out": ("Folder for the results.", "存放结果的文件夹。"),
    "cli.batch.question": (
        "Question that is answered where the list or --map names none.",
        "清单或 --map 没有指明时，回答的是这道题。",
    ),
    "cli.batch.map": (
        "For a folder: which files answer which question, as PATTERN=ID (repeatable; the first that fits counts). "
        "`*` is any part of a name, `**` any sub-folders, {{candidate}} and {{lang}} are kept: "
        "'{{candidate}}/intro.*=hr-faq/02-self-intro'.",
        "用于文件夹：哪些文件回答哪道题，写成 模式=题目（可重复，先匹配的生效）。`*` 代表名字的任意一段，`**` 代表任意层子文件夹，"
        "{{candidate}}、{{lang}} 会被记下来，例如 '{{candidate}}/intro.*=hr-faq/02-self-intro'。",
    ),
    "cli.batch.workers": (
        "Recordings decoded at the same time (default: what suits this machine).",
        "同时识别的路数（默认按这台电脑选）。",
    ),
    "cli.batch.dry_run": (
        "Say what would be done and how long it may take; write nothing.",
        "只说明要做什么、大约多久，不写任何文件。",
    ),
    "cli.batch.short_windows": (
        "Let the recogniser look at no more than there is sound instead of 30 s at a time: faster, but not what Whisper was "
        "trained on; compare some transcripts before you trust it.",
        "识别时只看实际有声音的长度，而不是每次 30 秒：更快，但与 Whisper 的训练方式不同，使用前请先抽查几份转写。",
    ),
    "cli.batch.recheck": (
        "Listen again with another model where the first one was unsure, and keep the surer transcript.",
        "第一个模型没把握的录音，再用另一个模型听一遍，保留更有把握的转写。",
    ),
    "cli.batch.marks": (
        "CSV with the columns id, mark (0-100): marks given by people; the agreement is reported.",
        "人工评分的 CSV，列名 id、mark（0–100）：报告与人工评分的一致程度。",
    ),
    "cli.batch.cluster": (
        "Let a Ray cluster do the work: its address, or `local` for processes on this machine (needs the extra [cluster]).",
        "交给 Ray 集群去做：填集群地址，或填 local 在本机开多个进程（需要安装 [cluster] 附加包）。",
    ),
    "error.batch_busy": (
        "Another run is using {path}. Wait until it is done, or choose another folder with --out.",
        "{path} 正被另一次批量评分使用。请等它结束，或用 --out 换一个文件夹。",
    ),
    "error.store.batch_write": (
        "Saving to {path} failed ({reason}). What was finished is kept: free some disk space and run the same command again.",
        "写入 {path} 失败（{reason}）。已完成的都在：请腾出磁盘空间，再运行同样的命令。",
    ),
    "error.manifest": (
        "Nothing was started: the list has {count} problem(s), shown above. Correct them and run the command again.",
        "还没有开始：清单里有 {count} 处问题，见上。改好后再运行。",
    ),
    "error.input.manifest_size": ("{path} is too large to be a list of recordings.", "{path} 太大，不像是录音清单。"),
    "error.input.manifest_encoding": (
        "{path} is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8.",
        "{path} 既不是 UTF-8 也不是 GB18030 文本。请另存为 CSV UTF-8。",
    ),
    "error.input.marks": (
        "{path}, line {line}: {reason}. The columns id and mark are needed, marks from 0 to 100.",
        "{path} 第 {line} 行：{reason}。需要 id 和 mark 两列，分数为 0 到 100。",
    ),
    "error.cluster.missing": (
        'Ray is not installed. Install it with: pip install "voice-mock-interviewer[cluster]"',
        '没有安装 Ray。安装方法：pip install "voice-mock-interviewer[cluster]"',
    ),
    "error.cluster.address": (
        "The cluster {address} cannot be reached ({reason}). Check the address, or use --cluster local.",
        "连不上集群 {address}（{reason}）。请检查地址，或使用 --cluster local。",
    ),
    "error.cluster.fetch": ("The file cannot be read on the cluster: {reason}.", "集群读不到这个文件：{reason}。"),
    "error.changed": (
        "{path}: the file was replaced while it was being read.",
        "{path}：读取的过程中文件被替换了。",
    ),
    "error.worker_lost": (
        "The process that was listening died again and again; this recording may be what kills it.",
        "负责识别的进程反复崩溃，可能就是这段录音引起的。",
    ),
    "error.not_scored": (
        "{path}: scoring failed in a way it should not ({detail}). What was heard is kept.",
        "{path}：评分时出现了意料之外的问题（{detail}）。识别出的文字已保留。",
    ),
    "batch.line": ("line {line}: {problem}", "第 {line} 行：{problem}"),
    "batch.problem.empty": ("There are no recordings in {path}.", "{path} 里没有录音。"),
    "batch.problem.no_path_column": (
        "there is no column called path (columns: {columns})",
        "没有名为 path 的列（现有的列：{columns}）",
    ),
    "batch.problem.csv": ("not readable as CSV ({reason})", "无法按 CSV 读取（{reason}）"),
    "batch.problem.json": ("no JSON object ({reason})", "不是 JSON 对象（{reason}）"),
    "batch.problem.no_path": ("path is empty", "path 是空的"),
    "batch.problem.no_question": (
        "no question for {path}: name it in the list, with --question or with --map",
        "{path} 没有指明题目：请写在清单里，或用 --question、--map 指定",
    ),
    "batch.problem.no_question_folder": (
        "No question for {path} (and perhaps others): name one with --question, or several with --map.",
        "{path} 等文件没有指明题目：请用 --question 指定一道题，或用 --map 分别指定。",
    ),
    "batch.problem.question": (
        "there is no question {id}; `interviewer banks list` shows all",
        "没有 {id} 这道题；用 `interviewer banks list` 查看全部",
    ),
    "batch.problem.question_near": (
        "there is no question {id}; did you mean {near}?",
        "没有 {id} 这道题；是不是 {near}？",
    ),
    "batch.problem.bank": ("the bank of {id} is broken: {reason}", "{id} 所在的题库有问题：{reason}"),
    "batch.problem.lang": ("lang must be zh or en, not {lang}", "lang 只能是 zh 或 en，而不是 {lang}"),
    "batch.problem.twice": ("the id {id} is used before, in line {other}", "id {id} 在第 {other} 行已经用过"),
    "batch.unreadable": ("The folder {path} cannot be read: {reason}", "文件夹 {path} 读不了：{reason}"),
    "batch.repeated": (
        "{count} line(s) say the same as others and count once.",
        "有 {count} 行与别的行相同，只算一次。",
    ),
    "batch.start": (
        "{items} recordings, model {model}. Results: {out}",
        "共 {items} 个录音，模型 {model}。结果写到：{out}",
    ),
    "batch.progress": (
        "{done}/{items} done, {failed} failed, {rate} per minute{left}",
        "已完成 {done}/{items}，失败 {failed}，每分钟 {rate} 个{left}",
    ),
    "batch.left": (", about {time} left", "，大约还要 {time}"),
    "batch.stopping": (
        "Finishing what is in hand – Ctrl-C again stops at once.",
        "正在收尾手头的录音，再按一次 Ctrl-C 立即停止。",
    ),
    "batch.stopped": (
        "Stopped with {left} of {items} recordings still to do. Run the same command again to go on.",
        "已停止，{items} 个录音还剩 {left} 个。再运行同样的命令就会接着做。",
    ),
    "batch.finished": (
        "Scored {scored} ({rescored} without listening again), done before {kept}, failed {failed}.",
        "评分 {scored} 个（其中 {rescored} 个不用重新识别），之前已完成 {kept} 个，失败 {failed} 个。",
    ),
    "batch.speed": (
        "{audio} of recordings in {time}: {rate} times as fast as they play.",
        "用时 {time}，处理录音 {audio}，是播放速度的 {rate} 倍。",
    ),
    "batch.files": (
        "Page: {report}\nTable: {summary}\nAnswers: {results}",
        "页面：{report}\n表格：{summary}\n逐份结果：{results}",
    ),
    "batch.see_failures": (
        "{count} recording(s) failed; what to do about each stands in {path}",
        "有 {count} 个录音失败，每个的处理办法见 {path}",
    ),
    "batch.dry": (
        "{items} recordings, {total} of sound; done before: {kept}; to score without listening: {rescored}; "
        "to listen to: {todo} ({audio}).",
        "共 {items} 个录音，总长 {total}；之前已完成 {kept} 个；不用识别、只需评分 {rescored} 个；需要识别 {todo} 个（{audio}）。",
    ),
    "batch.dry_time": (
        "That may take {time} with the model {model} on this machine (measured on one recording).",
        "用模型 {model} 在这台电脑上大约要 {time}（用其中一个录音试测）。",
    ),
    "batch.dry_bad": ("Cannot be read: {count}", "读不了的文件：{count} 个"),
    "batch.agreement": (
        "Compared with {count} mark(s) by people: weighted kappa {kappa}, {difference} points apart on average; the scores "
        "lie {bias} points from the marks (+ is kinder).",
        "与 {count} 份人工评分对比：加权 kappa {kappa}，平均相差 {difference} 分，总体偏差 {bias} 分（正数表示比人工宽松）。",
    ),
    "batch.agreement_none": (
        "None of the marks belongs to a recording with a score.",
        "人工评分里没有一份能对上已评分的录音。",
    ),
    "batch.rechecked": (
        "Listened again to {count} with {model}: {better} became surer.",
        "用 {model} 重听了 {count} 个，其中 {better} 个更有把握。",
    ),
    "batch.status.scored": ("scored", "已评分"),
    "batch.status.not_judged": ("not judged", "无法评分"),
    "batch.status.failed": ("failed", "失败"),
    "batch.listen": ("listen", "请人工听"),
    "batch.verdict.on_target": ("on target", "时长合适"),
    "batch.verdict.short": ("too short", "太短"),
    "batch.verdict.long": ("too long", "太长"),
    "batch.abstained.silence": ("nobody speaks", "没有人说话"),
    "batch.abstained.too_short": ("too little was said", "说得太少"),
    "batch.abstained.wrong_language": ("another language is spoken", "说的是另一种语言"),
    "batch.abstained.unsure_transcript": ("the recogniser was too unsure", "识别结果太没把握"),
    "batch.abstained.no_transcript": ("there is no transcript", "没有转写"),
    "batch.column.id": ("id", "编号"),
    "batch.column.candidate": ("candidate", "候选人"),
    "batch.column.question": ("question", "题目"),
    "batch.column.lang": ("language", "语言"),
    "batch.column.status": ("status", "状态"),
    "batch.column.total": ("total", "总分"),
    "batch.column.content": ("content", "内容"),
    "batch.column.structure": ("structure", "结构"),
    "batch.column.specificity": ("specificity", "具体程度"),
    "batch.column.delivery": ("delivery", "表达"),
    "batch.column.timing": ("timing", "时间"),
    "batch.column.speaking_s": ("speaking time (s)", "说话时长（秒）"),
    "batch.column.verdict": ("length", "时长评价"),
    "batch.column.points_hit": ("points made", "答到的要点"),
    "batch.column.points": ("points", "要点数"),
    "batch.column.pitfalls": ("pitfalls", "踩到的坑"),
    "batch.column.rate": ("pace per minute", "语速（每分钟）"),
    "batch.column.fillers_per_min": ("fillers per minute", "口头语（每分钟）"),
    "batch.column.longest_pause_s": ("longest pause (s)", "最长停顿（秒）"),
    "batch.column.confidence": ("confidence", "识别把握"),
    "batch.column.check": ("check", "复核"),
    "batch.column.reason": ("remark", "说明"),
    "batch.column.path": ("file", "文件"),
    "batch.column.rubric_version": ("rubric", "评分标准版本"),
    "batch.advice.decode.missing": ("Check the path and run the command again.", "请检查路径，再运行一次。"),
    "batch.advice.decode.permission": (
        "Allow reading the file and run the command again.",
        "请允许读取这个文件，再运行一次。",
    ),
    "batch.advice.decode.not_a_file": ("Give the recording itself.", "请给出录音文件本身。"),
    "batch.advice.decode.unsupported": ("Export it as WAV, MP3 or M4A.", "请导出为 WAV、MP3 或 M4A。"),
    "batch.advice.no_audio": (
        "Ask for the recording again; this file holds none.",
        "文件里没有声音，请让对方重新提交录音。",
    ),
    "batch.advice.too_long": ("Cut the recording, or raise --max-minutes.", "请剪短录音，或调大 --max-minutes。"),
    "batch.advice.changed": ("Run the command again when nobody is writing the file.", "等文件不再变动时再运行一次。"),
    "batch.advice.worker_lost": ("Score it alone: interviewer score FILE.", "请单独评分：interviewer score 文件。"),
    "batch.advice.stage.input": ("Check the file and run the command again.", "请检查文件，再运行一次。"),
    "batch.advice.stage.decode": (
        "Play the file; if it does not play, ask for it again, else export it as WAV.",
        "请试着播放；播不出来就让对方重新提交，能播就导出为 WAV。",
    ),
    "batch.advice.stage.recognise": (
        "Run the command again, or score it alone: interviewer score FILE.",
        "请再运行一次，或单独评分：interviewer score 文件。",
    ),
    "batch.advice.not_scored": (
        "Run the command again after an update; nothing is listened to again.",
        "请在更新程序后再运行一次，不会重新识别。",
    ),
    "batch.advice.stage.score": (
        "Check the bank: interviewer banks validate.",
        "请检查题库：interviewer banks validate。",
    ),
    "cohort.title": ("The group's answers", "整组回答"),
    "cohort.subtitle": ("{recordings} recordings, {judged} with a score", "{recordings} 个录音，{judged} 个有评分"),
    "cohort.overview": ("At a glance", "概览"),
    "cohort.recordings": ("recordings", "录音"),
    "cohort.judged": ("with a score", "有评分"),
    "cohort.mean": ("mean score", "平均分"),
    "cohort.to_listen": ("to listen to", "请人工听"),
    "cohort.failed": ("failed", "失败"),
    "cohort.distribution": ("Scores, how many answers in each range", "分数分布（每段的份数）"),
    "cohort.honest": (
        "Every score rests on words that were really said; open a line below to read and hear them. Where nothing could be "
        "judged there is no number.",
        "每个分数都对应真正说出的话，点开下面任何一行就能看到、听到。无法判断的不给分数。",
    ),
    "cohort.agreement": ("Agreement with people", "与人工评分的一致程度"),
    "cohort.agreement_note": (
        "Weighted kappa over five grades (40, 60, 75, 90 points): 1 is full agreement, 0 is chance. Few marks make it uncertain.",
        "加权 kappa 按五个等级计算（40、60、75、90 分为界）：1 表示完全一致，0 表示与随机无异；人工评分太少时不可靠。",
    ),
    "cohort.weakest": ("What the group missed most", "整组最薄弱的要点"),
    "cohort.weakest_note": (
        "Share of the answers that made the point, the smallest first.",
        "答到该要点的比例，从低到高。",
    ),
    "cohort.question_facts": ("{answers} answers, {judged} with a score", "{answers} 份回答，{judged} 份有评分"),
    "cohort.question_mean": ("mean {mean}, median {median}", "平均 {mean}，中位数 {median}"),
    "cohort.points": ("Share of the answers that made each point", "每个要点的命中比例"),
    "cohort.queue": ("Listen to these yourself", "建议人工听的录音"),
    "cohort.queue_note": (
        "The recogniser was unsure of what it heard here, or nothing could be judged. The least sure come first.",
        "这些录音识别没有把握，或无法评分；最没把握的排在前面。",
    ),
    "cohort.not_judged": ("not judged", "无法评分"),
    "cohort.confidence": ("confidence {value}", "识别把握 {value}"),
    "cohort.outliers": ("Far from the others", "明显偏离整体"),
    "cohort.outliers_note": (
        "Scores more than one and a half interquartile ranges away from the middle half of their question.",
        "分数超出同题中间一半范围 1.5 倍四分位距的回答。",
    ),
    "cohort.outlier": ("{total} points, median {median}", "{total} 分，中位数 {median}"),
    "cohort.failures": ("Without a result", "没有结果的录音"),
    "cohort.advice": ("what to do", "怎么办"),
    "cohort.candidates": ("Every candidate", "每位候选人"),
    "cohort.candidates_note": (
        "The mean counts the answers with a score; a link leads to the answer, its words and its sound.",
        "平均分只算有评分的回答；点链接可看到那份回答的评分依据和录音。",
    ),
    "cohort.answers": ("answers", "回答"),
    "cohort.candidate_weakest": ("weakest point", "最薄弱的要点"),
    "cohort.candidate_failed": ("{count} without a result", "{count} 个录音没有结果"),
    "cohort.all": ("Every recording", "全部录音"),
    "cohort.made": ("{made} of {points} points", "答到 {made}/{points} 个要点"),
    "cohort.play": ("Recording {id}", "录音 {id}"),
    "cohort.hit": ("made", "答到"),
    "cohort.missed": ("missing", "没答到"),
    "cohort.pitfall": ("pitfall", "踩坑"),
}
