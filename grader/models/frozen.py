"""What every record is that is read from outside or leaves us. Runs in the judge."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
