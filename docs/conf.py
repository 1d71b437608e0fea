"""How Sphinx builds the documentation; run with ``make docs``."""

import os
import sysconfig
from pathlib import Path

import govdisc_analysis

project = "govdisc_analysis"
author = "the govdisc_analysis authors"
copyright = "the govdisc_analysis authors"
release = govdisc_analysis.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "myst-nb"}
exclude_patterns = ["figures"]
root_doc = "index"

# The tutorials run the commands of this environment, in a folder that is thrown away.
scripts = sysconfig.get_path("scripts")
os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["GOVDISC_DOCS_ROOT"] = str(Path(__file__).resolve().parents[1])
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "govdisc_analysis"
html_show_sphinx = False
html_copy_source = False
