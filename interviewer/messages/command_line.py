"""Help texts of the commands and options."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "cli.about": (
        "A voice mock interviewer: it asks aloud, listens, times, scores and tells you what to change.\n\n"
        "New here? Try `interviewer demo`, then `interviewer drill`.",
        "语音模拟面试官：出声提问，听你回答，计时、评分，再告诉你最该改什么。\n\n第一次用？先试 `interviewer demo`，再试 `interviewer drill`。",
    ),
    "cli.commands": ("Commands", "命令"),
    "cli.demo": (
        "Hear the whole loop with a synthetic candidate, on any machine.",
        "用合成候选人听一遍完整流程，任何电脑都能跑。",
    ),
    "cli.drill": (
        "Practise one question again and again (default: the self-introduction).",
        "反复练一道题（默认：自我介绍）。",
    ),
    "cli.score": ("Score recordings of an answer.", "给回答的录音评分。"),
    "cli.score-text": ("Score a transcript.", "给回答的文字稿评分。"),
    "cli.banks": ("List, show, check and write question banks.", "查看、检查和编写题库。"),
    "cli.models": ("List and download speech recognition models.", "查看和下载语音识别模型。"),
    "cli.doctor": (
        "Check whether this machine can speak, hear and recognise, and what to do when not.",
        "检查这台电脑能不能说、能不能听、能不能识别，不能时该怎么办。",
    ),
    "cli.option.lang": (
        "Language of questions, voice and screen (default: your locale).",
        "题目、语音和界面的语言（默认跟随系统）。",
    ),
    "cli.option.data_dir": ("Folder for sessions, recordings and models.", "存放练习记录、录音和模型的文件夹。"),
    "cli.option.json": ("Results as JSON on stdout.", "结果以 JSON 输出到标准输出。"),
    "cli.option.quiet": ("No talk on stderr.", "不在标准错误输出说明文字。"),
    "cli.option.model": (
        "Whisper model: tiny, base, small, medium, large-v3, ... or the folder of one.",
        "Whisper 模型：tiny、base、small、medium、large-v3 等，或模型文件夹。",
    ),
    "cli.option.voice": ("Voice by name (default: by language).", "朗读的声音（默认按语言选）。"),
    "cli.option.rate": ("Speaking rate of the voice, words per minute.", "朗读语速，每分钟词数。"),
    "cli.option.no_voice": ("Show the questions and feedback instead of speaking them.", "不朗读，只显示题目和反馈。"),
    "cli.option.output_device": ("Loudspeaker, by part of its name or index.", "扬声器：名称的一部分或编号。"),
    "cli.option.input_device": ("Microphone, by part of its name or index.", "麦克风：名称的一部分或编号。"),
    "cli.option.bank": ("A question bank of your own (repeatable).", "自己的题库文件（可重复）。"),
    "cli.option.answer_audio": (
        "Use a recording instead of the microphone (repeatable: one for each attempt).",
        "用录音文件代替麦克风（可重复，每个文件算一次）。",
    ),
    "cli.option.question": ("The question that is answered.", "回答的是哪道题。"),
    "cli.option.target": ("Target time in seconds, for example 60-120.", "目标时长（秒），例如 60-120。"),
    "cli.option.limit": ("Stop an answer after that many seconds.", "回答超过这么多秒就停止。"),
    "cli.option.max_minutes": (
        "Longest recording that is accepted, in minutes.",
        "可接受的最长录音（分钟）。",
    ),
    "cli.option.silent": (
        "Use no sound device: a virtual clock runs the same code as fast as the machine can.",
        "不使用声卡：用虚拟时钟跑同样的代码，能多快就多快。",
    ),
    "cli.option.yes": ("Do not ask before downloading.", "下载前不再询问。"),
    "cli.option.attempts": ("Stop after that many attempts.", "练这么多次后结束。"),
    "cli.option.jsonl": (
        "Score many transcripts: one JSON object {{id, question, lang, text}} a line.",
        "批量文字稿：每行一个 JSON 对象 {{id, question, lang, text}}。",
    ),
    "cli.drill.long": (
        "Practise one question aloud, again and again.\n\nThe question is spoken, your answer is timed, transcribed and "
        "scored, and the feedback is spoken. Every attempt is saved and compared with the last and the best.",
        "反复出声练一道题。\n\n程序念出题目，给你的回答计时、转写、评分，再把反馈念给你听。每一次都会保存，并和上一次、最好的一次比较。",
    ),
    "cli.score.long": (
        "Score recordings (any audio or video file) as answers to one question.",
        "给录音文件（任何音频、视频格式）评分，作为某道题的回答。",
    ),
    "cli.score-text.long": (
        "Score a transcript: plain text, or a transcript JSON with word times; `-` reads standard input.",
        "给文字稿评分：纯文本，或带词时间的转写 JSON；`-` 表示从标准输入读取。",
    ),
    "cli.demo.long": (
        "Run the whole loop with a synthetic candidate: question, answer, timing, transcript, score, spoken feedback.",
        "用合成候选人跑一遍完整流程：提问、回答、计时、转写、评分、念出反馈。",
    ),
    "cli.doctor.long": (
        "Check devices, voices, models, disk and settings, and say what to do for each failure.",
        "检查声卡、语音、模型、磁盘和设置，每个问题都说明怎么解决。",
    ),
    "cli.models.list": ("List installed and downloadable models.", "列出已安装和可下载的模型。"),
    "cli.models.path": ("Print the folder of a model.", "显示模型所在的文件夹。"),
    "cli.models.download": (
        "Download a model (default: small). Nothing is downloaded before you agree.",
        "下载模型（默认 small）。你同意之后才会下载。",
    ),
    "models.installed": ("On this machine:", "这台电脑上有："),
    "models.mini_note": ("(understands synthetic test speech only)", "（只听得懂合成的测试语音）"),
    "models.downloadable": (
        "Can be downloaded with `interviewer models download NAME`:",
        "可以用 `interviewer models download 名称` 下载：",
    ),
    "models.recommended": ("recommended", "推荐"),
    "models.english_only": ("English only", "只支持英文"),
    "models.have": ("installed", "已安装"),
    "models.plan": (
        "This downloads the model {name}, about {size} MB, from {endpoint} into {folder}.",
        "将从 {endpoint} 下载模型 {name}（约 {size} MB）到 {folder}。",
    ),
    "models.ask": ("Download it now?", "现在下载吗？"),
    "models.need_yes": ("Add --yes to download without being asked.", "加上 --yes 可以不经询问直接下载。"),
    "models.done": ("The model {name} is ready: {path}", "模型 {name} 已就绪：{path}"),
    "doctor.name.data": ("Data folder", "数据文件夹"),
    "doctor.name.disk": ("Disk", "磁盘"),
    "doctor.name.microphone": ("Microphone", "麦克风"),
    "doctor.name.loudspeaker": ("Loudspeaker", "扬声器"),
    "doctor.name.voice_zh": ("Mandarin voice", "中文语音"),
    "doctor.name.voice_en": ("English voice", "英文语音"),
    "doctor.name.model": ("Speech recognition", "语音识别"),
    "doctor.name.llm": ("Language model", "大语言模型"),
    "doctor.disk": ("{free} GB free", "剩余 {free} GB"),
    "doctor.microphone": (
        "{name}; one second recorded at {level} dBFS",
        "{name}；录了一秒，电平 {level} dBFS",
    ),
    "doctor.loudspeaker": ("{name}; a soft chime was played", "{name}；播放了一声轻响"),
    "doctor.voice": ("{name} (spoke for {seconds} s)", "{name}（试读 {seconds} 秒）"),
    "doctor.llm_off": (
        "off – everything works offline; switch one on with --llm or INTERVIEWER_LLM",
        "未启用，全部离线可用；用 --llm 或 INTERVIEWER_LLM 启用",
    ),
    "doctor.llm_on": ("{model} at {server}", "{model}，服务器 {server}"),
    "doctor.advice.data": (
        "Choose a folder you can write to with --data-dir or INTERVIEWER_DATA_DIR.",
        "用 --data-dir 或 INTERVIEWER_DATA_DIR 指定一个可写的文件夹。",
    ),
    "doctor.advice.disk": (
        "Free some space: a model needs up to 500 MB and an hour of recordings 115 MB.",
        "请腾出一些空间：模型最多约 500 MB，每小时录音约 115 MB。",
    ),
    "doctor.advice.microphone": (
        "Plug one in or allow access to it, or choose one with --input-device. Recordings still work: `interviewer score FILE`.",
        "请接上麦克风或允许访问，也可以用 --input-device 指定。没有麦克风也能给录音评分：`interviewer score 文件`。",
    ),
    "doctor.advice.muted": (
        "Nothing was heard: unmute the microphone, or choose another one with --input-device.",
        "完全没有声音：请取消静音，或用 --input-device 换一个麦克风。",
    ),
    "doctor.advice.loudspeaker": (
        "Connect a loudspeaker or choose one with --output-device; --no-voice practises in writing.",
        "请连接扬声器，或用 --output-device 指定；--no-voice 可以只看文字练习。",
    ),
    "doctor.advice.voice": (
        "Linux: sudo apt-get install espeak-ng. macOS: System Settings > Accessibility > Spoken Content. "
        "Windows: Settings > Time & language > Speech. --no-voice practises in writing.",
        "Linux：sudo apt-get install espeak-ng。macOS：系统设置 > 辅助功能 > 朗读内容。Windows：设置 > 时间和语言 > 语音。--no-voice 可以只看文字练习。",
    ),
    "doctor.advice.model": (
        "Run `interviewer models download small` once; afterwards everything works offline.",
        "运行一次 `interviewer models download small`，之后完全离线可用。",
    ),
    "doctor.advice.mini": (
        "The mini model understands synthetic test speech only. For your own voice: `interviewer models download small`.",
        "迷你模型只听得懂合成的测试语音。要识别你的声音，请运行 `interviewer models download small`。",
    ),
    "doctor.advice.llm": (
        "Set OPENAI_API_KEY, or OPENAI_BASE_URL for another server (one of your own may need no key).",
        "请设置 OPENAI_API_KEY；用其他服务器请设置 OPENAI_BASE_URL（自己的服务器可以不要密钥）。",
    ),
    "doctor.fine": ("Ready to practise: `interviewer drill`.", "一切就绪，可以开始：`interviewer drill`。"),
    "doctor.failed": (
        "Some things do not work yet; what to do stands beside each.",
        "有些地方还不能用，解决办法写在每一项旁边。",
    ),
    "error.foreign_audio": (
        "Another package called `audio` hides the program's own: {path}\n"
        "Install the program into an environment of its own (scripts/run does), or start it from another folder.",
        "另一个名为 `audio` 的包挡住了本程序自己的：{path}\n请把程序装在独立的环境里（scripts/run 会这样做），或换一个文件夹启动。",
    ),
}
