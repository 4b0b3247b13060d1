"""What of an answer was said, without what the model thought aloud or put around it; pure."""

import re

_TAGS = "think|thinking|reasoning|thought|thoughts|reflection"
_THOUGHTS = re.compile(
    rf"<(?P<tag>{_TAGS})\b[^>]{{0,40}}>.*?(?:</(?P=tag)\s*>|\Z)"
    r"|\[THINK\].*?(?:\[/THINK\]|\Z)"
    r"|◁think▷.*?(?:◁/think▷|\Z)"
    r"|<\|begin_of_thought\|>.*?(?:<\|end_of_thought\|>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Where a server has swallowed the beginning; the last is a channel of the harmony format.
_END_OF_THOUGHTS = re.compile(
    rf"\A.*(?:</(?:{_TAGS})\s*>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>"
    r"|<\|channel\|>final[^<]{0,40}<\|message\|>)",
    re.DOTALL | re.IGNORECASE,
)
_ONLY_THOUGHT = re.compile(r"\A\s*<\|channel\|>(?:analysis|commentary)\b.*\Z", re.DOTALL)
_END_MARK = re.compile(
    r"(?:<\|(?:end|return|im_end|eot_id|endoftext|end_of_turn|end_of_solution)\|>|</s>)+\s*\Z"
)
_FENCED = re.compile(r"\A(?P<fence>`{3,}|~{3,})[^\n`]*\n(?P<inside>.*)\n\s*(?P=fence)\Z", re.DOTALL)
_SOLUTION = re.compile(
    r"<\|begin_of_solution\|>|\A\s*<(?:answer|response)>|</(?:answer|response)>\s*\Z"
)


def spoken(text: str) -> str:
    """Return what was said."""
    said = _END_OF_THOUGHTS.sub("", _THOUGHTS.sub("", text))
    said = _END_MARK.sub("", _ONLY_THOUGHT.sub("", said))
    said = _SOLUTION.sub("", said).strip()
    fenced = _FENCED.match(said)
    return fenced["inside"].strip() if fenced and fenced["fence"] not in fenced["inside"] else said
