"""A seed means the same invoices, whatever else is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from PIL import ImageStat

from benchmarks.synthetic.document import Recipe, document
from benchmarks.synthetic.folder import TRUTH_FILE, write_folder
from benchmarks.synthetic.noise import Noise, degraded
from benchmarks.synthetic.raster import rendered
from benchmarks.synthetic.recipes import drawn_recipes
from benchmarks.synthetic.samples import SAMPLES


def sample(name: str) -> Recipe:
    return next(recipe for recipe in SAMPLES if recipe.name.startswith(name))


def test_a_larger_set_begins_with_the_smaller_one() -> None:
    """Asking for more documents does not change the first ones."""
    assert list(drawn_recipes(seed=5, count=20))[:4] == list(drawn_recipes(seed=5, count=4))


def test_the_same_recipe_gives_the_same_bytes() -> None:
    """Pictures, noise and PDF files hold no time, no random and no name of the machine."""
    for name in ("13", "20", "08"):
        assert document(sample(name)).encoded() == document(sample(name)).encoded()


def test_another_seed_gives_other_invoices() -> None:
    """Two seeds share no document."""
    first, second = ({str(document(r).truth) for r in drawn_recipes(seed, 10)} for seed in (1, 2))
    assert not first & second


def test_a_folder_holds_the_pictures_and_their_truth(tmp_path: Path) -> None:
    """As many files as asked for, and one line for each."""
    assert write_folder(drawn_recipes(seed=3, count=2), tmp_path) == 2
    assert len((tmp_path / TRUTH_FILE).read_text("utf-8").splitlines()) == 2
    assert len(list(tmp_path.iterdir())) == 3


def test_noise_leaves_a_picture_of_about_the_same_size() -> None:
    """No device shrinks the paper or turns it black."""
    page = rendered(document(sample("13")).sheets[0], 100)
    for noise in get_args(Noise):
        worn = degraded(page, noise, seed=1)
        assert page.width <= worn.width <= page.width * 1.3
        assert ImageStat.Stat(worn.convert("L")).mean[0] > 110
