"""The command line: ``govdisc``. Each command checks its arguments before it does anything."""

import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from govdisc_analysis import cli_code, cli_course, cli_export, cli_report
from govdisc_analysis.cli_errors import USAGE_ERROR, fail, system_errors, usage_errors
from govdisc_analysis.cli_progress import progress_bar, stage
from govdisc_analysis.version import __version__

app = typer.Typer(
    name="govdisc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read Chinese government information disclosure reports (政府信息公开工作年度报告) into "
    "tidy tables, check them, and rerun the comparative study.\n\n"
    "Start with: `govdisc study --raw data/raw` and open reports/index.html.",
)

_CACHE = "Folder that remembers what was read; only what is new or changed is read again."
_UsageError = typer.BadParameter.__mro__[1]  # typer brings its own copy of click's errors


def main() -> None:
    """Run the command line; a clear line and exit code 2 on bad input."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with system_errors():
            code = app(standalone_mode=False)
    except _UsageError as error:  # type: ignore[misc]
        if not error.format_message():  # no arguments: the help was printed
            raise SystemExit(USAGE_ERROR) from None
        hint = f" (see {error.ctx.command_path} --help)" if error.ctx else ""
        fail(f"{error.format_message()}{hint}")
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("govdisc: interrupted; what was there before is unchanged", err=True)
        raise SystemExit(130) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _stop(number: int, _frame: object) -> NoReturn:
    """End as after Ctrl-C, so that workers and half-written folders go too."""
    raise SystemExit(128 + number)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"govdisc {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command()
def parse(
    raw: Annotated[Path, typer.Argument(help="A report, or a folder that is read recursively.")],
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("data/processed"),
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 is one a processor.")] = 0,
    formats: Annotated[
        str, typer.Option("--format", help="csv, parquet, or both with a comma.")
    ] = "csv,parquet",
    cache: Annotated[Path | None, typer.Option(help=_CACHE)] = None,
    cluster: Annotated[
        str, typer.Option(help="Address of a Dask scheduler whose workers read, host:port.")
    ] = "",
) -> None:
    """Read reports into tables.

    Reads .txt .md .html .htm .docx .doc .wps .rtf .xlsx .xls .pdf and .zip of those, and
    data sets with a report in each record (.json .jsonl .csv .tsv .xlsx); what can't be read has
    a row with status `quarantined` and the reason. The folder is replaced as a whole, or not at
    all.

    Example: `govdisc parse data/raw --out data/processed`

    Hundreds of thousands: `govdisc parse RAW --out OUT --cache build/cache` goes on after an
    interruption where it was, and later reads only what is new; with `--cluster host:8786` the
    workers of a Dask cluster read (`dask scheduler`, `dask worker host:8786`).
    """
    from govdisc_analysis.corpus import list_files, parse_corpus
    from govdisc_analysis.store import FORMATS, write_tables

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    if not wanted or set(wanted) - set(FORMATS):
        fail(f"--format {formats!r}: choose from {', '.join(FORMATS)}")
    if jobs < 0:
        fail("--jobs must be 0 or more")
    if out.exists() and not out.is_dir():
        fail(f"--out {out} is a file, not a folder")
    if out.resolve() == raw.resolve():
        fail(f"--out {out} is the folder of the reports; choose another")
    with usage_errors():
        if not list_files(raw):
            fail(f"{raw} holds no file to read")
        with progress_bar("reading") as progress:
            tables = parse_corpus(
                raw, jobs=jobs or None, progress=progress, cache=cache, cluster=cluster or None
            )
        write_tables(tables, out, wanted)
    counts = tables.reports["status"].value_counts()
    parts = [f"{name} {counts.get(name, 0)}" for name in ("parsed", "partial", "quarantined")]
    typer.echo(f"{', '.join(parts)} of {len(tables.reports)}")


@app.command()
def study(
    raw: Annotated[Path, typer.Option(help="Folder of reports.")] = Path("data/raw"),
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("data/processed"),
    reports: Annotated[Path, typer.Option(help="Folder for the site.")] = Path("reports"),
    years: Annotated[str, typer.Option(help="First and last year, such as 2016:2020.")] = "",
    region: Annotated[str, typer.Option(help="Full name of a province, city or county.")] = "",
    admin_level: Annotated[
        str, typer.Option(help="national, province, prefecture, county or township.")
    ] = "",
    agency_type: Annotated[str, typer.Option(help="Code such as education or housing.")] = "",
    lang: Annotated[str, typer.Option(help="Language shown first, zh or en.")] = "zh",
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 is one a processor.")] = 0,
    cache: Annotated[Path | None, typer.Option(help=_CACHE)] = None,
) -> None:
    """Read the reports, run the analyses, and write a site to read in a browser.

    The tables hold every report; the analyses and the site those that the options select. Exit 1
    if an analysis stopped with an error.

    Example: `govdisc study --raw data/raw --years 2016:2020 --region 安徽省`, then open
    reports/index.html
    """
    from govdisc_analysis.corrections import CorrectionError
    from govdisc_analysis.hand_coded import HandCodedError
    from govdisc_analysis.manifest import ManifestError
    from govdisc_analysis.study.run import NothingFitsError, Order, check_order, run_study

    order = Order(raw, out, reports, years, region, admin_level, agency_type, lang, jobs, cache)
    with usage_errors():
        check_order(order)
    try:
        with system_errors():
            done = run_study(order, stage)
    except (CorrectionError, HandCodedError, ManifestError, NothingFitsError) as error:
        fail(str(error))
    counts = done.tables.reports["status"].value_counts()
    parts = [f"{name} {counts.get(name, 0)}" for name in ("parsed", "partial", "quarantined")]
    typer.echo(f"{', '.join(parts)} of {len(done.tables.reports)}")
    typer.echo(f"reports shown: {done.shown}, on {done.site.pages} pages: open {done.site.index}")
    if done.failed:
        typer.echo(f"govdisc: stopped with an error: {', '.join(done.failed)}", err=True)
        raise SystemExit(1)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A processed folder.")],
    every: Annotated[bool, typer.Option("--all", help="Passed checks too.")] = False,
    lang: Annotated[str, typer.Option(help="Language of the messages, zh or en.")] = "en",
) -> None:
    """Print the failing checks of a processed folder; exit 1 if one is an error.

    A check with a missing side is not evaluable: it is counted, and passes nothing.

    Example: `govdisc check data/processed`, or `--lang zh` for Chinese
    """
    from govdisc_analysis.labels import check_language, label
    from govdisc_analysis.messages import in_language
    from govdisc_analysis.store import load

    with usage_errors():
        check_language(lang)
        tables = load(folder)
    checks = tables.checks.merge(
        tables.reports.drop_duplicates("report_id")[["report_id", "source_path"]], on="report_id"
    )
    shown = checks if every else checks.loc[checks["result"] == "failed"]
    for row in shown.to_dict("records"):
        said = row["severity"] if row["result"] == "failed" else row["result"]
        known = [word for word in (said, row["fault"]) if isinstance(word, str)]
        what, *fault = (label(word, "zh") if lang == "zh" else word for word in known)
        what += f" ({fault[0]})" if fault else ""
        message = in_language(row["message"], lang) if isinstance(row["message"], str) else ""
        typer.echo(f"{row['source_path']}: {row['check']} [{row['subject']}] {what}: {message}")
    counts = checks["result"].value_counts()
    typer.echo(
        f"{counts.get('failed', 0)} failed, {counts.get('passed', 0)} passed, "
        f"{counts.get('not_evaluable', 0)} not evaluable"
    )
    is_error = (checks["result"] == "failed") & (checks["severity"] == "error")
    raise SystemExit(int(is_error.any()))


@app.command()
def score(
    pred: Annotated[Path, typer.Option(help="Processed folder to judge.")],
    truth: Annotated[Path, typer.Option(help="Folder with the true tables.")],
) -> None:
    """Compare two processed folders: cell accuracy, precision, recall and F1.

    Reports are joined by source_path, so that a folder coded by hand can be the truth.

    Example: `govdisc score --pred data/processed --truth gold`
    """
    from govdisc_analysis.scoring.compare import format_score
    from govdisc_analysis.scoring.compare import score as compare

    with usage_errors():
        typer.echo(format_score(compare(pred, truth)))


@app.command()
def simulate(
    reports: Annotated[int, typer.Option(help="How many reports.")],
    out: Annotated[Path, typer.Option(help="New folder for raw/ and truth/.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same bytes.")] = 1,
    templates: Annotated[str, typer.Option(help="Shares, such as form2021=2,stat2014=1.")] = "",
    formats: Annotated[str, typer.Option(help="Shares, such as html=1,pdf=1.")] = "",
    noises: Annotated[str, typer.Option(help="Probabilities, such as pinyin=0.5.")] = "",
    errors: Annotated[float, typer.Option(help="Share of reports with a planted error.")] = 0.1,
    years: Annotated[str, typer.Option(help="First and last year, A:B.")] = "2008:2024",
) -> None:
    """Make a synthetic corpus with known truth, every document marked as synthetic.

    Documents in every template and format are written to OUT/raw, the true tables to OUT/truth.

    Example: `govdisc simulate --reports 200 --seed 7 --out sim`, then
    `govdisc parse sim/raw --out sim/pred`, and
    `govdisc score --pred sim/pred --truth sim/truth`
    """
    from govdisc_analysis.simulate import simulate_corpus

    if reports < 1:
        fail("--reports must be 1 or more")
    if not 0 <= errors <= 1:
        fail("--errors must lie between 0 and 1")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        fail(f"--out {out} is there already; choose a new folder")
    with usage_errors():
        made = simulate_corpus(
            out,
            reports=reports,
            seed=seed,
            templates=_shares(templates, "--templates"),
            formats=_shares(formats, "--formats"),
            noises=_shares(noises, "--noises"),
            errors=errors,
            years=year_range(years),
        )
    typer.echo(f"{made.reports} reports of {made.agencies} agencies in {out}")


def _shares(text: str, option: str) -> dict[str, float] | None:
    """``a=1,b=2`` as shares; None where nothing is given."""
    if not text:
        return None
    try:
        pairs = [part.split("=") for part in text.split(",")]
        return {name.strip(): float(share) for name, share in pairs}
    except ValueError:
        fail(f"{option} {text!r}: write name=share, with a comma between")


def year_range(text: str) -> tuple[int, int]:
    """``A:B`` (or one year) as a range.

    Raises:
        ValueError: it is no range of years, or it ends before it begins.
    """
    first, _, last = text.partition(":")
    if not (first.isdigit() and (last or first).isdigit()):
        raise ValueError(f"years {text!r}: write A:B, such as 2016:2020")
    years = int(first), int(last or first)
    if not 1990 <= years[0] <= years[1] <= 2100:
        raise ValueError(f"years {text!r}: the range must run forward, within 1990 to 2100")
    return years


cli_code.register(app)
cli_course.register(app)
cli_export.register(app)
cli_report.register(app)

if __name__ == "__main__":
    main()
