"""What can go wrong, in the domain's words. Messages name the cause and, where there is one, the fix."""


class InferenceError(Exception):
    """Anything that this service says no to."""


class ModelNotFound(InferenceError):
    """No model of that name is stored."""

    def __init__(self, name: str) -> None:
        super().__init__(f"model '{name}' not found")


class BlobNotFound(InferenceError):
    """No blob of that digest is stored."""

    def __init__(self, digest: str) -> None:
        super().__init__(f'blob "{digest}" not found')


class InvalidModelName(InferenceError):
    """The name breaks the rules of model names."""

    def __init__(self) -> None:
        super().__init__("invalid model name")


class InvalidDigest(InferenceError):
    """Not `sha256:` and 64 hexadecimal digits."""

    def __init__(self) -> None:
        super().__init__("invalid digest format")


class DigestMismatch(InferenceError):
    """The uploaded bytes are not what their digest says."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f'digest mismatch, expected "{expected}", got "{got}"')


class InvalidRequest(InferenceError):
    """The request asks for something that is malformed or that this service does not do."""


class UnusableModelFile(InferenceError):
    """The file is no complete GGUF language model that llama.cpp can load."""


class UnusableSchema(InferenceError):
    """The JSON schema cannot be turned into a grammar that keeps its promises."""


class UnusableTemplate(InferenceError):
    """The chat template is missing, broken or of a kind that is not supported."""


class PromptTooLong(InferenceError):
    """The prompt leaves no room in the context window."""

    def __init__(self, tokens: int, context: int) -> None:
        super().__init__(
            f"the prompt has {tokens} tokens and exceeds the context length of {context}; "
            "shorten it, or raise num_ctx if the model allows"
        )


class ModelLoadFailed(InferenceError):
    """The engine could not load the model."""


class ModelCrashed(InferenceError):
    """The engine stopped in the middle of its work; the next request starts it anew."""


class Overloaded(InferenceError):
    """Too many requests wait already."""


class StorageFull(InferenceError):
    """The disk has no room; nothing was kept of what was being written."""
