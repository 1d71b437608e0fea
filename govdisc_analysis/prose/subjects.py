"""What is spoken of at a place of a sentence."""

from bisect import bisect_left
from itertools import pairwise

from govdisc_analysis.prose.sentences import NAMING, OBJECTS, WEAK_OBJECTS, Group, Sentence

_NAMES_INFO = frozenset(("proactive", "info", "bare_info", "net_info", "website", "oi_site"))
_REFUSALS = frozenset(("not_government", "not_existing", "out_refused", "not_own", "out_partial"))
_ANSWERS = frozenset(("answer", "close", "closed_on_time"))
_ASIDES = frozenset(("business", "info", "document"))
_ASKED = frozenset(("request", "apply", "via_online", "via_letter", "via_person", "via_fax"))
_RECEIVED = ("receive", "apply")
_GIVE_WAY = frozenset(("info", "normative"))
_CONTENTS = frozenset(("business", "info"))
_OUTCOMES = frozenset(
    "out_disclosed out_partial out_refused not_existing not_own out_public amend".split()  # noqa: SIM905
)


def subject_before(sentence: Sentence, position: int) -> str:
    """What is spoken of at ``position``: the last object named before it."""
    before = bisect_left(sentence.starts, position)
    if before and sentence.cues[before - 1].end > position:
        before -= 1
    group = Group(sentence.cues[:before], sentence.kinds[:before])
    own = _subject_of(sentence, _without_contents(sentence, group, position))
    if own == "info" and _lists_outcomes(sentence, before):
        own = ""  # 其中公开1件,不属于政府信息4件
    return (
        own
        or _subject_of(
            sentence,
            _without_contents(sentence, sentence.before, position),
            _tells_outcome(sentence),
        )
        or _subject_of(sentence, sentence.heading)
    )


def _without_contents(sentence: Sentence, group: Group, position: int) -> Group:
    """收到申请11件,主要涉及取水许可等;予以公开6件: what was asked for is spoken of no longer."""
    if _ASKED.isdisjoint(group.kinds) or _CONTENTS.isdisjoint(group.kinds):
        return group
    kept = [
        cue
        for cue in group.cues
        if cue.kind not in _CONTENTS or not sentence.is_content(cue, position)
    ]
    return Group(tuple(kept), [cue.kind for cue in kept])


def _lists_outcomes(sentence: Sentence, here: int) -> bool:
    """Whether the sentence lists how requests ended and names no information before."""
    before = sentence.before.kinds
    asked = "request" in before or "request" in sentence.heading.kinds
    return (
        (asked or _RECEIVED in pairwise(before))
        and _NAMES_INFO.isdisjoint(sentence.kinds[:here])
        and not _REFUSALS.isdisjoint(sentence.kinds)
    )


def _tells_outcome(sentence: Sentence) -> bool:
    return "request" in sentence.heading.kinds and not _OUTCOMES.isdisjoint(sentence.kinds)


def _subject_of(sentence: Sentence, group: Group, tells_outcome: bool = False) -> str:
    """The last object that some cues name; ``tells_outcome``: the sentence behind them does."""
    kinds = group.kinds
    if NAMING.isdisjoint(kinds):
        return ""
    weak = ""
    for at in range(len(kinds) - 1, -1, -1):
        kind = kinds[at]
        if kind == "document" and not sentence.counted_since(group.cues[at]):
            continue  # 严格按照上级文件部署。全年公开信息113条
        if kind == "business" and _is_a_step(sentence, group, at):
            continue
        if tells_outcome and kind in _ASIDES:
            return "request"  # a list of outcomes goes on over the paragraphs
        if kind in OBJECTS:
            subject = _subject(kind, group)
            return weak if subject in _GIVE_WAY and _are_received(weak, group) else subject
        if not weak and kind in WEAK_OBJECTS:
            weak = WEAK_OBJECTS[kind]
    if weak == "info" and (
        tells_outcome or not _ANSWERS.isdisjoint(kinds) or _RECEIVED in pairwise(kinds)
    ):  # 收到申请6件,公开3件, 已办结的85件中,公开41件: still the requests named before
        return "request" if "apply" in kinds else ""
    return _weak_subject(weak, group, sentence)


def _is_a_step(sentence: Sentence, group: Group, at: int) -> bool:
    """依申请公开。做好登记、审核、答复。按期办结65件: a step of answering, no registry."""
    named = group.cues[at]
    if named.start >= sentence.start or "request" not in sentence.heading.kinds:
        return False
    return not sentence.has_digit_since(named)


def _are_received(weak: str, group: Group) -> bool:
    """公开信息65条,收到申请4件,答复4件: what was received is spoken of from there on."""
    return weak == "request" and _RECEIVED in pairwise(group.kinds)


def _subject(kind: str, group: Group) -> str:
    kinds = group.kinds
    if kind == "mailbox" and "part" in kinds and "request" in kinds[: kinds.index("part")]:
        return "request"  # 收到申请13件,其中系统收到11件,局长信箱收到2件
    if kind == "business":  # 收到公开申请4件,其中宅基地审批2件
        is_received = "receive" in kinds or "new_received" in kinds
        return "request" if "request" in kinds and is_received else kind
    if kind in ("proactive", "request") and "document" in kinds and _MADE_KNOWN.isdisjoint(kinds):
        return "document"  # 制发公文302件,其中主动公开245件、依申请公开45件
    return "info" if kind == "proactive" else kind


_MADE_KNOWN = frozenset(("info", "receive", "apply"))


def _weak_subject(weak: str, group: Group, sentence: Sentence) -> str:
    if weak != "request" or "request" in sentence.heading.kinds or "new_requests" in group.kinds:
        return weak
    if "business" in group.kinds:
        return "business"
    before = _without_contents(sentence, sentence.before, sentence.start)
    return "business" if "business" in before.kinds else weak
