"""Looking after a state: what it holds, whether it hangs together, smaller files, less history, a bad run undone.

Each change is a row in `runs` like any run's, so that readers see the state before it or after it.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from pyiceberg.expressions import GreaterThanOrEqual, IsNull, LessThan, Or
from storywatch.transforms.articles.identity import content_hash
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.home import private, rehome
from storywatch.transforms.state.scan import Head, StateError, folder_of, head_of, short
from storywatch.transforms.state.store import State, now
from storywatch.transforms.state.tables import DATA_TABLES, SCHEMAS, table
from storywatch.transforms.state.views import in_order, status_of, thread_parts


def _record(state: State, base: Head, kind: str, report: dict[str, Any], started: str) -> dict[str, Any]:
    return {"run_id": f"{kind}-{base.number + 1:06d}", "kind": kind, "started": started, "finished": now(), "model": base.model,
            "report": json.dumps(report, sort_keys=True)}  # fmt: skip


def info(state: State) -> dict[str, Any]:
    """Rows, files and bytes of every table, and the runs that can be gone back to."""
    head = state.head()
    tables = {}
    for name in DATA_TABLES:
        snapshot = head.snapshots.get(name)
        if snapshot is None:
            tables[name] = {"rows": 0, "files": 0, "bytes": 0, "snapshots": 0}
            continue
        found = state.table(name)
        files = [task.file for task in found.scan(snapshot_id=snapshot).plan_files()]
        tables[name] = {"rows": sum(f.record_count for f in files), "files": len(files), "bytes": sum(f.file_size_in_bytes for f in files),
                        "snapshots": len(found.snapshots())}  # fmt: skip
    runs = [{"run": r["run_id"], "number": r["number"], "finished": r["finished"], "kind": r["kind"] or "run"} for r in state.runs()]
    return {"state": short(state.location), "model": head.model, "head": head.run_id, "tables": tables, "runs": runs}


def problems(state: State) -> Iterator[str]:
    """What does not hang together, a line each; nothing for a sound state. Reads every row."""
    head = state.head()
    rows = {name: state.read(name, head=head) for name in DATA_TABLES}
    articles = {
        r["article_id"]: r for r in rows["articles"].select(["article_id", "text", "story_id", "duplicate_of", "content_hash"]).to_pylist()
    }
    claims = rows["claims"].select(["claim_id", "article_id", "text", "start", "end", "story_id", "thread_id", "repeats"]).to_pylist()
    developments = rows["developments"].to_pylist()
    for name, key in (("articles", "article_id"), ("claims", "claim_id"), ("developments", "development_id")):
        for value, n in Counter(rows[name][key].to_pylist()).items():
            if n > 1:
                yield f"{name}: {key} {value} is there {n} times"
    # a story may become part of another, be parted from it and be made one again, but not twice by the same
    changes = [(m["kind"] or "merge", m["older"], m["younger"], m["article_id"], m["run_id"]) for m in rows["merges"].to_pylist()]
    for (kind, _, younger, *_), n in Counter(changes).items():
        if n > 1:
            yield f"merges: the {kind} of {younger} is there {n} times"
    expired = rows["past_threads"].num_rows > 0
    claim_ids = {c["claim_id"] for c in claims}
    threads = {c["thread_id"] for c in claims} | set(rows["past_threads"]["thread_id"].to_pylist())
    stories = {a["story_id"] for a in articles.values()} | {c["story_id"] for c in claims}
    for claim in claims:
        article = articles.get(claim["article_id"])
        if article is None:
            yield f"claims: {claim['claim_id']} is of the article {claim['article_id']}, which is not there"
        elif article["text"][claim["start"] : claim["end"]] != claim["text"]:
            yield f"claims: {claim['claim_id']} is not what stands in {claim['article_id']} from {claim['start']} to {claim['end']}"
        if claim["repeats"] and claim["repeats"] not in claim_ids and not expired:
            yield f"claims: {claim['claim_id']} repeats {claim['repeats']}, which is not there"
    for article_id, article in articles.items():
        if article["content_hash"] and article["content_hash"] != content_hash(article["text"]):
            yield f"articles: {article_id} has not the text that it was read with"
        if article["duplicate_of"] and article["duplicate_of"] not in articles:
            yield f"articles: {article_id} is a copy of {article['duplicate_of']}, which is not there"
    for d in developments:
        for key, there in (("article_id", articles), ("thread_id", threads), ("story_id", stories)):
            if d[key] not in there:
                yield f"developments: {d['development_id']} has the {key} {d[key]}, which is not there"
        for key in ("claim_id", "previous_claim_id"):
            if d[key] and d[key] not in claim_ids and not expired:
                yield f"developments: {d['development_id']} has the {key} {d[key]}, which is not there"
    for merge in rows["merges"].to_pylist():
        if merge["older"] not in stories:
            yield f"merges: {merge['younger']} went on as {merge['older']}, which is not there"
        for moved in merge["moved"] or ():
            if moved not in articles:
                yield f"merges: {moved} went on in {merge['younger']}, and is not there"
    sizes = Counter(len(v) for v in rows["claims"]["vector"].to_pylist())
    if len(sizes) > 1:
        yield f"claims: vectors of {len(sizes)} lengths: {dict(sorted(sizes.items()))}"
    known = {d["development_id"] for d in developments}
    if "deliveries" in {t[-1] for t in state.catalog.list_tables("storywatch")}:
        for sent in state.table("deliveries").scan().to_arrow()["development_id"].to_pylist():
            if sent != "*" and sent not in known:
                yield f"deliveries: {sent} was sent and is not there (a run was undone after it)"


def compact(state: State) -> dict[str, tuple[int, int]]:
    """Writes every table that has more than one file as one; (files before, after) of those. The rows stay the same."""
    started = now()
    state.recover()
    head = state.head()
    if not head.number:
        return {}
    done: dict[str, tuple[int, int]] = {}
    rows: dict[str, pa.Table] = {}
    for name in DATA_TABLES:
        snapshot = head.snapshots.get(name)
        files = sum(1 for _ in state.table(name).scan(snapshot_id=snapshot).plan_files()) if snapshot else 0
        if files > 1:
            rows[name] = state.read(name, head=head)
            done[name] = (files, 1)
    if rows:
        commit(state, _record(state, head, "compact", {n: a for n, (a, _) in done.items()}, started), rows, head, rows)
    runs = state.table("runs")
    files = sum(1 for _ in runs.scan().plan_files())
    if files > 1:
        runs.overwrite(runs.scan().to_arrow().cast(SCHEMAS["runs"]))
        done["runs"] = (files, 1)
    return done


def day_before(text: str) -> str:
    """The day that `--older-than` means: a day (YYYY-MM-DD), or a number of days before today ("180", "180d")."""
    try:
        if text.removesuffix("d").isdigit():
            return (datetime.now(UTC).date() - timedelta(days=int(text.removesuffix("d")))).isoformat()
        return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        raise ValueError(f"--older-than {text}: neither a day (YYYY-MM-DD) nor a number of days (180d)") from None


def expire(state: State, day: str) -> dict[str, int]:
    """Drops the claims published before `day`, and every earlier snapshot with its files.

    Articles, stories, developments and the histories of threads stay; what is gone for good is the words of old claims
    beside their articles, the search among them, and the way back to before.
    """
    started = now()
    state.recover()
    head = state.head()
    if not head.number:
        return {"claims": 0, "files": 0}
    old = state.read("claims", where=LessThan("published", day), head=head)
    dropped = old.num_rows
    if dropped:
        keep = state.read("claims", where=Or(GreaterThanOrEqual("published", day), IsNull("published")), head=head)
        lineage = state.lineage(head)
        slim = in_order(old.drop_columns(["vector", "spans", "terms"]).to_pylist(), "published", "article_id", "start")
        claims = [{**c, "story_id": lineage.story(c["story_id"], c["article_id"])} for c in slim]
        sources = {a["article_id"]: (a["source"], a["duplicate_of"])
                   for a in state.read("articles", ("article_id", "source", "duplicate_of"), head=head).to_pylist()}  # fmt: skip
        status = status_of(claims)
        run_id = f"expire-{head.number + 1:06d}"
        past = []
        for part in thread_parts(claims, sources):
            day_of_status, name = status.get(part["story_id"], (None, None))
            past.append({**part, "claims": part["claims"], "states": json.dumps(part["states"], sort_keys=True),
                         "values": json.dumps(part["values"]), "status_day": day_of_status, "status": name, "run_id": run_id})  # fmt: skip
        record = _record(state, head, "expire", {"claims": dropped, "before": day}, started)
        commit(
            state, record, {"claims": keep, "past_threads": table("past_threads", past)}, head, ("claims",), {c["story_id"] for c in claims}
        )
    return {"claims": dropped, "files": _forget(state)}


def _forget(state: State) -> int:
    """Drops all snapshots but those of the head, and deletes the files that nothing names any more; their number."""
    deleted = 0
    head = state.head()
    for name in SCHEMAS:
        found = state.table(name, create=True)
        current = found.current_snapshot()
        kept = head.snapshots.get(name) if name in DATA_TABLES else current.snapshot_id if current else None
        gone = [s.snapshot_id for s in found.snapshots() if s.snapshot_id != kept]
        if gone:
            found.maintenance.expire_snapshots().by_ids(gone).commit()
            found = state.table(name)
        deleted += _delete_unnamed(found)
    return deleted


def _delete_unnamed(found: Any) -> int:
    """Deletes the files below a table's folder that its metadata does not name; only for local warehouses."""
    if not found.location().startswith(("file:", "/")):
        return 0
    named = {found.metadata_location}
    for snapshot in found.snapshots():
        named.add(snapshot.manifest_list)
        for manifest in snapshot.manifests(found.io):
            named.add(manifest.manifest_path)
            named.update(entry.data_file.file_path for entry in manifest.fetch_manifest_entry(found.io, discard_deleted=False))
    kept = {Path(unquote(urlsplit(n).path)).name for n in named if n}
    deleted = 0
    for file in sorted(Path(unquote(urlsplit(found.location()).path)).rglob("*")):
        if file.is_file() and file.name not in kept:
            file.unlink()
            deleted += 1
    return deleted


def copy(location: str, target: str) -> Path:
    """A copy of the state in a folder, whole, as a state of its own in the folder `target`, which must be empty or not there."""
    source, made = _folders(location, target)
    with private():
        shutil.copytree(source, made, dirs_exist_ok=True, ignore=shutil.ignore_patterns("staging", "*.lock"))
    rehome(made)
    return made


def move(location: str, target: str) -> Path:
    """Moves the state in a folder to the folder `target`, which must be empty or not there."""
    source, made = _folders(location, target)
    if made.exists():
        made.rmdir()
    made.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, made)
    rehome(made)
    return made


def _folders(location: str, target: str) -> tuple[Path, Path]:
    if "://" in location.removeprefix("file://"):
        raise StateError(f"state {short(location)}: on a server; keep the database and the warehouse together by their own means")
    source, made = folder_of(location), folder_of(target)
    if made.exists() and (not made.is_dir() or any(made.iterdir())):
        raise StateError(f"{target} is there and not empty; name a new folder")
    if made.is_relative_to(source):
        raise StateError(f"{target} lies in the state {location}; name a folder outside of it")
    return source, made


def rewind(state: State, target: str) -> Head:
    """Makes what the run `target` (its name or number) left the state again; later runs stay listed, and are undone."""
    started = now()
    state.recover()
    head = state.head()
    wanted = [r for r in state.runs() if target in (r["run_id"], str(r["number"]))]
    if not wanted:
        names = ", ".join(r["run_id"] for r in state.runs()[-5:])
        raise StateError(f"state {state.location}: no run {target}; the last ones are {names or 'none'}")
    back = head_of(wanted[-1])
    for name, snapshot in back.snapshots.items():
        if snapshot and state.table(name).snapshot_by_id(snapshot) is None:
            raise StateError(f"state {state.location}: {back.run_id} was dropped by `storywatch state expire`")
    record = {**_record(state, head, "rewind", {"to": back.number}, started), "model": back.model}
    state.commit_snapshots(record, back.snapshots, head)
    state.recover()
    return state.head()


def by_table(rows: dict[str, tuple[int, int]]) -> str:
    """ "claims 30 -> 1, articles 30 -> 1"."""
    return ", ".join(f"{name} {before} -> {after}" for name, (before, after) in rows.items()) or "nothing to merge"
