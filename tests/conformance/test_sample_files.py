"""Configurations such as real sites write, read by Debian's supervisor and by ours: the same model.

tests/conformance/samples holds them, each made anew after what packages and public repositories ship; its first line says
what it stands for. Those called refused_… are refused by both.
"""

from pathlib import Path

import halberd_model
import pytest
import supervisor_model

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.conf"))
REFUSED = [path for path in SAMPLES if path.name.startswith("refused_")]
ACCEPTED = [path for path in SAMPLES if path not in REFUSED]


@pytest.fixture(autouse=True)
def environment(tmp_path, monkeypatch):
    """The current folder and the variables that the samples use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in {"QUEUE_SLEEP": "3", "QUEUE_TRIES": "5", "QUEUE_WORKERS": "4", "QUEUE_TIMEOUT": "90",
                        "DISPLAY_WIDTH": "1280", "DISPLAY_HEIGHT": "800", "VNC_PASSWORD": "50% off"}.items():
        monkeypatch.setenv(name, value)


def name(path):
    return path.stem


def test_there_are_thirty_of_them_and_each_says_what_it_stands_for():
    assert len(SAMPLES) >= 30
    for path in SAMPLES:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert next(line for line in lines if line.strip("; ")).startswith("; "), path


@pytest.mark.parametrize("path", ACCEPTED, ids=name)
def test_a_sample_means_the_same(path):
    ours = halberd_model.read(path)
    assert ours["errors"] == []
    assert halberd_model.comparable(ours) == halberd_model.comparable(supervisor_model.read(str(path)))


@pytest.mark.parametrize("path", REFUSED, ids=name)
def test_a_sample_with_a_mistake_is_refused_by_both(path):
    with pytest.raises(supervisor_model.Refused):
        supervisor_model.read(str(path))
    errors = halberd_model.read(path)["errors"]
    assert len(errors) == 1
    assert errors[0].startswith("%s:" % path)
