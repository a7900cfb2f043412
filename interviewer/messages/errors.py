"""Sentences for everything that can fail: what happened, and what to do next.

Keys are `error.CODE` or, where one code has several causes, `error.CODE.PROBLEM`.
"""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "error.unknown_question": (
        "There is no question {id}. {hint}See `interviewer banks list` for all of them.",
        "没有 {id} 这道题。{hint}用 `interviewer banks list` 查看全部题目。",
    ),
    "error.unknown_bank": (
        "There is no bank {id}. {hint}See `interviewer banks list`.",
        "没有 {id} 这个题库。{hint}用 `interviewer banks list` 查看。",
    ),
    "error.store.folder": (
        "The data folder {path} cannot be used ({reason}). Choose another one with --data-dir.",
        "数据文件夹 {path} 无法使用（{reason}）。请用 --data-dir 换一个。",
    ),
    "error.store.database": (
        "The database {path} cannot be opened ({reason}). Move it away and start again; nothing in it was changed.",
        "数据库 {path} 打不开（{reason}）。请把它移走再重新开始，里面的内容没有被改动。",
    ),
    "error.store.write": (
        "Saving to {path} failed ({reason}). Free some disk space and try again; the recordings on disk are kept.",
        "保存到 {path} 失败（{reason}）。请腾出磁盘空间后再试，已写到磁盘的录音都在。",
    ),
    "error.input.missing": (
        "There is no file {path}.",
        "没有 {path} 这个文件。",
    ),
    "error.input.encoding": (
        "{path} is not UTF-8 text. Convert it first, for example: iconv -f GBK -t UTF-8 {path} > new.txt",
        "{path} 不是 UTF-8 文本。请先转换，例如：iconv -f GBK -t UTF-8 {path} > new.txt",
    ),
    "error.input.size": (
        "{path} is too large to be a transcript.",
        "{path} 太大，不像是文字稿。",
    ),
    "error.input.json": (
        "{path} begins like JSON but is no transcript of this program: {detail}. Give plain text, or the JSON of `score --json`.",
        "{path} 看起来是 JSON，但不是本程序的转写：{detail}。请给纯文本，或 `score --json` 的输出。",
    ),
    "error.input.line": (
        "{path}, line {line}: {reason}",
        "{path} 第 {line} 行：{reason}",
    ),
    "error.unexpected": (
        "Something went wrong that should not have: {reason}. What was recorded and scored is in {data_dir}. "
        "Run the command again with INTERVIEWER_DEBUG=1 to see the details.",
        "出现了意料之外的问题：{reason}。已录下和已评分的内容都在 {data_dir}。加上 INTERVIEWER_DEBUG=1 再运行一次可以看到细节。",
    ),
    "error.interrupted": (
        "Stopped. What was recorded and scored is kept.",
        "已停止。录下的和评过分的都已保留。",
    ),
}
