"""Chat templates: Jinja as it stands in a GGUF, or the ChatML shape of Ollama's Go templates.

Ollama writes templates in Go's language, GGUF files in Jinja. Jinja is rendered by the engine. Of Go templates only
ChatML's two usual spellings are understood (the ones in Ollama's own library), and everything else is refused.
"""

import re
from collections.abc import Sequence

from agent_loop.inference.domain.errors import UnusableTemplate
from agent_loop.inference.domain.generation import Message

CHATML_JINJA = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)

_MESSAGES = "{{range .Messages}}<|im_start|>{{.Role}}\n{{.Content}}<|im_end|>\n{{end}}<|im_start|>assistant"
_SYSTEM_PROMPT = (
    "{{if .System}}<|im_start|>system\n{{.System}}<|im_end|>\n{{end}}"
    "{{if .Prompt}}<|im_start|>user\n{{.Prompt}}<|im_end|>\n{{end}}<|im_start|>assistant"
)
_CHATML_GO = {_MESSAGES, _SYSTEM_PROMPT}
_GO_ACTION = re.compile(r"{{-?\s*(?:\.\w|(?:if|range|with|end|else|template|block|define|break|\$)\b)")
_JINJA_MARK = re.compile(r"{%|{{")


def jinja_of(template: str) -> str:
    """The Jinja form of a template given at create. Raises UnusableTemplate where there is none."""
    if _is_chatml_go(template):
        return CHATML_JINJA
    if _GO_ACTION.search(template) and "{%" not in template:
        raise UnusableTemplate(
            "this Go template is not supported, only ChatML's is: {{ range .Messages }}<|im_start|>{{ .Role }}\\n"
            "{{ .Content }}<|im_end|>\\n{{ end }}<|im_start|>assistant\\n; "
            "give the template in Jinja, or leave it out to use the GGUF's own"
        )
    if not _JINJA_MARK.search(template):
        raise UnusableTemplate("the template has no action: it would drop the messages")
    return template


def render_chatml(messages: Sequence[Message]) -> str:
    """ChatML, ready for the assistant's answer."""
    turns = (f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages)
    return "".join([*turns, "<|im_start|>assistant\n"])


def _is_chatml_go(template: str) -> bool:
    text = template.replace("\r\n", "\n")
    text = re.sub(r"\s*{{-\s*", "{{", text)
    text = re.sub(r"\s*-}}\s*", "}}", text)
    text = re.sub(r"{{\s*(.*?)\s*}}", lambda action: "{{" + re.sub(r"\s+", " ", action[1]) + "}}", text)
    text = re.sub(r"\n{{\.Response}}(<\|im_end\|>)?\s*$", "", text)
    return text.strip() in _CHATML_GO
