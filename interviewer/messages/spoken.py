"""Feedback sentences, for the voice and for the page."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # Time against target
    "time.on_target": (
        "You spoke for {time}, inside the target of {low} to {high}.",
        "你讲了{time}，在{low}到{high}的目标之内。",
    ),
    "time.short": (
        "You spoke for {time}; the target starts at {low}, so there is room for {missing} more.",
        "你讲了{time}，目标至少{low}，还可以再讲{missing}。",
    ),
    "time.long": (
        "You spoke for {time}; the target ends at {high}, so cut about {excess}.",
        "你讲了{time}，目标最多{high}，要压缩大约{excess}。",
    ),
    # Strengths
    "strength.explained": (
        "Well made: “{point}”. You said “{quote}”.",
        "“{point}”讲得实在，你说：“{quote}”。",
    ),
    "strength.mentioned": (
        "Covered: “{point}”. You said “{quote}”.",
        "讲到了“{point}”，你说：“{quote}”。",
    ),
    "strength.timing": (
        "Your time was right: {time}, inside {low} to {high}.",
        "时间把握得好：{time}，在{low}到{high}之内。",
    ),
    "strength.rate": (
        "Your pace was comfortable: {rate}.",
        "语速舒服，{rate}。",
    ),
    # Improvements
    "improve.pitfall": (
        "Avoid this: {pitfall}. You said “{quote}”.",
        "要避免：{pitfall}。你说了“{quote}”。",
    ),
    "improve.pitfall_absent": (
        "Avoid this: {pitfall}.",
        "要避免：{pitfall}。",
    ),
    "improve.missing": (
        "Still missing: {advice}.",
        "还没讲到：{advice}。",
    ),
    "improve.deepen": (
        "You mentioned “{quote}”. Take it one step further: {advice}.",
        "你提到“{quote}”，再往下讲一步：{advice}。",
    ),
    "improve.listing": (
        "These were terms, not yet an answer: pick one and tell what you did with it and what came of it.",
        "这些只是一串词，还不算回答：挑一个，讲讲你拿它做了什么、结果怎样。",
    ),
    "improve.off_topic": (
        "Most of this does not answer the question: begin with one sentence that does, then give your example.",
        "这一段大部分没有回答题目：先用一句话正面回答，再讲你的例子。",
    ),
    "improve.rambling": (
        "You came back to the same words several times: say each thing once and move on.",
        "同样的话绕了好几遍：一件事讲一次，就往下走。",
    ),
    "advice.figure": (
        "give one figure, for example from how much to how much",
        "给一个数字，比如从多少变到多少",
    ),
    "advice.promise": (
        "say exactly what you will do, and by when",
        "说清你具体做什么、什么时候做完",
    ),
    "improve.short_plain": (
        "Speak {missing} longer to reach {low}.",
        "再多讲{missing}，讲满{low}。",
    ),
    "improve.long": (
        "Cut {excess}: keep what answers the question and drop the rest.",
        "压缩{excess}：留下回答问题的部分，其余删掉。",
    ),
    "improve.fast": (
        "Slow down: {rate} is hard to follow; aim for {low} to {high}.",
        "说慢一点：{rate}太快，{low}到{high}字最好。",
    ),
    "improve.slow": (
        "Speed up a little: {rate}; aim for {low} to {high}.",
        "可以再快一点：现在{rate}，{low}到{high}字最好。",
    ),
    "improve.fillers": (
        "Leave out the fillers: {count} in {time}, most often “{filler}”. Pause silently instead.",
        "少用口头语：{time}里有{count}个，最多的是“{filler}”。想的时候停一下就好。",
    ),
    "improve.pauses": (
        "Shorten the long pauses: {count} of them, the longest {longest} seconds, at {at}.",
        "长停顿少一点：一共{count}次，最长{longest}秒，在{at}处。",
    ),
    "improve.quiet": (
        "Come closer to the microphone: your voice was recorded at {level} decibels, which is very quiet.",
        "离麦克风近一点：录到的声音只有{level}分贝，太轻了。",
    ),
    "improve.clipping": (
        "Turn the microphone down: the recording is overloaded in {percent} percent of your speech.",
        "把麦克风音量调低：你说话时有百分之{percent}的声音过载了。",
    ),
    # Suggested sentence built from the person's own words
    "suggestion.figure": (
        "“{quote} – and as a result ___ went from ___ to ___.”",
        "“{quote}，结果___从___变成了___。”",
    ),
    "suggestion.promise": (
        "“{quote} – so I will ___ now, and you will hear from me by ___.”",
        "“{quote}，我现在就去___，___之前给您答复。”",
    ),
    "suggestion.place": (
        "Right after “{quote}”, go on: {advice}.",
        "讲完“{quote}”，接着讲：{advice}。",
    ),
    "suggestion.spoken_lead": ("Next time, start with this.", "下次先改这一点。"),
    # Units
    "rate.chars_per_min": ("{value} characters per minute", "每分钟{value}字"),
    "rate.words_per_min": ("{value} words per minute", "每分钟{value}个词"),
    # Why nothing was judged
    "abstain.silence": (
        "I heard nothing, so there is no score. Check the microphone with `interviewer doctor` and try again.",
        "没有听到声音，所以不打分。用 `interviewer doctor` 检查麦克风后再试一次。",
    ),
    "abstain.too_short": (
        "That was too short to judge, so there is no score.",
        "说得太短，没法判断，所以不打分。",
    ),
    "abstain.unsure_transcript": (
        "I am not sure enough of what I heard, so there is no score. Try closer to the microphone or with a larger model.",
        "听得不够清楚，没有把握，所以不打分。请离麦克风近一点，或换大一些的模型。",
    ),
    "abstain.wrong_language": (
        "The answer was not in the language of the question, so its content was not judged.",
        "回答用的语言和题目不一致，所以没有判断内容。",
    ),
    "abstain.no_transcript": (
        "The content was not judged, because no speech recognition model is installed. "
        "Get one with `interviewer models download small`.",
        "没有安装语音识别模型，所以没有判断内容。用 `interviewer models download small` 可以下载一个。",
    ),
    "abstain.interrupted": (
        "You stopped, so this was not judged; the recording is kept and can be scored with `interviewer score FILE`.",
        "你中途停下了，所以没有评分；录音已保留，可以用 `interviewer score 文件` 评分。",
    ),
    # Compared with earlier attempts
    "compare.first": ("This was your first attempt at this question.", "这是你第一次练这道题。"),
    "compare.last": (
        "Compared with your last attempt: {change}.",
        "和上一次相比：{change}。",
    ),
    "compare.best": ("Your best so far is {total}.", "你目前的最好成绩是{total}分。"),
    "compare.new_best": ("This is your best attempt so far.", "这是你到目前为止最好的一次。"),
    "compare.up": ("{delta} points up", "高了{delta}分"),
    "compare.down": ("{delta} points down", "低了{delta}分"),
    "compare.same": ("about the same score", "分数差不多"),
    "compare.gained": ("new: {points}", "新讲到：{points}"),
    "compare.lost": ("dropped: {points}", "这次漏了：{points}"),
    "compare.time": ("{delta} {direction}", "{direction}{delta}"),
    "compare.longer": ("longer", "多讲"),
    "compare.shorter": ("shorter", "少讲"),
    "compare.other_rubric": (
        "Your last attempt was scored by another version of the rubric, so the scores are not compared.",
        "上一次用的是另一个版本的评分标准，分数不作比较。",
    ),
}
