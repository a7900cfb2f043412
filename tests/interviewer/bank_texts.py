"""Bank files for the tests of the loader and the validator."""

from __future__ import annotations

SMALLEST = """\
id: mine
title: {zh: 我的题库}
questions:
  - id: mine/01
    ask: {zh: 你最近解决过的一个难题是什么？}
    points:
      - {id: p1, zh: 讲清楚当时难在哪里}
"""

RICH = """\
id: mine
title: {zh: 我的题库, en: My questions}
description: {zh: 两道题和一个演练, en: Two questions and a role-play}
pass_mark: 65
groups:
  - {id: checks, zh: 质量, en: Quality}
concepts:
  second_reader:
    about: somebody else looks at it
    zh: [第二个人 看, 同事 复核]
    en: [second person|reader read|check]
questions:
  - id: mine/01-review
    ask: {zh: 发布之前你会做什么？, en: What do you do before you publish?}
    intent: {zh: 看有没有把关, en: Whether anything is checked}
    target_s: [30, 60]
    structure: steps
    group: checks
    tags: [quality]
    tip: {zh: 按步骤说, en: Go step by step}
    model_answer: {zh: 发布之前一定有同事复核一遍。, en: A second reader checks every draft.}
    points:
      - id: p1
        zh: 有人检查
        en: Somebody checks
        weight: 2
        cues:
          zh: ['{second_reader}', 人工|专人 审核|把关]
          en: ['{second_reader}', colleague|editor review|check]
        samples:
          zh: {fires: [我们有专人审核。, 同事复核之后才发。], misses: [写完就发。]}
          en: {fires: [An editor checks it., A second reader checks it.], misses: [We just publish it.]}
        anchors: {mentioned: {zh: 只提到, en: Only mentioned}, explained: {zh: 说了怎么查, en: Says how}}
        ask_for: {zh: 说说谁来检查, en: say who checks}
      - {id: p2, zh: 查什么, en: What is checked}
    pitfalls:
      - {id: x1, zh: 不检查, en: No check, cost: 15, missing: [p1, p2]}
      - id: x2
        zh: 只说模型自己会检查
        en: Lets the model check itself
        cues: {zh: [模型 自己 检查], en: [model check itself]}
        missing: [p1]
        min_cues: 1
        unless: {zh: [再 请人 看], en: [then ask somebody]}
      - {id: x3, zh: 时间不对, en: Wrong length, outside_target: true}
    follow_ups:
      - {zh: 谁来检查？, en: Who checks?, when: p1}
  - id: mine/02-reference
    ask: {en: Why here?}
    reference: {en: [I like what you build., I want to learn.], zh: 我想做这件事。}
roleplays:
  - id: mine-talk
    title: {zh: 谈一谈, en: A talk}
    voice_role: {zh: 同事, en: A colleague}
    opening: {zh: 你好, en: Hello there}
    steps:
      - {id: s1, zh: 道歉, en: Apologise}
    turns:
      - id: t1
        say: {zh: 怎么回事？, en: What happened?}
        expects: [s1]
        contains: [{id: c1, zh: 说明原因, en: Says why}]
        avoid: [{id: x1, zh: 推卸, en: Blames others, missing: [c1]}]
        branches:
          - {when: {none: [s1], avoid: [x1]}, say: {zh: 你再想想, en: Think again}, goto: repeat}
          - {when: {all: [s1]}, goto: t2, outcome: yields}
      - id: t2
        say: {zh: 那就这样, en: All right}
        model_reply: {zh: 谢谢你, en: Thank you}
    ending:
      - {when: {avoid: [t1/x1]}, say: {zh: 再说吧, en: Another time}, outcome: not_agreed}
      - {say: {zh: 好的, en: Fine}, outcome: agreed}
"""
"""Every field of the format at least once."""
