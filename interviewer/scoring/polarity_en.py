"""Negation, hearsay and rejection in English."""

from __future__ import annotations

import re

from interviewer.scoring.phrases import token_spans
from interviewer.scoring.scopes import (
    Layer,
    Polarity,
    clause_end,
    mark,
    mark_ahead,
    mark_pointed_to,
    sentence_bounds,
    unmarked,
)
from interviewer.scoring.taken_back import take_back
from interviewer.scoring.tokens import Document

REACH = 9
"""Words a negation reaches at most."""

_NEGATION = re.compile(
    r"\b(?:not|never|no|without|none|nobody|neither|nor|hardly|barely|rarely|cannot|refused?|avoid(?:ed|ing)?|"
    r"nothing|"
    r"instead of|rather than|no one|stopped|"
    r"dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt|isnt|arent|wasnt|werent|hasnt|havent|hadnt|mustnt|"
    r"neednt|aint|"
    r"(?:just|only|merely)(?= (?:good|decent|ok|okay|familiar|able|used) (?:at|with|to)))\b"  # no more than that
)
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|simply|merely|bad|until|to mention|sure)|"
    r"oh no|no (?:matter|doubt|problem|wonder)|no(?= (?:what|i|we|you|he|she|they) )|never mind|dont get me wrong|"
    r"(?:cant|couldnt) wait|why not|or not|if not|(?:dont|didnt) (?:just|only|simply|know|mind|worry|forget|think)|"
    r"(?:isnt|wasnt|is not|are not|arent) (?:just|only|simply)|wouldnt (?:just|only|simply)|"
    r"not everyone|nothing but|"
    r"cant (?:just|only|simply)|no surprise)\b"
)
# "never once skipped", "nobody ships without": two negations that make a plain statement.
_DOUBLE = re.compile(
    r"\b(?:never|not once|dont|doesnt|didnt|wont|cant|cannot|nobody|no one|nothing|not) (?:\w+ ){0,2}?(?:not|"
    r"skip|skipped|miss|missed|"
    r"forget|forgot|fail|failed) "
)
_BREAK = frozenset(
    "but and because so until unless if when although though then instead rather therefore now first second "
    "third".split()
)
_SUBJECTS = frozenset("i we they he she id ill people everyone everybody".split())
# Behind these a pronoun does not start a new statement ("what we called", "do not think i checked").
_LINKS = frozenset(
    "that what how which who where why than as thing things way everything anything nothing of think thought say said "
    "know mean believe guess feel sure remember saying telling before after whether and or do did does is was".split()
)
_CANCELS = frozenset({"without", "unless", "until", "except"})
_AFTER = re.compile(
    r"\b(?:turned (?:it|that|them|this) down|went nowhere|never happened|gave up|decided against|(?:we|i) skipped|"
    r"got rejected|was rejected|took it out|nobody (?:did|does|had time)|never got (?:done|round|around)|"
    r"i dont (?:really )?(?:believe (?:in )?(?:that|it|you|any|this)|"
    r"think (?:that|its|it) (?:helps|works|worth|is worth)|see the point))\b"
)
# "we should really keep notes, but we don't": what ought to be done was not.
_UNDONE = re.compile(
    r"\b(?:should|ought|could|meant|wanted|would like|supposed|planned)(?: \S+){1,16}? but (?:i|we) "
    r"(?:dont|didnt|havent|never (?:do|did|have|got))\b"
)
JUDGED = (
    r"(?:\w+ )?(?:hard|easy|difficult|perfect|cheap|free|quick|magic|complicated|clever|expensive|new|wasted|lost|"
    r"surprising|glamorous|fun|rocket)\b"
)
"""What "none of it was ..." says of things that were done."""
_ALL = r"(?:it|that|this|them|those|these)"
_ALL_DENIED = re.compile(
    rf"\b(?:none of {_ALL}(?! (?:was|is|were|are) {JUDGED})|"
    r"(?:didnt|dont|havent|never) "
    r"(?:do|did|done|use|used|have|had)? ?any of|"
    r"decided against (?:it|that|all|them)|nothing of the (?:sort|kind)|not one of (?:those|these|them))\b"
)
_AGAIN = re.compile(r"(?:that|this|those|these)$")
OWN_WORDS = 8
"""Words before "none of it" that are no list yet."""
_THEORY = re.compile(
    r"\b(?:supposed to (?:say|do|answer)|(?:you|one|people) are (?:meant|supposed) to|"
    r"in theory|the textbook|textbooks? says?|i know i should|should have but|"
    r"ought to have)\b"
)
# "I know you should test" is advice; "I know you are upset" is said to a customer.
_HEARSAY = re.compile(
    r"\b(?:people (?:always |often |usually |keep )?(?:tell|told|telling) (?:me|you|us)|"
    r"(?:people|they|some|everybody|everyone) (?:always |often |usually |all )?(?:say|says) (?:that )?(?:you|"
    r"we|it|the|to)|"
    r"i (?:have )?(?:know|heard|read) (?:that )?(?:(?:you|we) (?:should|could|can|have to|need|ought|"
    r"are supposed|are supposed)|"
    r"people|some|others|teams|in theory))\b"
)
_PEERS = re.compile(
    r"\b(?:some|certain|other|many|a lot of) (?:agents|colleagues|reps|people|candidates|operators|folks|"
    r"managers|editors) "
    r"(?:just|only|simply|always|immediately|tend|like|start|jump|rush|go straight|will just|would just|never)\b"
)
_OTHERS = re.compile(
    r"\b(?:some (?:people|colleagues|candidates|teams|agents|reps|companies|folks)|(?:many|most|other) people|"
    r"a lot of (?:people|candidates|teams)|lots of people|others (?:just|say|would|will)|"
    r"people (?:just|say|think|expect))\b"
)
_REJECTED = re.compile(
    r"\b(?:wrong answer|worst thing|big mistake|is a mistake|would be a mistake|(?:wouldnt|wont|never|"
    r"dont) (?:ever )?"
    r"(?:say|do that|tell (?:them|him|her)|promise|blame)|you cant just|that is not (?:how|what|my|the)|"
    r"not how (?:i|we)|"
    r"i disagree|i dont (?:believe|buy|agree|accept))\b"
)
_BACKWARDS = re.compile(r"\b(?:i (?:dont|wouldnt|never|wont) do that|that is not (?:how|what) i|wrong answer)\b")
_CONTRAST = re.compile(r"(?:but|however|so|instead)$")

_ADVICE = re.compile(
    r"\b(?:(?:training|manuals?|handbook|textbooks?|books?|guides?|course|guidelines|policy|playbook|slides?|posters?|"
    r"articles?|checklist)(?: manual| course| day| session)? (?:always )?(?:says?|said|tells?|told|goes|teach(?:es)?|"
    r"taught|wants?)|"
    r"(?:they|people|everyone|everybody|folks|trainers?|teachers?|blogs?|experts?) (?:\w+ )?(?:tells?|told|teach|"
    r"taught|says?|said|preach|talks? about)|"
    r"(?:you are|we are|we were|i was|i am|one is) (?:\w+ )?(?:meant|supposed|taught|told|expected|trained) to|"
    r"(?:i|we) (?:\w+ )?(?:know|heard|read|learned|learnt|sat through|done|did|wrote) (?:\w+ )?(?:the|about|what|how|"
    r"those|these|that|this|you) |"
    r"(?:right|proper|standard|model|textbook|book|official|ideal|correct|expected|good) (?:answer|way|thing|procedure|"
    r"process)|been told|in theory|on paper|best practice|brochure|webinar|seminar|the theory|"
    r"(?:what )?you (?:would |probably |really )*(?:like|want|expect) (?:me )?to (?:hear|say))\b"
)
_TAKEN_BACK = re.compile(
    rf"\b(?:none of {_ALL}(?= (?:ever )?(?:was|were|got|gets|is|are|has|have|happened|happens|exists|applies|went|made|"
    rf"on my|at|in)\b)(?! (?:was|is|were|are) {JUDGED})|"
    rf"(?:did|do|does|done|have|had|used|follow|followed|got|know|knew) none of {_ALL}|"
    r"(?:not|dont|didnt|doesnt|havent|hasnt|hadnt|never|cant say (?:i|we)|couldnt say (?:i|we)|cant claim (?:i|we)) "
    r"(?:really |actually |ever |even |honestly )*(?:do|did|done|does|have|had|use|used|follow|followed|try|tried|"
    rf"found|got|get|bother with|bothered with)? ?(?:any|much|half|either|all) of {_ALL}|"
    r"(?:i|we|they) (?:just |basically |simply |sort of )?(?:skipped|skip|ignored|ignore|dropped|scrapped|binned) "
    rf"(?:all|most|every bit|the whole lot)(?: of)?(?: {_ALL})?|"
    rf"(?:not|never) (?:did |do |done )?a (?:single )?(?:one|thing|bit|word) of {_ALL}|"
    r"but (?:\w+ ){0,6}?(?:i|we) (?:dont|didnt|never|havent) (?:do|did|done) (?:it|that|this|so)"
    r"(?! (?:way|alone|on|for|by|until|before|without))|"
    r"(?:havent|didnt|dont|never|not) (?:ever )?(?:done|did|do|had|have|used|tried|seen) (?:a single )?one(?: of)?|"
    rf"(?:i|we) (?:have )?never (?:\w+ )?(?:run|ran|done|had|used|built|made|written|wrote|drew|drawn|kept|set) one|"
    r"nobody (?:ever )?(?:drew|wrote|built|did|made|kept|set|defined|has|had) (?:up )?(?:one|it|any|that|them)|"
    r"(?:wont|cant|cannot|not going to) pretend (?:that )?(?:i|we) (?:did|do|have)|"
    r"(?:i would|id) (?:be (?:lying|fibbing)|love to (?:say|tell))|"
    r"cant (?:really |honestly )?give you (?:that|any of))\b"
)


def english_layers(doc: Document) -> Polarity:
    """Return the layers of an English document."""
    words = doc.tokens.words
    negated, reported, others, rejected = (unmarked(doc) for _ in range(4))
    _negate(doc, negated)

    def contrast(index: int) -> bool:
        return doc.clause[index] != doc.clause[index - 1] and _CONTRAST.match(words[index]) is not None

    def own_way(index: int) -> bool:
        return contrast(index) or (words[index] in _SUBJECTS - {"they", "he", "she"} and words[index - 1] not in _LINKS)

    for start, _ in token_spans(doc, _AFTER):
        mark(negated, sentence_bounds(doc, start)[0], start, start)
    for start, end in token_spans(doc, _UNDONE):
        mark(negated, start, end - 1, end - 1)
    for start, _ in token_spans(doc, _ALL_DENIED):
        mark_pointed_to(doc, negated, start, OWN_WORDS, (_CONTRAST, _AGAIN))
    for pattern, layer, turns_back in (
        (_THEORY, reported, contrast),
        (_HEARSAY, reported, own_way),
        (_PEERS, others, own_way),
        (_OTHERS, rejected, own_way),
        (_REJECTED, rejected, contrast),
    ):
        for span in token_spans(doc, pattern):
            mark_ahead(doc, layer, span, turns_back)
    for start, end in token_spans(doc, _REJECTED):
        mark(rejected, sentence_bounds(doc, start)[0], start, end - 1)
    for start, end in token_spans(doc, _BACKWARDS):
        begin = sentence_bounds(doc, start)[0]
        for _step in range(2):
            begin = sentence_bounds(doc, begin - 1)[0] if begin else 0
        mark(rejected, begin, start, end - 1)
    taken_back, advice = take_back(doc, _ADVICE, _TAKEN_BACK)
    return Polarity(negated, reported, others, rejected, taken_back, advice)


def _negate(doc: Document, negated: Layer) -> None:
    """Mark what stands in the scope of a negation."""
    words = doc.tokens.words
    harmless = [False] * len(doc)
    for pattern in (_HARMLESS, _DOUBLE):
        for start, end in token_spans(doc, pattern):
            harmless[start:end] = [True] * (end - start)
    for start, end in token_spans(doc, _NEGATION):
        if harmless[start] or _is_prefix(doc, start):
            continue
        limit = min(clause_end(doc, start), end + REACH)
        cancels = words[start] in _CANCELS
        for index in range(start, limit):
            if index > start and (words[index] in _BREAK or _new_subject(words, start, index)):
                break
            negated[index] = -1 if cancels and negated[index] >= 0 else start


def _is_prefix(doc: Document, index: int) -> bool:
    """Tell whether a negation is only the first part of a word ("no-edit rate")."""
    tokens = doc.tokens
    if index + 1 >= len(doc) or tokens.words[index + 1] == "one":
        return False
    return doc.text[tokens.ends[index] : tokens.starts[index + 1]] == "-"


def _new_subject(words: tuple[str, ...], start: int, index: int) -> bool:
    """Tell whether somebody does the next thing here ("did not argue with her i apologised")."""
    return index - start >= 2 and words[index] in _SUBJECTS and words[index - 1] not in _LINKS
