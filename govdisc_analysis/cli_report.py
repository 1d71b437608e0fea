"""Commands that make the page of one place, or of all."""

from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors
from govdisc_analysis.cli_progress import stage


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(report)
    app.command()(reports)


def report(
    region: Annotated[
        str,
        typer.Option(
            help="Province, city or county; add its parents (河北省邢台市桥西区) or give "
            "its six-digit code where the name stands for several."
        ),
    ] = "",
    years: Annotated[str, typer.Option(help="First and last year, such as 2016:2020.")] = "",
    admin_level: Annotated[
        str, typer.Option(help="national, province, prefecture, county or township.")
    ] = "",
    agency_type: Annotated[str, typer.Option(help="Code such as education or housing.")] = "",
    agency: Annotated[str, typer.Option(help="One agency, by the name in its reports.")] = "",
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    to: Annotated[str, typer.Option(help="html, docx, pdf, or several with a comma.")] = "html",
    data: Annotated[Path, typer.Option(help="Processed folder.")] = Path("data/processed"),
    out: Annotated[Path, typer.Option(help="Folder for the page.")] = Path("reports/regions"),
) -> None:
    """Make the report of a place, beside its peers in the rest of the corpus.

    One self-contained page, or a document to print with `--to docx` or `--to pdf`. Peers are of
    the same levels of government and the same years. Exit 1 if the analysis stopped with an
    error.

    Example: `govdisc report --region 安徽省 --years 2016:2020 --lang zh`
    """
    from govdisc_analysis.study.ask import Ask
    from govdisc_analysis.study.printed import check_formats
    from govdisc_analysis.study.regions import make_report

    if not (region or admin_level or agency_type or agency):
        fail("name a --region, --admin-level, --agency-type or --agency")
    ask = Ask(region, years, admin_level, agency_type, agency, lang)
    with usage_errors():
        made = make_report(data, ask, out, to=check_formats(to))
    if made.failed:
        typer.echo(f"govdisc: stopped with an error: {made.failed}", err=True)
        raise SystemExit(1)
    typer.echo(f"made of {made.reports} report(s): open {', '.join(map(str, made.paths))}")


def reports(
    by: Annotated[str, typer.Option(help="province, city, county, agency_type or agency.")],
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    years: Annotated[str, typer.Option(help="First and last year, such as 2016:2020.")] = "",
    to: Annotated[str, typer.Option(help="html, docx, pdf, or several with a comma.")] = "html",
    data: Annotated[Path, typer.Option(help="Processed folder.")] = Path("data/processed"),
    out: Annotated[Path, typer.Option(help="Folder for the pages.")] = Path("reports/regions"),
    jobs: Annotated[int, typer.Option(help="Pages made at a time.")] = 2,
) -> None:
    """Make the report of every province, city, county, kind of agency or agency, and an index.

    A second run only makes what changed; the index keeps what other runs made. Exit 1 if a page
    could not be made.

    Example: `govdisc reports --by province`, then open reports/regions/index.html
    """
    from govdisc_analysis.study.printed import check_formats
    from govdisc_analysis.study.regions import make_reports

    with usage_errors():
        formats = check_formats(to)
    with usage_errors(), stage("making the pages") as progress:
        made, index = make_reports(
            data, by, out, language=lang, years=years, to=formats, jobs=jobs, progress=progress
        )
    failed = [one for one in made if one.failed]
    reused = sum(one.is_reused for one in made)
    fresh = len(made) - reused - len(failed)
    typer.echo(f"{fresh} made, {reused} as they were, {len(failed)} failed: open {index}")
    for one in failed:
        typer.echo(f"govdisc: {one.ask.name()}: {one.failed}", err=True)
    raise SystemExit(int(bool(failed)))
