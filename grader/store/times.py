"""Times as a store keeps them: UTC, ISO 8601, to the second, so that they sort as text."""

from datetime import UTC, datetime


def now() -> str:
    """Return the time as of now."""
    return written(datetime.now(UTC))


def written(when: datetime | None) -> str:
    """Return a time as text; nothing for none. One without a zone is taken for UTC."""
    if when is None:
        return ""
    return (
        (when if when.tzinfo else when.replace(tzinfo=UTC))
        .astimezone(UTC)
        .isoformat(timespec="seconds")
    )


def read(text: str) -> datetime | None:
    """Return the time that was written; none for nothing."""
    return datetime.fromisoformat(text) if text else None
