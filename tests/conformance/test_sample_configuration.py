"""The annotated sample: Supervisor's keys and values, understood by both, printed by echo_supervisord_conf."""

import subprocess
from pathlib import Path

import halberd_model
from known_keys import OURS_ONLY
import pytest
import supervisor
import supervisor_model
from supervisor.options import UnhosedConfigParser

OUR_SAMPLE = Path(__file__).resolve().parents[2] / "conf" / "supervisord.conf"
SUPERVISORS_SAMPLE = Path(supervisor.__file__).parent / "skel" / "sample.conf"


def test_our_sample_is_read_by_both_without_a_complaint():
    ours = halberd_model.read(OUR_SAMPLE)
    theirs = supervisor_model.read(str(OUR_SAMPLE))
    assert ours["errors"] == ours["warnings"] == theirs["warnings"] == []
    assert halberd_model.comparable(ours) == halberd_model.comparable(theirs)


def keys_and_values(path):
    parser = UnhosedConfigParser()
    parser.read(str(path))
    return {name: dict(parser.items(name)) for name in parser.sections()}


def uncommented(path, folder):
    """The sample with every line of the form ";key=value" and ";[section]" made active."""
    def is_setting(line):
        return line.startswith(";[") or (line.startswith(";") and line[1:2].islower() and "=" in line.split(";")[1])

    lines = Path(path).read_text().splitlines()
    target = folder / "uncommented.conf"
    target.write_text("\n".join(line[1:] if is_setting(line) else line for line in lines))
    return str(target)


def test_our_sample_sets_what_supervisors_sample_sets():
    assert keys_and_values(OUR_SAMPLE) == keys_and_values(SUPERVISORS_SAMPLE)


def test_our_sample_shows_what_supervisors_sample_shows(tmp_path):
    ours = keys_and_values(uncommented(OUR_SAMPLE, tmp_path))
    theirs = keys_and_values(uncommented(SUPERVISORS_SAMPLE, tmp_path))
    assert [section for section in ours if section not in ("fcgi-program:thefcgiprogramname", "alerts", "http_user:ann")] == list(theirs)
    for section, keys in theirs.items():
        missing = set(keys) - set(ours[section])
        extra = set(ours[section]) - set(keys)
        assert (section, missing) == (section, set())
        assert extra <= {key for _, key in OURS_ONLY}
        assert {key: ours[section][key] for key in keys} == keys


@pytest.mark.parametrize("sample", [OUR_SAMPLE, SUPERVISORS_SAMPLE])
def test_every_key_of_the_samples_is_known(tmp_path, sample):
    model = halberd_model.read(uncommented(sample, tmp_path))
    said = model["warnings"] + model["errors"]
    assert [line for line in said if "unknown key" in line or "unknown section" in line] == []


def test_echo_supervisord_conf_prints_the_sample_whatever_its_arguments():
    program = halberd_model.BUILD / "bin" / "echo_supervisord_conf"
    sample = OUR_SAMPLE.read_bytes()
    for arguments in [[], ["anything"], ["-x", "--long"]]:
        run = subprocess.run([program, *arguments], capture_output=True)
        assert (run.returncode, run.stdout, run.stderr) == (0, sample, b"")


def test_echo_supervisord_conf_explains_itself():
    for option in ["-h", "--help"]:
        run = subprocess.run([halberd_model.BUILD / "bin" / "echo_supervisord_conf", option], capture_output=True, encoding="utf-8")
        assert run.returncode == 0
        assert run.stdout.startswith("Usage: echo_supervisord_conf")


def test_echo_supervisord_conf_reports_a_full_disk():
    with open("/dev/full", "wb") as full:
        run = subprocess.run([halberd_model.BUILD / "bin" / "echo_supervisord_conf"], stdout=full,
                             stderr=subprocess.PIPE, encoding="utf-8")
    assert run.returncode == 1
    assert "No space left on device" in run.stderr
