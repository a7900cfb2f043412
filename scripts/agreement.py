"""Measures of agreement shared by the scripts that evaluate."""

from __future__ import annotations

from collections.abc import Sequence


def kappa(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float]:
    """Return (Cohen's kappa, F1) of (labelled, judged) decisions."""
    total = len(pairs)
    if not total:
        return float("nan"), float("nan")
    both = sum(label and judged for label, judged in pairs)
    labelled, judged_yes = sum(label for label, _ in pairs), sum(judged for _, judged in pairs)
    agreed = sum(label == judged for label, judged in pairs) / total
    chance = (labelled * judged_yes + (total - labelled) * (total - judged_yes)) / total**2
    f1 = 2 * both / (labelled + judged_yes) if labelled + judged_yes else 1.0
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0, f1


def ranks(values: Sequence[float]) -> list[float]:
    """Return average ranks."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    result = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for index in range(at, end + 1):
            result[order[index]] = (at + end) / 2
        at = end + 1
    return result


def pearson(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Pearson's correlation."""
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    upper = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    lower = (sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)) ** 0.5
    return upper / lower if lower else float("nan")


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's correlation."""
    return pearson(ranks(one), ranks(other))


def precision_recall(right: int, false: int, missed: int) -> tuple[float, float, float]:
    """Return (precision, recall, F1) of counted decisions; NaN where there is nothing to divide by."""
    precision = right / (right + false) if right + false else float("nan")
    recall = right / (right + missed) if right + missed else float("nan")
    return precision, recall, 2 * right / (2 * right + false + missed) if right else 0.0
