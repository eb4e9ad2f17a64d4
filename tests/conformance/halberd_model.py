"""What ours makes of a configuration file, as config_dump prints it."""

import json
import os
import subprocess
from pathlib import Path

BUILD = Path(os.environ["HALBERD_BUILD"])


def read(path, overrides=()):
    """Reads `path` as supervisord would, with the pairs of `overrides` as values of the command line."""
    options = [word for pair in overrides for word in ("-o", "%s=%s" % pair)]
    output = subprocess.run([BUILD / "tests" / "config_dump", *options, path], check=True, capture_output=True,
                            encoding="utf-8").stdout
    model = json.loads(output)
    for group in model["groups"]:
        group.get("events", []).sort()
    return model


def comparable(model):
    """The part of a model that Supervisor has as well."""
    return {"server": model["server"], "groups": model["groups"]}
