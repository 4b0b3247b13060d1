"""Who may have a language model write for a digest: where there is one, and it was let in; pure."""

from bot.digest.options import DigestOptions
from bot.errors import UserError
from bot.model import Guild


def require_model(options: DigestOptions, *, has_model: bool) -> None:
    """Check that there is a model where one is asked for.

    Raises:
        UserError: there is none.
    """
    if options.is_for_model and not has_model:
        raise UserError("digests.error.no_model")


def require_let_in(options: DigestOptions, guild: Guild | None) -> None:
    """Check that a member may spend of their server's share of the model.

    Raises:
        UserError: its moderators have not let the model in.
    """
    if options.is_for_model and guild is not None and not (guild.summary_llm or guild.personal):
        raise UserError("digests.error.model_not_let_in")
