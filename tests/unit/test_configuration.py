from __future__ import annotations

import contextlib
import tomllib
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.arguments import parser
from batch_ocr.commands.config import as_toml
from batch_ocr.configuration import load, seconds
from batch_ocr.errors import SettingsError
from batch_ocr.options import sections
from batch_ocr.settings import OPTIONS, Settings

ROOT = Path(__file__).parents[2]
FLAG_ONLY = {name for name, option in OPTIONS.items() if option.flag_only}


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_precedence_is_defaults_then_file_then_environment_then_flags(toml: Path) -> None:
    """The nearest hand wins: a flag over the environment, the environment over the file, the file over the default."""
    toml.write_text("concurrency = 5\nmax_pending = 6\nworkers = 7\n")
    settings, origins = load({"concurrency": "1"}, {"BATCH_OCR_CONCURRENCY": "2", "BATCH_OCR_MAX_PENDING": "3"}, toml)
    assert (settings.concurrency, settings.max_pending, settings.workers) == (1, 3, 7)
    assert settings.max_attempts == Settings().max_attempts
    assert origins == {"concurrency": "--concurrency", "max_pending": "BATCH_OCR_MAX_PENDING", "workers": str(toml)}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("concurency = 3", "unknown option 'concurency'; did you mean 'concurrency'?"),
        ('concurrency = "8"', "concurrency: expected a whole number, got text; '8' was given"),
        ("concurrency = 0", "concurrency: expected a whole number >= 1; 0 was given"),
        ('engine = "gpu"', "engine: invalid enum value 'gpu'"),
        ('quiet = "yes"', "quiet: expected true or false, got text; 'yes' was given"),
        ('max_duration = "6 weeks"', "max_duration: expected a duration such as 90"),
        ("max_monthly_cost = nan", "max_monthly_cost: expected an amount of money, 0 or more"),
        ("price_per_poll = -0.1", "price_per_poll: expected an amount of money, 0 or more"),
        ("poll_ceiling = 0", "poll_ceiling: expected a number >= 0.05"),
        ("again = true", "again would act on every run; give it as --again when it is meant"),
        ("concurrency = ", "not valid TOML"),
        ("\xff", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_its_place_and_option(toml: Path, content: str, told: str) -> None:
    """One line names the file, the option and what was expected."""
    toml.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load({}, {}, toml)
    assert str(caught.value).startswith(f"{toml}: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_may_begin_with_a_byte_order_mark(toml: Path) -> None:
    """Some editors write one, and nobody sees it."""
    toml.write_bytes(b"\xef\xbb\xbfconcurrency = 5\r\n")
    assert load({}, {}, toml)[0].concurrency == 5


def test_a_named_file_must_exist_but_the_default_one_need_not(tmp_path: Path) -> None:
    """`--config` with a wrong path is an error; no ./config.toml is not."""
    with pytest.raises(SettingsError, match="no such configuration file"):
        load({}, {}, tmp_path / "none.toml")
    assert load({}, {}, None)[0] == Settings()


def test_an_environment_variable_that_nearly_names_an_option_is_an_error() -> None:
    """A misspelt BATCH_OCR_ variable is told; one that is not like any option belongs to somebody else."""
    with pytest.raises(SettingsError, match="BATCH_OCR_MAX_PENDIN; did you mean 'max_pending'"):
        load({}, {"BATCH_OCR_MAX_PENDIN": "3"}, None)
    assert load({}, {"BATCH_OCR_LABELLED": "/data"}, None)[0] == Settings()


def test_environment_values_are_read_by_the_type_of_their_option() -> None:
    """Text from the environment becomes numbers, switches, durations and lists."""
    environment = {
        "BATCH_OCR_NO_PROGRESS": "1",
        "BATCH_OCR_MAX_DURATION": "1.5h",
        "BATCH_OCR_INCLUDE": "*.png,*.pdf",
        "BATCH_OCR_PRICE_PER_POLL": "0.03",
    }
    settings, _ = load({}, environment, None)
    assert settings.no_progress is True
    assert settings.max_duration == 5400
    assert settings.include == ("*.png", "*.pdf")
    assert settings.price_per_poll == Decimal("0.03")


@pytest.mark.parametrize("option", sorted(FLAG_ONLY))
def test_what_must_not_act_every_night_cannot_lie_in_the_environment(option: str) -> None:
    """A unit file's variable is as lasting as a file: to pay for everything once more takes a flag."""
    variable = f"BATCH_OCR_{option.upper()}"
    with pytest.raises(SettingsError, match=f"^{variable} would act on every run; give it as --"):
        load({}, {variable: "1"}, None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", ()),
        (" , ", ()),
        ("*.png, *.pdf,", ("*.png", "*.pdf")),
        ("[ab]*.png,*.pdf", ("[ab]*.png", "*.pdf")),
        ('["Acme, Inc.", "Acme Ltd"]', ("Acme, Inc.", "Acme Ltd")),
        (" [ 'a,b' ] ", ("a,b",)),
    ],
)
def test_a_list_in_the_environment(text: str, values: tuple[str, ...]) -> None:
    """With commas between, or as TOML writes it where a value has a comma; an empty variable is an empty list."""
    assert load({}, {"BATCH_OCR_INCLUDE": text}, None)[0].include == values


@pytest.mark.parametrize("text", ['["Acme, Inc."', '["a"], "b"', '["a", 5]'])
def test_a_broken_list_in_the_environment_is_told(text: str) -> None:
    """What begins like a list of TOML is not taken apart at its commas when it is none."""
    with pytest.raises(SettingsError, match=r"^BATCH_OCR_OWN_NAMES: .*(is not one|expected text)"):
        load({}, {"BATCH_OCR_OWN_NAMES": text}, None)


def test_prices_in_a_file_keep_their_digits(toml: Path) -> None:
    """0.1 in TOML is one tenth of the money, not the nearest binary fraction."""
    toml.write_text("price_per_submission = 0.1")
    assert load({}, {}, toml)[0].price_per_submission == Decimal("0.1")


@given(st.integers(0, 10_000), st.sampled_from([("", 1), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]))
def test_durations_are_numbers_with_a_unit(number: int, unit: tuple[str, int]) -> None:
    """A bare number is seconds; s, m, h and d multiply."""
    assert seconds(f"{number}{unit[0]}") == number * unit[1]


@given(st.text())
def test_no_text_breaks_the_duration_reader(text: str) -> None:
    """Whatever is not a duration is a ValueError, nothing else."""
    with contextlib.suppress(ValueError):
        assert seconds(text) >= 0


def test_every_option_is_declared_in_one_place() -> None:
    """Each field of the model says its help, belongs to one section, and is taken by commands that exist."""
    names = [field.name for field in msgspec.structs.fields(Settings)]
    assert list(OPTIONS) == [name for listed in sections().values() for name in listed] == names
    assert "" not in sections()
    told = parser().format_help()
    for option in OPTIONS.values():
        assert option.help
        assert option.commands
        assert all(f"\n    {command} " in told for command in option.commands)


def test_the_example_file_is_the_option_list() -> None:
    """config.example.toml holds every option a file may set, at its default, with the help of `--help`."""
    header, _, body = (ROOT / "config.example.toml").read_text(encoding="utf-8").partition("\n\n")
    assert body == as_toml(Settings(), {}), "write it anew: python -m batch_ocr config show"
    assert header.startswith("# ")


def test_the_example_file_can_be_loaded_and_changes_nothing(toml: Path) -> None:
    """Copying config.example.toml to config.toml is the same as having none, and every commented option is known."""
    content = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    toml.write_text(content, encoding="utf-8")
    assert load({}, {}, toml)[0] == Settings()
    for name in set(OPTIONS) - FLAG_ONLY:
        assert f"{name} =" in content


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_shown_can_be_read_back(name: str) -> None:
    """Also quotes, backslashes and characters that a terminal would obey."""
    shown = as_toml(Settings(own_names=(name,)), {})
    assert tomllib.loads(shown)["own_names"] == [name]
    assert all(line.isprintable() for line in shown.split("\n"))
