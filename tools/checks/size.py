"""Prints the largest files, functions and the shares that docs/dev/style asks to look at. Never fails a build."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

SOURCE = Path("src/frontdesk")
# What good files here look like; one that outgrows it is a question to answer.
FILE_LINES, FUNCTION_LINES = 400, 60


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{path}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def show(kind: str, sizes: list[tuple[str, int]], bound: int) -> None:
    ranked = sorted(sizes, key=lambda size: -size[1])
    tenths = quantiles([size for _, size in sizes], n=10)
    print(f"{kind}: {len(sizes)}, median {tenths[4]:.0f}, nine in ten up to {tenths[8]:.0f}, largest {ranked[0][1]}")
    for name, size in ranked[:5]:
        print(f"  {size:5d}  {name}{'   <- over ' + str(bound) if size > bound else ''}")


def main() -> None:
    paths = [path for path in SOURCE.rglob("*.py") if "versions" not in path.parts]
    show("files", [(str(path), len(path.read_text("utf-8").splitlines())) for path in paths], FILE_LINES)
    show("functions", [found for path in paths for found in functions(path)], FUNCTION_LINES)
    tests = sum(len(path.read_text("utf-8").splitlines()) for path in Path("tests").rglob("*.py"))
    code = sum(len(path.read_text("utf-8").splitlines()) for path in paths)
    print(f"tests to code: {tests / code:.2f}")


if __name__ == "__main__":
    main()
