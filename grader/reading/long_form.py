"""Writes an assignment in its long form, as YAML that reads back the same. Runs in the judge."""

from typing import Any

import yaml

from grader.models.assignment import Assignment, CheckSpec, DataFile
from grader.models.frozen import Model
from grader.reading.expansion import CHECKS
from grader.reading.yaml_source import scalar

WIDTH = 100
LARGE = 1e15
FLOW = frozenset({"limits", "feedback", "parts", "accept", "credit", "tolerance", "hints"})


class _Dumper(yaml.SafeDumper):
    """Quotes what would be read as something else than text, and indents lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        """Indent the items of a list below its key."""
        del indentless
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(scalar(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    """Write 2.0 as 2; the model makes it the same number again."""
    whole = number.is_integer() and abs(number) < LARGE
    if whole:
        return dumper.represent_scalar("tag:yaml.org,2002:int", f"{number:.0f}")
    text = repr(number)
    pointed = text if "." in text else text.replace("e", ".0e")
    return dumper.represent_scalar("tag:yaml.org,2002:float", pointed)


class _Flow(dict[str, Any]):
    """A mapping that is written in one line."""


def _flow(dumper: yaml.SafeDumper, mapping: _Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(_Flow, _flow)


def long_form(assignment: Assignment) -> str:
    """Return an assignment in long form; what is empty by default is left out."""
    plain = assignment.model_dump(mode="json")
    for check in plain[CHECKS]:
        check["calibrated"] = {name: _Flow(_said(c)) for name, c in check["calibrated"].items()}
    plain["data"] = [_Flow(_shaped(each, DataFile)) for each in plain["data"]]
    top = _shaped({key: value for key, value in plain.items() if key != CHECKS}, Assignment)
    checks = [_shaped(check, CheckSpec) for check in plain[CHECKS]]
    return _lines(top, WIDTH) + "checks:\n" + "".join(map(_item, checks))


def _shaped(record: dict[str, Any], model: type[Model]) -> dict[str, Any]:
    """Leave out what is empty by default, and write small mappings in one line."""
    return {
        key: _Flow(_small(value)) if key in FLOW and isinstance(value, dict) else value
        for key, value in record.items()
        if value or _default(model, key) or isinstance(value, (int, float))
    }


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not said."""
    return {key: value for key, value in record.items() if value is not None}


def _default(model: type[Model], key: str) -> Any:
    named = {field.alias or name: field for name, field in model.model_fields.items()}
    return named[key].get_default(call_default_factory=True)


def _small(mapping: dict[str, Any]) -> dict[str, Any]:
    """Write the steps of hints as numbers, as one would."""
    hints = mapping.get("hints")
    if not isinstance(hints, dict):
        return mapping
    return {**mapping, "hints": {int(step): when for step, when in hints.items()}}


def _item(check: dict[str, Any]) -> str:
    """Return one check as an item of the list, its keys one below another."""
    lines = _lines(check, WIDTH - 4).splitlines(keepends=True)
    return "  - " + "    ".join(lines)


def _lines(record: dict[str, Any], width: int) -> str:
    """Write each key on a line, and what is below it as it fits."""
    return "".join(
        yaml.dump(
            {key: value},
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=width,
            default_flow_style=None if isinstance(value, (dict, list)) else False,
        )
        for key, value in record.items()
    )
