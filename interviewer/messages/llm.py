"""What is said about the language model: where words go, what it cost, and why it gave nothing."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "cli.option.llm": (
        "Also ask a language model on an OpenAI-compatible server (OPENAI_BASE_URL, OPENAI_API_KEY). Off by default; "
        "the transcript is sent to that server.",
        "再请一个大语言模型看一看（OpenAI 兼容的服务器，用 OPENAI_BASE_URL、OPENAI_API_KEY 设置）。默认不用；用了就会把文字稿发给那台服务器。",
    ),
    "cli.option.llm_votes": (
        "How often the language model judges; the median counts.",
        "请大语言模型评几次，取中间值。",
    ),
    "llm.sent_to.job": (
        "The job description is sent to {host} (model {model}).",
        "职位描述会发送给 {host}（模型 {model}）。",
    ),
    "llm.sent_to.answers": (
        "The transcript of each answer is sent to {host} (model {model}).",
        "每次回答的文字稿会发送给 {host}（模型 {model}）。",
    ),
    "llm.title": (
        "Second opinion by {model}",
        "{model} 的看法",
    ),
    "llm.of_model": (
        "(written by a language model; the score above does not depend on it)",
        "（由大语言模型给出，不影响上面的得分）",
    ),
    "llm.differs": ("Where it sees it otherwise", "和上面不同的地方"),
    "llm.cleared": ("no fault here", "不算问题"),
    "llm.agrees": ("It sees every point as above.", "各得分点的判断和上面一致。"),
    "llm.follow_up": ("It would ask next", "它会追问"),
    "llm.better": (
        "How it would tell your answer (check that every word is true)",
        "它会这样讲你的回答（请核对每一处是否属实）",
    ),
    "llm.cost": (
        "Requests: {calls}, tokens read: {tokens_in}, tokens written: {tokens_out}",
        "请求 {calls} 次，读入 {tokens_in} 个词元，写出 {tokens_out} 个词元",
    ),
    "llm.cost_unknown": ("unknown", "未知"),
    "llm.cost_untold": (
        "; {untold} of them without a bill from the server",
        "，其中 {untold} 次服务器没有报用量",
    ),
    "note.llm_offline_points": (
        "Where the model had no words of the answer to show, the offline result stands.",
        "模型拿不出回答原话的地方，以离线结果为准。",
    ),
    "note.llm_far_apart": (
        "The two scores are far apart: read the quotes and judge for yourself.",
        "两个得分差得比较多，请看引用的原话自己判断。",
    ),
    "error.llm_unreachable": (
        "The language model at {host} cannot be reached ({reason}). Check the network and OPENAI_BASE_URL.",
        "连不上 {host} 上的大语言模型（{reason}）。请检查网络和 OPENAI_BASE_URL。",
    ),
    "error.llm_auth": (
        "{host} refused the key ({reason}). Check OPENAI_API_KEY.",
        "{host} 不接受这个密钥（{reason}）。请检查 OPENAI_API_KEY。",
    ),
    "error.llm_auth.no_key": (
        "There is no key for {host}. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own that needs none.",
        "没有 {host} 的密钥。请设置 OPENAI_API_KEY；如果用自己的、不需要密钥的服务器，请设置 OPENAI_BASE_URL。",
    ),
    "error.llm_rate_limit": (
        "{host} takes no more requests for now ({reason}). Try again later, or check the plan of your account.",
        "{host} 暂时不接受更多请求（{reason}）。请过一会儿再试，或查看账户的额度。",
    ),
    "error.llm_timeout": (
        "The language model at {host} did not answer within {seconds} s. Try again, or choose a faster one with --llm.",
        "{host} 上的大语言模型 {seconds} 秒内没有回答。请再试一次，或用 --llm 换一个更快的。",
    ),
    "error.llm_server": (
        "{host} failed (HTTP {status}: {reason}). Try again later.",
        "{host} 出错了（HTTP {status}：{reason}）。请过一会儿再试。",
    ),
    "error.llm_server.not_found": (
        "{host} knows no model {model}, or OPENAI_BASE_URL lacks a part of its path such as /v1 (HTTP {status}: {reason}).",
        "{host} 上没有 {model} 这个模型，或者 OPENAI_BASE_URL 少了 /v1 之类的路径（HTTP {status}：{reason}）。",
    ),
    "error.llm_server.redirect": (
        "{host} wants to send the request on to another address; that was not followed. Set OPENAI_BASE_URL to the final address.",
        "{host} 想把请求转到别的地址，程序没有照办。请把 OPENAI_BASE_URL 设成最终的地址。",
    ),
    "error.llm_bad_reply": (
        "{model} gave a reply that cannot be used ({reason}). Try again, or choose another model with --llm.",
        "{model} 的回复无法使用（{reason}）。请再试一次，或用 --llm 换一个模型。",
    ),
    "error.llm_refused": (
        "{model} declined to answer.",
        "{model} 拒绝回答。",
    ),
    "error.llm_truncated": (
        "The reply of {model} was cut off. Choose a model with longer replies with --llm.",
        "{model} 的回复被截断了。请用 --llm 换一个回复长度更大的模型。",
    ),
    "error.llm_too_long": (
        "The answer has {length} characters; more than {limit} are not sent to a language model.",
        "回答有 {length} 个字符，超过 {limit} 个就不发给大语言模型了。",
    ),
    "error.llm_invented": (
        "{model} could not show words of the answer for most of its verdicts, so its view does not count. Choose another model with --llm.",
        "{model} 的大多数判断拿不出回答里的原话，所以它的看法不算数。请用 --llm 换一个模型。",
    ),
    "error.llm_steered": (
        "The answer speaks to the scorer instead of the interviewer, so no language model was asked.",
        "回答里有一段是说给评分程序听的，所以没有请大语言模型来评。",
    ),
    "error.llm_nothing_to_judge": (
        "There is nothing to judge, so the language model was not asked.",
        "没有可以评判的内容，所以没有请大语言模型来评。",
    ),
}
