"""`halberd-plugin-host --new` makes a plugin that builds, passes its own tests, explains itself and runs."""

from support.installation import installation, run_tool

NAME = "disk-guard"


def make(folder):
    project = folder / "project"
    said = run_tool(installation() / "bin/halberd-plugin-host", "--new", NAME, project, cwd=folder)
    assert said.startswith(f"{project} has a plugin {NAME}. Go on with:\n")
    return project


def build(project):
    run_tool("cmake", "-B", "build", "-G", "Ninja", cwd=project)
    run_tool("cmake", "--build", "build", cwd=project)
    return project / "build"


def test_a_new_plugin_has_its_own_name_everywhere(folder):
    project = make(folder)
    assert sorted(path.name for path in project.iterdir()) == [
        "CMakeLists.txt", f"{NAME}.cpp", f"{NAME}_test.cpp", "events.txt"]
    text = "".join(path.read_text() for path in project.iterdir())
    assert "greeter" not in text.lower()
    assert "class DiskGuard : public halberd::Plugin" in text
    assert len((project / f"{NAME}.cpp").read_text().splitlines()) <= 70


def test_a_new_plugin_builds_passes_its_tests_and_explains_itself(folder):
    products = build(make(folder))
    tests = run_tool("ctest", "--output-on-failure", cwd=products)
    assert "100% tests passed, 0 tests failed out of 2" in tests
    host = installation() / "bin/halberd-plugin-host"
    described = run_tool(host, "--describe", products / f"{NAME}.so", cwd=folder)
    assert f"id:       org.example.{NAME}\n" in described and "  -w, --word=WORD " in described
    assert run_tool(products / NAME, "-h", cwd=folder).startswith(f"Usage: {NAME} [-w WORD]\n")
