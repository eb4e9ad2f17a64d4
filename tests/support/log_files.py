"""The files of a log, as they lie in a daemon's folder: plain or packed."""

import gzip
import re
import subprocess

_BACKUP = re.compile(r"\.(\d+)(\.gz|\.zst)?\Z")


def log_files(daemon, name):
    """The log `name` and its backups, the oldest first; what is being packed is not one of them."""
    backups = [(int(match[1]), path) for path in daemon.folder.glob(f"{name}.*")
               if (match := _BACKUP.match(path.name.removeprefix(name)))]
    return [path for _, path in sorted(backups, reverse=True)] + [daemon.folder / name]


def content(path):
    """The bytes of a log file, unpacked if need be; fails when a packed one is not whole."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "--decompress", "--stdout", "--quiet", path], stdout=subprocess.PIPE,
                              check=True).stdout
    return path.read_bytes()


def whole_log(daemon, name):
    """All that is in a log and its backups, the oldest first."""
    return b"".join(content(path) for path in log_files(daemon, name))
