from __future__ import annotations

import os
from pathlib import Path

import pytest

from batch_ocr.errors import InputError
from batch_ocr.records import mtime_ns
from batch_ocr.walk import Walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.png", "a/2.png", "a/1.png", "c d.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def names(walk: Walk) -> list[str]:
    return [image.name for image in walk.files()]


def test_files_come_sorted_and_from_all_depths(folder: Path) -> None:
    """The same folder is walked in the same order every night, subfolders in their place."""
    assert names(Walk(folder)) == ["a/1.png", "a/2.png", "b.png", "c d.png"]


def test_links_pipes_and_sockets_are_never_followed(folder: Path) -> None:
    """A link could lead anywhere, a pipe would block for ever; both are counted."""
    (folder / "link.png").symlink_to(folder / "b.png")
    (folder / "linked").symlink_to(folder / "a")
    os.mkfifo(folder / "pipe.png")
    walk = Walk(folder)
    assert names(walk) == ["a/1.png", "a/2.png", "b.png", "c d.png"]
    assert walk.links == 3


@pytest.mark.parametrize("name", [".hidden.png", "~$open.png", "scan.png.part", "scan.PNG.TMP", "scan.png.crdownload"])
def test_hidden_and_temporary_names_are_passed_over(folder: Path, name: str) -> None:
    """What a scanner or a browser is still writing is not read under its temporary name."""
    (folder / name).write_bytes(b"x")
    walk = Walk(folder)
    assert name not in names(walk)
    assert walk.hidden == 1


def test_globs_choose_by_relative_path(folder: Path) -> None:
    """`include` limits the files, `exclude` also keeps whole folders out."""
    assert names(Walk(folder, include=("a/*",))) == ["a/1.png", "a/2.png"]
    assert names(Walk(folder, exclude=("a", "b*"))) == ["c d.png"]
    assert names(Walk(folder, include=("*.png",), exclude=("*/2.png",))) == ["a/1.png", "b.png", "c d.png"]


def test_size_and_time_are_those_of_the_file(folder: Path) -> None:
    """What travels is where the bytes are and how they looked, so that a change can be noticed later."""
    os.utime(folder / "b.png", ns=(5, 7))
    image = next(image for image in Walk(folder).files() if image.name == "b.png")
    assert (image.size_bytes, image.mtime_ns, image.path) == (1, 7, folder / "b.png")


def test_a_folder_that_cannot_be_listed_is_an_error_only_at_the_top(folder: Path) -> None:
    """A folder that vanishes below is noted; the one that was given raises."""
    (folder / "z").mkdir()
    walk = Walk(folder)
    files = walk.files()
    next(files)
    (folder / "z").rmdir()
    assert [image.name for image in files] == ["a/2.png", "b.png", "c d.png"]
    assert walk.unreadable == ["z: No such file or directory"]
    with pytest.raises(InputError, match="none: cannot be listed"):
        names(Walk(folder / "none"))


def test_folders_may_be_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    """A thousand levels are walked like two."""
    before, depth = Path.cwd(), 1100
    try:
        os.chdir(tmp_path)
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("deep.png").write_bytes(b"x")
        os.chdir(tmp_path)
        walk = Walk(Path())
        assert len(names(walk)) + len(walk.unreadable) == 1, "found, or told that the path is too long for the system"
        for _ in range(depth):
            os.chdir("d")
        Path("deep.png").unlink()
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()
    finally:
        os.chdir(before)


def test_a_time_after_2262_is_one_that_a_database_can_hold(folder: Path) -> None:
    """A scanner whose clock is wrong by centuries must not end the night; the file's time is the same at each look."""
    os.utime(folder / "b.png", (10**10, 10**10))
    times = {image.name: image.mtime_ns for image in Walk(folder).files()}
    assert times["b.png"] < 1 << 63
    assert times["b.png"] == mtime_ns((folder / "b.png").stat())
