"""A commented bank to start one's own from; `banks new` writes it, and it validates as it is."""

from __future__ import annotations

from interviewer.banks.schema import BANK_ID

STARTER = """\
# 我的题库 / My question bank
# 检查 Check:  interviewer banks validate --deep THIS_FILE
# 练习 Drill:  interviewer drill mine/01-hard-problem --bank THIS_FILE
# 只写一种语言也可以。 One of the two languages is enough.

id: mine                      # 小写字母、数字、- / lower-case letters, digits, -
title: {zh: 我的题库, en: My questions}

questions:
  # 一、最省事的写法：题目加要点。 1. The quick way: a question and its points.
  - id: mine/01-hard-problem
    ask:
      zh: 你最近解决过的一个难题是什么？
      en: What is a hard problem you solved recently?
    target_s: [60, 120]       # 说多久（秒） / how long to speak, in seconds
    points:
      - {id: p1, zh: 讲清楚当时难在哪里, en: Says what made it hard}
      - {id: p2, zh: 说出自己具体做了什么, en: Says what they did themselves}
      - {id: p3, zh: 说出结果，最好带数字, en: "Gives the result, ideally with a figure"}

  # 二、给一段参考回答，程序拿你的回答和它比。 2. A reference answer that yours is compared with.
  - id: mine/02-why-this-job
    ask:
      zh: 你为什么想做这份工作？
      en: Why do you want this job?
    target_s: [30, 90]
    reference:
      zh: 我做了三年运营，最有成就感的是把数据变成改进。这个岗位正好负责用数据改进产品，所以我想来。
      en: >-
        I have worked in operations for three years, and what I enjoy most is turning data into improvements.
        This job is about improving a product with data, so it suits me.

  # 三、完整的写法：线索（说法）、扣分项、追问。判得最准。 3. The full way: cues, pitfalls, follow-ups.
  - id: mine/03-check-ai-text
    ask:
      zh: AI 写的稿子，你发出去之前会做什么？
      en: What do you do before you publish a text written by AI?
    structure: steps          # three_parts star self_intro salary horizons empathy_solution steps free
    tip: {zh: 按先后顺序说，每一步举个例子。, en: Go step by step and give an example for each.}
    points:
      - id: p1
        zh: 说明发布前有人检查
        en: Says that a person checks before publishing
        weight: 2             # 比其他要点重一倍 / counts twice
        cues:                 # 一行一种说法；| 或者，空格之间可以隔几个字 / one way of saying it per line; | means or
          zh: [人工 审核|检查|把关, 我|同事 看|读|检查 一遍, 发布|发出去 之前 ... 检查|核对]
          en: [person review|check|approve, I|we|colleague read|check it|text|draft, before publishing ... check]
        samples:              # 用来验证线索 / these prove the cues
          zh: {fires: [发布之前我会自己检查一遍。, 我们安排了人工审核。], misses: [写完就直接发布了。]}
          en:
            fires: [A colleague reads every draft., Before publishing we check each claim.]
            misses: [We publish it at once.]
        ask_for: {zh: 说说发布前谁来检查、检查什么, en: say who checks it before it goes out and what they check}
      - id: p2
        zh: 说明怎么核对事实
        en: Says how facts are verified
    pitfalls:
      - id: x1
        zh: 完全相信 AI，不检查
        en: Trusts the AI without checking
        cost: 15              # 扣几分 / marks it costs
        missing: [p1, p2]     # 这些要点都没讲到就扣分 / triggered when all of these are missing
        unless:               # 说了这些就不扣分 / saying one of these excuses it
          zh: [AI 只 用来 找|查 灵感|资料]
          en: [use AI only for ideas|research]
    follow_ups:
      - {zh: 如果时间很紧，哪一步绝不能省？, en: "Which step would you never skip?", when: p1}
"""


def starter(bank_id: str = "mine") -> str:
    """Return the commented starter file for a bank of that id.

    Raises:
        ValueError: the id is not lower-case letters, digits and `-`.
    """
    import re

    if not re.fullmatch(BANK_ID, bank_id):
        raise ValueError(f"{bank_id!r} cannot be a bank id: lower-case letters, digits and - only")
    return STARTER.replace("id: mine", f"id: {bank_id}").replace(" mine/", f" {bank_id}/")
