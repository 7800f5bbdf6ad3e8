"""verify, backup, restore, doctor, and settings, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli.main import group
from indexer.settings import Settings, SettingsError, load
from tests.builders.drafts import RULE, library_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    library.close()
    return tmp_path / "data"


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], standalone_mode=False)


def code(result: Result) -> object:
    return result.return_value if result.exception is None else result.exception


def test_a_backup_restores_to_a_ready_library(tmp_path: Path, data: Path) -> None:
    assert code(run("backup", tmp_path / "out", "--data", data)) == 0
    assert code(run("restore", tmp_path / "out", "--data", tmp_path / "again")) == 0
    assert code(run("verify", "--data", tmp_path / "again")) == 0
    found = run("search", "罚款", "--data", tmp_path / "again", "--json")
    assert json.loads(found.stdout)["total"] == 1


@pytest.mark.parametrize(
    "kind", ["register.sqlite3", "sources/*/*", "index/generation-*.json", "index/segments/*/*"]
)
def test_verify_names_what_is_damaged(data: Path, kind: str) -> None:
    for file in sorted(data.glob(kind)):
        body = bytearray(file.read_bytes())
        if not body:
            continue
        body[len(body) // 2] ^= 4
        file.write_bytes(body)
        result = run("verify", "--data", data)
        assert code(result) == 1, file
        assert "损坏" in result.stdout or "校验和" in result.stdout
        body[len(body) // 2] ^= 4
        file.write_bytes(body)
    assert code(run("verify", "--data", data)) == 0


def test_doctor_gives_each_finding_its_next_step(data: Path) -> None:
    seen = json.loads(run("doctor", "--data", data, "--json").stdout)
    assert {"环境", "字体", "转换", "磁盘", "权限", "登记库", "索引"} <= {one["area"] for one in seen}
    assert all(one["ok"] == (one["next"] is None) for one in seen)
    by_area = {one["area"]: one for one in seen}
    assert by_area["索引"]["ok"]
    assert by_area["登记库"]["ok"]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("index", "fagui reindex"),
        ("record", "fagui restore"),
        ("original", "fagui verify"),
        ("none", "fagui ingest"),
    ],
)
def test_doctor_finds(data: Path, harm: str, said: str) -> None:
    if harm == "index":
        for file in (data / "index").glob("generation-*"):
            file.unlink()
    if harm == "record":
        register = data / "register.sqlite3"
        body = bytearray(register.read_bytes())
        body[-700] ^= 1
        register.write_bytes(body)
    if harm == "original":
        next((data / "sources").glob("*/*")).unlink()
    place = data.parent / "nothing" if harm == "none" else data
    result = run("doctor", "--data", place, "--json")
    assert code(result) == 1
    assert any(said in (one["next"] or "") for one in json.loads(result.stdout))


def test_doctor_on_a_broken_record_does_not_break(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite3").write_bytes(b"not a database" * 100)
    result = run("doctor", "--data", tmp_path)
    assert code(result) == 1
    assert "登记库" in result.stdout


def test_licences_are_listed() -> None:
    said = run("doctor", "--licences").stdout
    if "\t" not in said:
        pytest.skip("not installed as a package")
    rows = [line.split("\t") for line in said.splitlines()]
    known = {name.lower(): licence for name, _, licence in rows}
    assert "BSD" in known["flask"]
    assert "未标明" not in known.values()


@pytest.mark.parametrize(
    ("file", "env", "said"),
    [
        ("[limits]\nfile_byte = 3\n", {}, "file_byte"),
        ("[limits]\nfile_bytes = -3\n", {}, "file_bytes"),
        ("[limits]\nfile_bytes = true\n", {}, "file_bytes"),
        ("[serve]\nworkers = 1\n", {}, "serve"),
        ("[server\n", {}, "TOML"),
        ("[server]\nlog = 3\n", {}, "server.log"),
        ("", {"FAGUI_SERVER_WORKERS": "many"}, "FAGUI_SERVER_WORKERS"),
        ("", {"FAGUI_LIMITS_CPU_SECONDS": "9" * 400}, "FAGUI_LIMITS_CPU_SECONDS"),
    ],
)
def test_a_setting_that_is_not_understood_is_named(
    tmp_path: Path, file: str, env: dict[str, str], said: str
) -> None:
    (tmp_path / "settings.toml").write_text(file, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load(env, tmp_path)


def test_settings_from_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        "[limits]\nfile_bytes = 10\n[server]\nlog = false\n", encoding="utf-8"
    )
    found = load({"FAGUI_LIMITS_FILE_BYTES": "1_000", "FAGUI_SERVER_HOSTS": "fagui.example"}, tmp_path)
    assert (found.limits.file_bytes, found.server.log, found.server.hosts) == (1000, False, "fagui.example")
    assert load({}, tmp_path / "nothing") == Settings(tmp_path / "nothing")
